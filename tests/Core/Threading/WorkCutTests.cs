using NormTools.Core.Kernels;
using NormTools.Core.Threading;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>How work is cut, for every number of lanes and threads, whatever this machine has.</summary>
public sealed class WorkCutTests
{
    private static readonly int[] Edges =
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 17, 23, 24, 25, 30, 31, 32, 33, 63, 64, 65, 95, 96, 97, 127,
        128, 130, 255, 256, 257, 511, 512, 513, 784, 1023, 1024, 1025, 2047, 2048, 2049, 4099];

    public static TheoryData<int> AllLanes => [2, 4, 8, 16];

    private static IEnumerable<int> AllThreads => Enumerable.Range(1, 64);

    [Fact]
    public void Parts_of_one_size_cover_each_item_once()
    {
        foreach (long count in Edges.Select(count => (long)count).Append(0).Append(int.MaxValue).Append(1L << 40))
        {
            foreach (long size in (long[])[1, 2, 16, 255, 1 << 14, int.MaxValue])
            {
                if (count / size > 1 << 20)
                {
                    continue;
                }

                SizedCut cut = new(count, size);
                Covers(count, cut.Parts, part => (cut.First(part), cut.End(part)));
            }
        }
    }

    [Fact]
    public void Even_parts_cover_each_item_once_and_differ_by_one_at_most()
    {
        foreach (int count in Edges.Append(0).Append(int.MaxValue))
        {
            foreach (int wanted in AllThreads.Append(128).Append(1000))
            {
                EvenCut cut = EvenCut.Of(count, wanted);
                Covers(count, cut.Parts, part => (cut.First(part), cut.End(part)));
                Assert.Equal(Math.Min(count, wanted), cut.Parts);
                Assert.All(Enumerable.Range(0, cut.Parts), part => Assert.InRange(
                    (long)cut.End(part) - cut.First(part), count / cut.Parts, (count / cut.Parts) + 1L));
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllLanes))]
    public void A_product_s_blocks_cover_each_value_once(int lanes)
    {
        foreach (int tileRows in (int[])[6, 12])
        {
            ProductRegisters registers = new(lanes, tileRows);
            foreach (int m in Edges)
            {
                foreach (int n in Edges)
                {
                    foreach (int threads in AllThreads)
                    {
                        CheckProduct(m, n, 32, threads, registers);
                        CheckProduct(m, n, 784, threads, registers);
                    }
                }
            }
        }
    }

    [Fact]
    public void An_empty_product_has_no_block()
    {
        Assert.Equal(0, ProductCut.Of(0, 5, 3, 4, new(8, 6)).Parts);
        Assert.Equal(0, ProductCut.Of(5, 0, 3, 4, new(16, 12)).Parts);
    }

    [Theory]
    [MemberData(nameof(AllLanes))]
    public void A_convolution_s_parts_cover_each_row_and_channel_once(int lanes)
    {
        foreach (int rows in (int[])[1, 2, 3, 7, 14, 28, 57, 224])
        {
            foreach (int channels in (int[])[1, 3, 23, 24, 47, 48, 49, 64, 130, 257])
            {
                foreach (int planes in (int[])[1, 2, 5])
                {
                    foreach (long rowBytes in (long[])[4, 3000, 100_000, 10_000_000])
                    {
                        foreach (int threads in AllThreads)
                        {
                            ConvolutionGrid grid = new(planes, 2, 1, rows, rows + 2, channels, rowBytes);
                            CheckConvolution(grid, ConvolutionCut.Of(grid, threads, lanes));
                        }
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllLanes))]
    public void A_weight_gradient_s_parts_cover_each_sample_and_channel_once(int lanes)
    {
        foreach (int batch in (int[])[0, 1, 2, 15, 16, 17, 64, 300])
        {
            foreach (int channels in Edges.Where(channels => channels <= 513))
            {
                foreach (int taps in (int[])[1, 3, 9, 25, 400])
                {
                    foreach (int positions in (int[])[1, 9, 196, 3136])
                    {
                        long sums = 4L * lanes * 2 * ((channels * taps) + 1);
                        WeightGradientCut cut = WeightGradientCut.Of(batch, 2, channels, taps, positions, 256, sums);
                        Covers(Math.Max(batch, 1), cut.Samples.Parts, part =>
                            (cut.Samples.First(part), cut.Samples.End(part)));
                        Covers(channels, cut.Channels.Parts, part => (cut.Channels.First(part), cut.Channels.End(part)));
                        HashSet<(int, int, int)> seen = [.. Enumerable.Range(0, cut.Parts).Select(cut.At)];
                        Assert.Equal(cut.Samples.Parts * 2 * cut.Channels.Parts, seen.Count);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(AllLanes))]
    public void Batch_norm_s_blocks_cover_each_channel_and_row_once(int lanes)
    {
        foreach (int n in Edges.Append(100_000))
        {
            foreach (int c in Edges)
            {
                foreach (int inner in (int[])[1, 2, 3, 7, 8, 15, 16, 31])
                {
                    ColumnBlocks cut = ColumnBlocks.Of(n, c, inner, lanes);
                    Covers(c, cut.Channels.Parts, part => (cut.Channels.First(part), cut.Channels.End(part)));
                    Covers(Math.Max(cut.Rows, 1), cut.Slabs.Parts, part => (cut.Slabs.First(part), cut.Slabs.End(part)));
                    Assert.InRange(cut.Rest(n), 0, cut.Together - 1);
                    Assert.True(cut.Together * c * inner >= lanes);
                }
            }
        }
    }

    [Fact]
    public void A_channel_s_slabs_cover_each_value_once()
    {
        foreach (int n in Edges.Append(70_000))
        {
            foreach (int inner in Edges.Append(16_644).Append(65_537).Append(1_000_003))
            {
                foreach (int c in (int[])[1, 7, 8])
                {
                    if ((long)n * inner < int.MaxValue)
                    {
                        CheckSlabs(n, inner, ChannelSlabs.Of(n, c, inner));
                    }
                }
            }
        }
    }

    private static void CheckProduct(int m, int n, int k, int threads, ProductRegisters registers)
    {
        int worth = ProductCut.Threads(m, n, k, threads);
        ProductCut cut = ProductCut.Of(m, n, k, worth, registers);
        if (ProductCut.IsWhole(m, n, worth, registers) && cut.Parts != 1)
        {
            Assert.Fail($"{m} x {n} x {k} would be {cut.Parts} blocks, {threads} threads, {registers}.");
        }

        long covered = 0;
        (int top, int rows, int first, int columns) = (0, 0, 0, 0);
        for (int part = 0; part < cut.Parts; part++)
        {
            (int Top, int Rows, int First, int Columns) block = cut.Block(part);
            bool nextRow = part == 0 || first + columns == n;
            bool isNext = block.First == (nextRow ? 0 : first + columns)
                && block.Top == (part == 0 ? 0 : nextRow ? top + rows : top)
                && (nextRow || block.Rows == rows);
            if (!isNext || block.Rows < 1 || block.Columns < 1 || block.First % registers.PanelWidth != 0)
            {
                Assert.Fail($"Block {part} of {m} x {n} x {k}, {threads} threads, {registers}: {block}.");
            }

            (top, rows, first, columns) = block;
            covered += (long)rows * columns;
        }

        if (covered != (long)m * n)
        {
            Assert.Fail($"{covered} of {m} x {n} values, {threads} threads, {registers}.");
        }
    }

    private static void CheckConvolution(in ConvolutionGrid grid, in ConvolutionCut cut)
    {
        long covered = 0;
        HashSet<(int, int, int, int, int)> seen = [];
        for (int part = 0; part < cut.Parts; part++)
        {
            ConvolutionPart at = cut.At(part);
            int rows = Math.Min(cut.RowsAtOnce, grid.Rows - at.FirstRow);
            if (rows < 1 || at.Channels < 1 || at.FirstRow % cut.RowsAtOnce != 0
                || at.FirstChannel + at.Channels > grid.TargetChannels
                || !seen.Add((at.Sample, at.Group, at.Depth, at.FirstRow, at.FirstChannel)))
            {
                Assert.Fail($"Part {part} of {grid}: {at}.");
            }

            covered += (long)rows * at.Channels;
        }

        if (covered != (long)grid.Batch * grid.Groups * grid.Depths * grid.Rows * grid.TargetChannels)
        {
            Assert.Fail($"{covered} values of {grid}.");
        }
    }

    private static void CheckSlabs(int n, int inner, ChannelSlabs slabs)
    {
        long covered = 0;
        (int sample, int start) = (0, 0);
        for (int slab = 0; slab < slabs.Parts; slab++)
        {
            (int From, int Samples, int Start, int Length) at = slabs.At(slab);
            if (at.Samples < 1 || at.Length < 1 || (at.From, at.Start) != (sample, start))
            {
                Assert.Fail($"Slab {slab} of {n} x {inner}: {at}.");
            }

            covered += (long)at.Samples * at.Length;
            (sample, start) = at.Length == inner ? (at.From + at.Samples, 0) : (0, at.Start + at.Length);
        }

        Assert.Equal((long)n * inner, covered);
    }

    private static void Covers(long count, int parts, Func<int, (long First, long End)> range)
    {
        long next = 0;
        for (int part = 0; part < parts; part++)
        {
            (long first, long end) = range(part);
            if (first != next || end <= first)
            {
                Assert.Fail($"Part {part} of {parts} of {count}: {first} to {end} behind {next}.");
            }

            next = end;
        }

        Assert.Equal(count, next);
    }
}
