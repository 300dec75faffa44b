using CsCheck;
using NormTools.Core.Kernels;
using Xunit;

namespace NormTools.Core.Tests;

public sealed unsafe class PoolingTests
{
    private static readonly Gen<PoolingShape> MaximumShapes = ShapesOf(dilated: true, adaptive: false);
    private static readonly Gen<PoolingShape> AverageShapes = ShapesOf(dilated: false, adaptive: false);
    private static readonly Gen<PoolingShape> AdaptiveShapes = ShapesOf(dilated: false, adaptive: true);

    [Fact]
    public void The_maximum_and_its_place_are_those_of_the_definition() =>
        Gen.Select(MaximumShapes, Gen.Int[0, 1 << 20]).Sample((shape, seed) => VerifyMaximum(shape, seed), iter: 400);

    [Fact]
    public void Windows_of_two_by_two_give_the_definition_at_every_width()
    {
        for (int width = 2; width < 70; width++)
        {
            foreach (bool ceiling in (bool[])[false, true])
            {
                PoolingShape shape = new(
                    7, PoolingAxis.One, PoolingAxis.Of(5 + (width % 2), 2, 2, 0, 1, ceiling),
                    PoolingAxis.Of(width, 2, 2, 0, 1, ceiling));
                VerifyMaximum(shape, width);
            }
        }
    }

    [Fact]
    public void The_mean_is_that_of_the_definition() =>
        Gen.Select(AverageShapes, Gen.Bool, Gen.Int[0, 3], Gen.Int[0, 1 << 20]).Sample(
            (shape, countPadding, divisor, seed) => VerifyAverage(shape, countPadding, divisor, seed), iter: 300);

    [Fact]
    public void The_adaptive_mean_is_that_of_the_definition() =>
        Gen.Select(AdaptiveShapes, Gen.Int[0, 1 << 20]).Sample(
            (shape, seed) => VerifyAverage(shape, true, 0, seed), iter: 200);

    [Fact]
    public void A_NaN_wins_and_the_first_of_equals_does()
    {
        PoolingShape shape = new(1, PoolingAxis.One, PoolingAxis.Of(2, 2, 2), PoolingAxis.Of(40, 2, 2));
        float[] x = new float[80];
        x[6] = float.NaN;
        (float[] y, int[] indices) = Maximum(shape, x, 1);
        Assert.Equal(6, indices[3]);
        Assert.True(float.IsNaN(y[3]));
        Assert.Equal(0, indices[0]);
        Assert.Equal(38, indices[19]);
    }

    // torch: a last window that would begin in the padding is dropped; (5 + 2 * 1 - 2) / 2 + 1 = 3.5 windows give 3 or
    // 4.
    [Theory]
    [InlineData(5, 2, 2, 0, false, 2)]
    [InlineData(5, 2, 2, 0, true, 3)]
    [InlineData(5, 2, 3, 1, true, 2)]
    [InlineData(4, 2, 2, 1, true, 3)]
    [InlineData(6, 3, 2, 1, false, 3)]
    [InlineData(6, 3, 2, 1, true, 4)]
    [InlineData(4, 5, 2, 0, true, 1)]
    [InlineData(1, 3, 4, 0, true, 1)]
    public void The_number_of_windows_is_torchs(int input, int kernel, int stride, int padding, bool ceiling,
        int expected) =>
        Assert.Equal(expected, PoolingAxis.Of(input, kernel, stride, padding, 1, ceiling).Output);

    [Fact]
    public void Padding_of_more_than_half_the_kernel_is_refused()
    {
        CoreException failure = Assert.Throws<CoreException>(() => PoolingAxis.Of(9, 3, 2, 2));
        Assert.Equal("PaddingTooLarge", failure.Id);
    }

    [Theory]
    [InlineData(2, 3, 1, false)]
    [InlineData(4, 5, 2, false)]
    [InlineData(2, 5, 2, true)]
    [InlineData(4, 5, 1, true)]
    public void A_window_larger_than_the_input_is_refused(int input, int kernel, int stride, bool ceiling)
    {
        CoreException failure = Assert.Throws<CoreException>(
            () => PoolingAxis.Of(input, kernel, stride, ceiling: ceiling));
        Assert.Equal("KernelTooLarge", failure.Id);
    }

    private static Gen<PoolingShape> ShapesOf(bool dilated, bool adaptive)
    {
        Gen<PoolingAxis> axes = adaptive
            ? Gen.Select(Gen.Int[1, 20], Gen.Int[1, 25], PoolingAxis.Adaptive)
            : from input in Gen.Int[1, 40]
              from kernel in Gen.Int[1, 5]
              from stride in Gen.Int[1, 4]
              from padding in Gen.Int[0, kernel / 2]
              from dilation in Gen.Int[1, dilated ? 3 : 1]
              from ceiling in Gen.Bool
              where input + (2 * padding) + (ceiling ? stride - 1 : 0) > (kernel - 1) * dilation
              select PoolingAxis.Of(input, kernel, stride, padding, dilation, ceiling);
        return
            from rank in Gen.Int[1, 3]
            from depth in axes
            from height in axes
            from width in axes
            from planes in Gen.Int[1, 6]
            select new PoolingShape(planes, rank > 2 ? depth : PoolingAxis.One, rank > 1 ? height
                : PoolingAxis.One, width);
    }

    private static (float[] Y, int[] Indices) Maximum(PoolingShape shape, float[] x, int threads)
    {
        float[] y = new float[shape.Planes * shape.OutputPositions];
        int[] indices = new int[y.Length];
        fixed (float* source = x, target = y)
        {
            fixed (int* at = indices)
            {
                PoolingMaximum.Forward(shape, source, target, at, threads);
            }
        }

        return (y, indices);
    }

    private static void VerifyMaximum(PoolingShape shape, int seed)
    {
        System.Random random = new(seed);
        float[] x = [.. Enumerable.Range(0, shape.Planes * shape.InputPositions)
            .Select(_ => random.Next(40) == 0 ? float.NaN : random.Next(-9, 9))];
        (float[] y, int[] indices) = Maximum(shape, x, 2);
        float[] dy = [.. y.Select(_ => random.NextSingle())];
        float[] dx = [.. x.Select(_ => float.NaN)];
        float[] expectedDx = new float[x.Length];
        fixed (float* gradient = dy, target = dx)
        {
            fixed (int* at = indices)
            {
                PoolingMaximum.Backward(shape, gradient, at, target, 2);
            }
        }

        for (int i = 0; i < y.Length; i++)
        {
            int plane = i / shape.OutputPositions * shape.InputPositions;
            int winner = -1;
            foreach (int at in Window(shape, i % shape.OutputPositions))
            {
                winner = winner < 0 || x[plane + at] > x[plane + winner] || float.IsNaN(x[plane + at]) ? at : winner;
            }

            Assert.Equal(winner, indices[i]);
            Assert.Equal(winner < 0 ? float.NegativeInfinity : x[plane + winner], y[i]);
            if (winner >= 0)
            {
                expectedDx[plane + winner] += dy[i];
            }
        }

        Close.Same(expectedDx, dx, "dx");
    }

    private static void VerifyAverage(PoolingShape shape, bool countPadding, int divisor, int seed)
    {
        System.Random random = new(seed);
        double[] x = [.. Enumerable.Range(0, shape.Planes * shape.InputPositions).Select(_ => random.NextDouble())];
        double[] y = new double[shape.Planes * shape.OutputPositions];
        double[] dy = [.. y.Select(_ => random.NextDouble())];
        double[] dx = [.. x.Select(_ => double.NaN)];
        double[] expectedDx = new double[x.Length];
        fixed (double* source = x, target = y, gradient = dy, back = dx)
        {
            PoolingAverage.Forward(shape, source, target, countPadding, divisor, 2);
            PoolingAverage.Backward(shape, gradient, back, countPadding, divisor, 2);
        }

        for (int i = 0; i < y.Length; i++)
        {
            int plane = i / shape.OutputPositions * shape.InputPositions;
            int o = i % shape.OutputPositions;
            int[] window = [.. Window(shape, o)];
            int counted = countPadding ? Padded(shape, o) : window.Length;
            double share = 1.0 / (divisor != 0 ? divisor : counted);
            Assert.Equal(window.Length == 0 ? 0 : window.Sum(at => x[plane + at]) * share, y[i], 1e-12);
            foreach (int at in window)
            {
                expectedDx[plane + at] += dy[i] * share;
            }
        }

        // Thousands of outputs may add up in one input: the rounding of a sum grows with it.
        Assert.All(
            expectedDx.Zip(dx), pair => Assert.Equal(pair.First, pair.Second, 1e-12 * Math.Max(1, Math.Abs(pair.First))));
    }

    // The places of a window in its plane, in order.
    private static IEnumerable<int> Window(PoolingShape shape, int output)
    {
        (int rest, int ow) = Math.DivRem(output, shape.Width.Output);
        (int od, int oh) = Math.DivRem(rest, shape.Height.Output);
        return
            from z in Positions(shape.Depth, od)
            from y in Positions(shape.Height, oh)
            from x in Positions(shape.Width, ow)
            select (((z * shape.Height.Input) + y) * shape.Width.Input) + x;
    }

    private static IEnumerable<int> Positions(PoolingAxis axis, int window)
    {
        if (axis.Stride == 0)
        {
            int from = (int)Math.Floor((double)window * axis.Input / axis.Output);
            int to = (int)Math.Ceiling((window + 1.0) * axis.Input / axis.Output);
            return Enumerable.Range(from, to - from);
        }

        return Enumerable.Range(0, axis.Kernel).Select(tap =>
            (window * axis.Stride) - axis.Padding + (tap * axis.Dilation))
            .Where(at => at >= 0 && at < axis.Input);
    }

    // Positions of a window, those in the padding too, but not those behind it.
    private static int Padded(PoolingShape shape, int output)
    {
        (int rest, int ow) = Math.DivRem(output, shape.Width.Output);
        (int od, int oh) = Math.DivRem(rest, shape.Height.Output);
        return Of(shape.Depth, od) * Of(shape.Height, oh) * Of(shape.Width, ow);

        static int Of(PoolingAxis axis, int window) => axis.Stride == 0
            ? Positions(axis, window).Count()
            : Math.Min(axis.Kernel, axis.Input + axis.Padding - ((window * axis.Stride) - axis.Padding));
    }
}
