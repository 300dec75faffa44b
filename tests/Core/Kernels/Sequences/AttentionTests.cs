using System.Numerics;
using NormTools.Core.Kernels;
using NormTools.Core.Random;
using NormTools.Core.Threading;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Attention against its plain definition: lengths on both sides of every block's end, all widths, causal or
/// not, with padding and dropout; and how it is cut.</summary>
public sealed unsafe class AttentionTests
{
    /// <summary>Rows, steps, heads, width of a head, causal, dropout, lengths of the samples.</summary>
    public static TheoryData<int, int, int, int, bool, double, int[]?> Cases
    {
        get
        {
            TheoryData<int, int, int, int, bool, double, int[]?> data = [];
            foreach (int steps in new[] { 1, 2, 15, 63, 64, 65, 127, 128, 129, 200, 257 })
            {
                data.Add(1, steps, 2, 4, false, 0, null);
                data.Add(2, steps, 1, 8, true, 0, null);
                data.Add(2, steps, 1, 5, true, 0.3, [steps, steps / 2]);
            }

            foreach (int width in new[] { 1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64 })
            {
                data.Add(1, 70, 2, width, false, 0, null);
                data.Add(2, 20, 1, width, true, 0.1, [13, 20]);
            }

            data.Add(3, 130, 2, 6, false, 0, [0, 1, 129]);
            data.Add(3, 12, 2, 6, false, 1, null);
            data.Add(40, 5, 3, 2, false, 0.5, null);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_and_gradients_are_those_of_the_definition(
        int rows, int steps, int heads, int width, bool causal, double p, int[]? lengths)
    {
        AttentionShape shape = new(steps, heads, width, causal);
        double[] projections = Close.Values(rows * steps * 3 * shape.Width, 3);
        double[] contextGradient = Close.Values(rows * steps * shape.Width, 4);
        double[]? kept = Kept(rows * heads * steps * steps, p);
        AttentionDefinition definition = new(rows, steps, heads, causal, lengths, null);
        (float[] context, float[] gradient, Generator after) = Run(
            shape, rows, projections, contextGradient, p, lengths, threads: 1);
        Close.To<float>(definition.Attend(projections, kept), context, 5e-6, "context");

        // Along three directions, as all of the values would take the definition too long.
        System.Random random = new(5);
        for (int direction = 0; direction < 3; direction++)
        {
            double[] along = [.. projections.Select(_ => random.NextDouble() - 0.5)];
            const double Step = 1e-5;
            double expected = (Loss(Step) - Loss(-Step)) / (2 * Step);
            double actual = along.Zip(gradient, (one, other) => one * other).Sum();
            double scale = Math.Sqrt(along.Zip(gradient, (one, other) => one * one * other * other).Sum());
            Assert.True(Math.Abs(expected - actual) <= 2e-5 * Math.Max(scale, 0.05), $"{actual} is not {expected} ({scale})");

            double Loss(double step) => definition
                .Attend([.. projections.Zip(along, (value, by) => value + (step * by))], kept)
                .Zip(contextGradient, (value, by) => value * by).Sum();
        }

        Generator drawn = new(7);
        _ = p is > 0 and < 1 ? Kept(rows * heads * steps * steps, p, drawn) : null;
        Assert.Equal(drawn.Next32(), after.Next32());
    }

    [Theory]
    [InlineData(1, 300, 1, false, 0)]
    [InlineData(1, 300, 2, true, 0.2)]
    [InlineData(2, 1000, 1, true, 0)]
    [InlineData(9, 70, 4, false, 0.5)]
    public void A_head_that_is_divided_gives_the_same_bits(int rows, int steps, int heads, bool causal, double p)
    {
        AttentionShape shape = new(steps, heads, 12, causal);
        double[] projections = Close.Values(rows * steps * 3 * shape.Width, 3);
        double[] contextGradient = Close.Values(rows * steps * shape.Width, 4);
        int[] lengths = [.. Enumerable.Range(0, rows).Select(row => steps - (row * 3))];
        (float[] context, float[] gradient, _) = Run(shape, rows, projections, contextGradient, p, lengths, 1);
        foreach (int threads in new[] { 2, 3, 8, 64 })
        {
            (float[] other, float[] otherGradient, _) = Run(
                shape, rows, projections, contextGradient, p, lengths, threads);
            Assert.Equal(context, other);
            Assert.Equal(gradient, otherGradient);
        }
    }

    [Fact]
    public void A_query_that_sees_no_key_gives_zero_and_has_no_gradient()
    {
        AttentionShape shape = new(3, 2, 4, false);
        (float[] context, float[] gradient, _) = Run(
            shape, 2, Close.Values(2 * 3 * 24, 3), Close.Values(2 * 3 * 8, 4), 0, [2, 0], 1);
        Assert.DoesNotContain(context[..24], value => value == 0);
        Assert.All(context[24..], value => Assert.Equal(0, value));
        Assert.All(gradient[72..], value => Assert.Equal(0, value));
    }

    [Fact]
    public void Large_scores_do_not_overflow()
    {
        AttentionShape shape = new(200, 1, 4, false);
        double[] projections = [.. Close.Values(200 * 12, 3).Select(value => value * 60)];
        (float[] context, float[] gradient, _) = Run(shape, 1, projections, Close.Values(800, 4), 0, null, 1);
        Assert.All(context, value => Assert.True(float.IsFinite(value)));
        Assert.All(gradient, value => Assert.True(float.IsFinite(value)));
        Close.To<float>(
            new AttentionDefinition(1, 200, 1, false, null, null).Attend(projections, null), context, 2e-3, "context");
    }

    [Fact]
    public void Parts_take_each_block_of_each_head_once()
    {
        foreach (int threads in Enumerable.Range(1, 64))
        {
            foreach (int steps in new[] { 1, 63, 64, 65, 128, 129, 1000, 5000 })
            {
                foreach (int rows in new[] { 1, 2, 7, 32 })
                {
                    AttentionShape shape = new(steps, 3, 16, false);
                    foreach (SizedCut blocks in new[] { shape.Queries, shape.Keys })
                    {
                        AttentionCut cut = AttentionCut.Of(shape, rows, blocks, threads);
                        Assert.True(threads > 1 || cut.Parts == 1);
                        int[] taken = new int[rows * shape.Heads * blocks.Parts];
                        for (int part = 0; part < cut.Parts; part++)
                        {
                            AttentionPart own = cut.Part(part);
                            Assert.True(own.Head < own.HeadEnd && own.Block < own.BlockEnd);
                            for (int head = own.Head; head < own.HeadEnd; head++)
                            {
                                for (int block = own.Block; block < own.BlockEnd; block++)
                                {
                                    taken[(head * blocks.Parts) + block]++;
                                }
                            }
                        }

                        Assert.All(taken, times => Assert.Equal(1, times));
                    }
                }
            }
        }
    }

    [Fact]
    public void Blocks_are_whole_panels_for_vectors_of_any_length_and_memory_grows_with_the_steps()
    {
        foreach (int lanes in new[] { 2, 4, 8, 16 })
        {
            Assert.Equal(0, AttentionShape.BlockKeys % (2 * lanes));
            foreach (int steps in Widths.All.Where(steps => steps < 5000))
            {
                foreach (int width in new[] { 1, 7, 16, 33 })
                {
                    AttentionShape shape = new(steps, 2, width, true);
                    Assert.InRange(shape.FilledKeys(lanes), steps, steps + (2 * lanes) - 1);
                    Assert.Equal(0, shape.FilledKeys(lanes) % (2 * lanes));
                    Assert.InRange(shape.FilledWidth(lanes), width, width + lanes - 1);
                    Assert.Equal(0, shape.FilledWidth(lanes) % lanes);
                    long one = AttentionScratch.Of(shape, lanes, true, true).Values;
                    long two = AttentionScratch.Of(shape with { Steps = 2 * steps }, lanes, true, true).Values;
                    Assert.True(steps < AttentionShape.BlockKeys || two <= (2 * one) + 64, $"{steps} {width} {one} {two}");
                }
            }
        }
    }

    private static double[]? Kept(int count, double p, Generator? generator = null)
    {
        float[] kept = new float[count];
        if (p is > 0 and < 1)
        {
            (generator ?? new Generator(7)).Bernoulli(kept, 1 - p);
        }

        return p == 0 ? null : [.. kept.Select(value => value / (p < 1 ? 1 - p : 1))];
    }

    private static (float[] Context, float[] Gradient, Generator After) Run(
        AttentionShape shape, int rows, double[] projections, double[] contextGradient, double p, int[]? lengths,
        int threads)
    {
        float[] x = Close.As<float>(projections);
        float[] g = Close.As<float>(contextGradient);
        float[] context = new float[g.Length];
        float[] gradient = new float[x.Length];
        float[] statistics = new float[2 * rows * shape.Heads * shape.Steps];
        (long ofRow, long once) = AttentionDropout.Bytes(shape);
        uint[] places = new uint[((ofRow * rows) + once) / sizeof(uint)];
        context.AsSpan().Fill(float.NaN);
        gradient.AsSpan().Fill(float.NaN);
        Generator generator = new(7);
        fixed (float* px = x, pg = g, pc = context, pd = gradient, ps = statistics)
        fixed (uint* pp = places)
        fixed (int* pl = lengths)
        {
            AttentionCall call = new()
            {
                Shape = shape,
                Rows = rows,
                Threads = threads,
                Projections = px,
                Context = pc,
                Statistics = ps,
                Lengths = pl,
                Dropout = new() { P = p, Places = p is > 0 and < 1 ? pp : null },
            };
            Attention.Forward(call, generator);
            Attention.Backward(call, pg, pd);
        }

        return (context, gradient, generator);
    }
}
