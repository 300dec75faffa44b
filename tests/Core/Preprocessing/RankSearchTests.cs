using System.Runtime.InteropServices;
using System.Text.Json;
using NormTools.Contract;
using NormTools.Core.Preprocessing;
using NormTools.Core.Threading;
using Xunit;

namespace NormTools.Core.Tests.Preprocessing;

/// <summary>Quantiles that a sample and one pass over the rows find, against sorted columns.</summary>
public sealed unsafe class RankSearchTests
{
    private static readonly double[] Shares = [0.5, 0.25, 0.75, 0, 1, 0.01, 0.999];

    public static TheoryData<int, int, int> Sizes
    {
        get
        {
            TheoryData<int, int, int> sizes = [];
            foreach (int width in new[] { 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 50 })
            {
                sizes.Add(2100, width, 64);
                sizes.Add(1025, width, 256);
            }

            sizes.Add(40_001, 9, 1000);
            sizes.Add(300, 2100, 37);
            sizes.Add(4, 3, 1);
            return sizes;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Quantiles_are_those_of_sorted_columns(int rows, int width, int sample)
    {
        double[] numbers = Values(rows, width);
        foreach (DType type in new[] { DType.Float32, DType.Float64 })
        {
            Array values = type == DType.Float32 ? Array.ConvertAll(numbers, number => (float)number) : numbers;
            Use(values, type, rows, width, (training, _, places) => AssertSorted(training, places, sample));
        }
    }

    [Theory]
    [InlineData("""{"type":"MinMaxScale"}""")]
    [InlineData("""{"type":"Impute","strategy":"Median","keep_empty":true},{"type":"Clip","quantile_range":[5,95]}""")]
    public void Steps_in_front_of_the_search_are_carried_out(string chain)
    {
        const int Rows = 3001, Width = 21;
        Use(Array.ConvertAll(Values(Rows, Width), number => (float)Math.Clamp(number, -1e6, 1e6)), DType.Float32, Rows, Width, (training, table, places) =>
        {
            Preprocessor fitted = new Preprocessor($$"""{"steps":[{{chain}}]}""").Fit(table);
            AssertSorted(new(table, training.Infos, [.. fitted.Steps], training.Infos), places, 200);
        });
    }

    [Fact]
    public void The_number_of_threads_and_the_sample_change_nothing()
    {
        const int Rows = 20_000, Width = 13;
        Use(Array.ConvertAll(Values(Rows, Width), number => (float)number), DType.Float32, Rows, Width, (training, _, places) =>
        {
            foreach (int threads in new[] { 1, 2, 7, 64 })
            {
                int before = Workers.UseThreads(threads);
                AssertSorted(training, places, threads == 7 ? 16 : 500); // a sample of 16 misses nearly all
                Workers.UseThreads(before);
            }
        });
    }

    [Fact]
    public void A_sample_finds_all_quantiles_of_columns_without_a_pattern()
    {
        const int Rows = 50_000, Width = 40;
        System.Random random = new(5);
        float[] values = [.. Enumerable.Range(0, Rows * Width).Select(i => i % 3 == 0 ? random.Next(30) : random.NextSingle())];
        Use(values, DType.Float32, Rows, Width, (_, table, places) =>
        {
            PlainRows rows = PlainRows.Some(table, places, [])!;
            Assert.DoesNotContain(null, RankSearch.Run(table, rows, RowCut.Of(Width), Shares, 4096));
        });
    }

    private static void AssertSorted(TrainingRows training, int[] places, int sample)
    {
        Quantiles[] found = training.Quantiles(places, Shares, sample);
        FrameColumn[] columns = training.Whole(places);
        for (int i = 0; i < places.Length; i++)
        {
            double[] sorted = [.. columns[i].Values.ToArray().Where(value => !double.IsNaN(value)).Select(value => value + 0d)];
            Array.Sort(sorted);
            Assert.Equal(sorted.Length, found[i].Count);
            foreach (double share in sorted.Length == 0 ? [] : Shares)
            {
                double place = share * (sorted.Length - 1);
                int below = (int)place;
                double above = sorted[Math.Min(below + 1, sorted.Length - 1)];
                double expected = sorted[below] + ((place - below) * (above - sorted[below]));
                Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(found[i].At(share)));
            }
        }
    }

    // Columns of all kinds: spread, few values, one value, gaps, nothing, rising, infinite, alike but for the last digits.
    private static double[] Values(int rows, int width)
    {
        System.Random random = new(rows + width);
        return [.. Enumerable.Range(0, rows * width).Select(i => (i % width % 11) switch
        {
            0 => random.NextDouble() - 0.5,
            1 => random.Next(4),
            2 => 7.25,
            3 => random.Next(3) == 0 ? double.NaN : random.NextDouble() * 1e3,
            4 => double.NaN,
            5 => i,
            6 => random.Next(4) switch { 0 => double.PositiveInfinity, 1 => double.NegativeInfinity, _ => random.NextDouble() },
            7 => 1 + (random.Next(500) * 1e-7),
            8 => random.Next(-1, 2) * -1.0 * (random.Next(2) == 0 ? 0.0 : 1.0), // zeros of both signs
            9 => Math.Exp(40 * (random.NextDouble() - 0.5)),
            _ => i / width % 100 == 0 ? random.NextDouble() : 0,
        })];
    }

    private static void Use(Array values, DType type, int rows, int width, Action<TrainingRows, TableSource, int[]> use)
    {
        int[] places = [.. Enumerable.Range(0, width)];
        ColumnInfo[] infos = Array.ConvertAll(places, i => new ColumnInfo($"c{i}", false));
        fixed (byte* memory = &MemoryMarshal.GetArrayDataReference(values))
        {
            TableView view = new() { Values = memory, StoredRows = rows, RowCount = rows, Width = width, DType = (int)type };
            TableSource table = new(view, JsonSerializer.Serialize(infos.Select(info => new { name = info.Name })));
            use(new(table, infos, [], infos), table, places);
        }
    }
}
