using System.Runtime.InteropServices;
using NormTools.Core.Kernels;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>
/// Tensors so large that results are written past the caches, by other loops than those of small ones.
/// </summary>
public sealed unsafe class NormLargeTests
{
    [Theory]
    [InlineData(24, 60, 3136)] // runs that fit vectors: the next channel is summed while one is written
    [InlineData(3, 30, 50_176)] // in several pieces each
    [InlineData(30, 16, 9409)] // runs that begin anywhere
    [InlineData(9000, 500, 1)] // columns
    [InlineData(2000, 250, 9)]
    [InlineData(1_100_000, 4, 1)]
    public void Batch_norm_agrees_with_the_definition_whatever_the_number_of_threads(int n, int c, int inner)
    {
        float[] x = Close.As<float>(Close.Values(n * c * inner, 1, 3)), g = Close.As<float>(Close.Values(x.Length, 2));
        float[] weight = Close.As<float>(Close.Values(c, 3, 1)), bias = Close.As<float>(Close.Values(c, 4));
        float[] y = new float[x.Length], mean = new float[c], inverse = new float[c], variance = new float[c];
        float[] dx = new float[x.Length], dw = new float[c], db = new float[c];
        BatchNorm.ForwardTraining<float>(
            x, weight, bias, y, n, c, inner, 1e-5, mean, inverse, new float[c], variance, 1, false, 2);
        BatchNorm.BackwardTraining<float>(x, g, [], weight, mean, inverse, dx, dw, db, n, c, inner, 2);

        NormDefinition definition = NormDefinition.Batch(c, inner);
        double[] exact = Close.Doubles<float>(x), w = Close.Doubles<float>(weight);
        (double[] means, double[] variances, int[] count) = definition.Moments(exact);
        Close.To<float>(definition.Forward(exact, w, Close.Doubles<float>(bias), 1e-5, means, variances), y, 2e-6, "y");
        Close.To<float>([.. variances.Select((v, i) => v * count[i] / (count[i] - 1))], variance, 2e-6, "variance");
        var (input, forWeight, forBias) = definition.Backward(exact, Close.Doubles<float>(g), w, 1e-5, c);
        Close.To<float>(input, dx, 1e-5, "dx");
        Close.To<float>(forWeight, dw, 1e-5, "dw");
        Close.To<float>(forBias, db, 1e-5, "db");

        const int Line = 16; // values on 64 bytes
        float[] again = GC.AllocateUninitializedArray<float>(x.Length + (2 * Line), pinned: true);
        float[] means2 = new float[c], dx2 = new float[x.Length], dw2 = new float[c];
        foreach (int threads in (int[])[1, 3, 8])
        {
            BatchNorm.ForwardTraining<float>(
                x, weight, bias, again.AsSpan(
                    0, x.Length), n, c, inner, 1e-5, means2, inverse, [], [], 1, false, threads);
            BatchNorm.BackwardTraining<float>(x, g, [], weight, mean, inverse, dx2, dw2, [], n, c, inner, threads);
            Assert.True(y.AsSpan().SequenceEqual(again.AsSpan(0, x.Length)), $"y with {threads} threads");
            Assert.True(dx.AsSpan().SequenceEqual(dx2), $"dx with {threads} threads");
            Assert.Equal(mean, means2);
            Assert.Equal(dw, dw2);
        }

        // Nor does the place of the results in memory change a bit: on a vector's boundary, and beside it.
        int aligned = (int)((ulong)-(nint)(float*)Marshal.UnsafeAddrOfPinnedArrayElement(again, 0) / sizeof(float) % Line);
        foreach (int place in (int[])[aligned, aligned + 1])
        {
            Span<float> there = again.AsSpan(place, x.Length);
            BatchNorm.ForwardTraining<float>(
                x, weight, bias, there, n, c, inner, 1e-5, means2, inverse, [], [], 1, false, 2);
            Assert.True(y.AsSpan().SequenceEqual(there), $"y at {place}");
            BatchNorm.BackwardTraining<float>(x, g, [], weight, mean, inverse, there, dw2, [], n, c, inner, 2);
            Assert.True(dx.AsSpan().SequenceEqual(there), $"dx at {place}");
            Assert.Equal(dw, dw2);
        }
    }

    [Theory]
    [InlineData(RowNormKind.Layer, 5700, 768, 1, 1)]
    [InlineData(RowNormKind.Layer, 5000, 901, 1, 1)]
    [InlineData(RowNormKind.Layer, 3, 1_500_000, 1, 1)]
    [InlineData(RowNormKind.Rms, 5700, 768, 1, 1)]
    [InlineData(RowNormKind.Group, 24, 60, 3136, 6)]
    [InlineData(RowNormKind.Group, 24, 60, 3135, 6)]
    [InlineData(RowNormKind.Group, 500, 90, 100, 9)]
    [InlineData(RowNormKind.Instance, 24, 60, 3136, 1)]
    [InlineData(RowNormKind.Instance, 10, 9, 50_176, 1)]
    internal void Rows_and_groups_agree_with_the_definition_whatever_the_number_of_threads(
        RowNormKind kind, int n, int c, int inner, int groups)
    {
        var @case = new RowNormCase(kind, n, c, inner, groups, true, kind != RowNormKind.Rms, Shift: 3, Seed: 7);
        @case.Agrees<float>();
        @case.IsTheSameOnAnyNumberOfThreads();
    }

    [Theory]
    [InlineData(5700, 768)] // rows of whole lines
    [InlineData(5700, 776)] // that end within one
    [InlineData(5000, 901)]
    [InlineData(90_000, 49)]
    public void A_row_among_many_is_the_row_alone_wherever_the_results_lie(int rows, int width)
    {
        float[] x = Close.As<float>(Close.Values(rows * width, 1)), g = Close.As<float>(Close.Values(rows * width, 2));
        float[] weight = Close.As<float>(Close.Values(width, 3, 1)), bias = Close.As<float>(Close.Values(width, 4));
        float[] mean = new float[rows], inverse = new float[rows], y = new float[x.Length], dx = new float[x.Length];
        float[] there = GC.AllocateUninitializedArray<float>(x.Length + 32, pinned: true);
        for (int row = 0; row < rows; row++)
        {
            Range of = (row * width)..((row + 1) * width);
            Span<float> m = mean.AsSpan(row, 1), r = inverse.AsSpan(row, 1);
            LayerNorm.Forward<float>(x.AsSpan(of), weight, bias, y.AsSpan(of), 1, width, 1e-5, m, r, false, 1);
            LayerNorm.Backward<float>(
                x.AsSpan(of), g.AsSpan(of), [], weight, m, r, dx.AsSpan(of), [], [], 1, width, 1);
        }

        for (int place = 0; place < 16; place += 3)
        {
            Span<float> at = there.AsSpan(place, x.Length);
            LayerNorm.Forward<float>(x, weight, bias, at, rows, width, 1e-5, mean, inverse, false, 2);
            Assert.True(y.AsSpan().SequenceEqual(at), $"y at {place}");
            LayerNorm.Backward<float>(x, g, [], weight, mean, inverse, at, [], [], rows, width, 2);
            Assert.True(dx.AsSpan().SequenceEqual(at), $"dx at {place}");
        }
    }

    [Fact]
    public void A_fused_activation_is_the_activation_after_the_layer()
    {
        (int n, int c, int inner) = (24, 60, 3136);
        float[] x = Close.As<float>(
            Close.Values(n * c * inner, 1)), y = new float[x.Length], rectified = new float[x.Length];
        BatchNorm.ForwardTraining<float>(x, [], [], y, n, c, inner, 1e-5, [], [], [], [], 0, false, 0);
        BatchNorm.ForwardTraining<float>(x, [], [], rectified, n, c, inner, 1e-5, [], [], [], [], 0, relu: true, 0);
        Assert.True(rectified.Where((v, i) => v != Math.Max(y[i], 0)).Take(1).Count() == 0);
    }

    [Fact]
    public void Behind_a_fused_activation_gradients_are_those_of_what_it_lets_pass()
    {
        (int n, int c, int inner) = (24, 60, 3136);
        float[] x = Close.As<float>(Close.Values(n * c * inner, 1)), g = Close.As<float>(Close.Values(x.Length, 2));
        float[] weight = Close.As<float>(Close.Values(c, 3, 1)), y = new float[x.Length];
        float[] mean = new float[c], inverse = new float[c];
        BatchNorm.ForwardTraining<float>(x, weight, [], y, n, c, inner, 1e-5, mean, inverse, [], [], 0, relu: true, 2);
        Same(
            (gradient, of, dx, dw, db) => BatchNorm.BackwardTraining<float>(
                x, gradient, of, weight, mean, inverse, dx, dw, db, n, c, inner, 2),
            g, y, c);
    }

    [Fact]
    public void Behind_a_fused_activation_gradients_of_rows_are_those_of_what_it_lets_pass()
    {
        (int rows, int width) = (5700, 768);
        float[] x = Close.As<float>(Close.Values(rows * width, 1)), g = Close.As<float>(Close.Values(x.Length, 2));
        float[] ones = [.. Enumerable.Repeat(1f, width)], y = new float[x.Length];
        float[] mean = new float[rows], inverse = new float[rows];
        LayerNorm.Forward<float>(x, ones, [], y, rows, width, 1e-5, mean, inverse, relu: true, 2);
        foreach (float[] weight in (float[][])[ones, []])
        {
            Same(
                (gradient, of, dx, dw, db) => LayerNorm.Backward<float>(
                    x, gradient, of, of.IsEmpty ? ones : weight, mean, inverse, dx, dw, db, rows, width, 2),
                g, y, width);
        }
    }

    private delegate void Backward(
        ReadOnlySpan<float> g, ReadOnlySpan<float> y, Span<float> dx, Span<float> dw, Span<float> db);

    // What the loops that ask for a rectified result give, against what those without the question give: equal to the
    // bit.
    private static void Same(Backward backward, float[] g, float[] y, int parameters)
    {
        float[] passed = [.. g.Zip(y, (gradient, value) => value > 0 ? gradient : 0)];
        float[] dx = new float[g.Length], dw = new float[parameters], db = new float[parameters];
        float[] dx2 = new float[g.Length], dw2 = new float[parameters], db2 = new float[parameters];
        backward(g, y, dx, dw, db);
        backward(passed, [], dx2, dw2, db2);
        Assert.True(dx.AsSpan().SequenceEqual(dx2), "dx");
        Assert.Equal(dw2, dw);
        Assert.Equal(db2, db);
    }

    [Fact]
    public void Steps_between_neighbouring_pieces_and_a_mean_of_ten_thousand_lose_nothing()
    {
        // The mean of one run says nothing of the next: every guess is wrong, and every piece is read again.
        (int n, int c, int inner) = (24, 60, 3136);
        float[] x = Close.As<float>(Close.Values(n * c * inner, 1)), y = new float[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = (0.01f * x[i]) + (i / inner / c % 2 == 0 ? 10_000 : 10_001);
        }

        BatchNorm.ForwardTraining<float>(x, [], [], y, n, c, inner, 1e-5, [], [], [], [], 0, false, 0);
        Close.To<float>(
            NormDefinition.Batch(c, inner).Forward(Close.Doubles<float>(x), null, null, 1e-5), y, 2e-6, "y");
    }
}
