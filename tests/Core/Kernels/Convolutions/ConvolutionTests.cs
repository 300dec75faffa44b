using System.Numerics;
using CsCheck;
using NormTools.Core.Kernels;
using Xunit;

namespace NormTools.Core.Tests;

public sealed unsafe class ConvolutionTests
{
    private static readonly Gen<ConvolutionAxis> Axes =
        from input in Gen.Int[1, 20]
        from kernel in Gen.Int[1, 5]
        from stride in Gen.Int[1, 3]
        from before in Gen.Int[0, 6]
        from after in Gen.Int[0, 6]
        from dilation in Gen.Int[1, 3]
        where input + before + after > (kernel - 1) * dilation
        select ConvolutionAxis.Of(input, kernel, stride, before, after, dilation);

    private static readonly Gen<ConvolutionShape> Shapes = ShapesOf(4, 5, 20, double.PositiveInfinity);

    // Enough of either that what the sums read is copied together; steps for more than one lot at times.
    private static readonly Gen<ConvolutionShape> DeepShapes = ShapesOf(2, 60, 60, 3e7);

    private static Gen<ConvolutionShape> ShapesOf(int batches, int mostChannels, int mostFilters, double work) =>
        from rank in Gen.Int[1, 3]
        from depth in Axes
        from height in Axes
        from width in Axes
        from batch in Gen.Int[1, batches]
        from groups in Gen.Int[1, 3]
        from channels in Gen.Int[1, mostChannels]
        from filters in Gen.Int[1, mostFilters]
        where Work(rank, depth, height, width) * batch * groups * channels * filters < work
        select new ConvolutionShape(
            batch, channels * groups, filters * groups, groups, rank > 2 ? depth : ConvolutionAxis.One,
            rank > 1 ? height : ConvolutionAxis.One, width);

    [Fact]
    public void Random_shapes_give_the_defined_sums() =>
        Gen.Select(Shapes, Gen.Int[0, 1 << 20]).Sample(
            (shape, seed) =>
            {
                Verify<float>(shape, seed);
                Verify<double>(shape, seed);
            },
            iter: 150);

    private static double Work(int rank, ConvolutionAxis depth, ConvolutionAxis height, ConvolutionAxis width)
    {
        double work = (double)width.Output * width.Kernel;
        work *= rank > 1 ? height.Output * height.Kernel : 1;
        return work * (rank > 2 ? depth.Output * depth.Kernel : 1);
    }

    [Fact]
    public void Random_shapes_of_many_channels_and_filters_give_the_defined_sums() =>
        Gen.Select(DeepShapes, Gen.Int[0, 1 << 20]).Sample(
            (shape, seed) =>
            {
                Verify<float>(shape, seed);
                Verify<double>(shape, seed);
            },
            iter: 60);

    [Theory]
    [InlineData(3, 1, 32, 28, 3, 1, 1)]
    [InlineData(2, 32, 64, 14, 3, 1, 1)]
    [InlineData(2, 3, 8, 33, 7, 2, 3)]
    [InlineData(2, 70, 65, 7, 3, 2, 1)]
    [InlineData(17, 5, 33, 8, 1, 1, 0)]
    [InlineData(1, 130, 40, 6, 3, 1, 1)]
    [InlineData(1, 3, 5, 70, 16, 16, 0)]
    [InlineData(1, 2, 30, 100, 3, 1, 1)]
    [InlineData(2, 50, 48, 1, 1, 1, 0)] // a result a row
    [InlineData(2, 41, 48, 5, 5, 1, 0)]
    [InlineData(2, 48, 64, 17, 1, 1, 0)] // read where it lies, but for the end
    [InlineData(1, 64, 48, 3, 3, 1, 1)]
    public void Usual_images_give_the_defined_sums(int batch, int channels, int filters, int size, int kernel,
        int stride, int padding)
    {
        var axis = ConvolutionAxis.Of(size, kernel, stride, padding, padding);
        ConvolutionShape shape = new(batch, channels, filters, 1, ConvolutionAxis.One, axis, axis);
        Verify<float>(shape, 1);
        Verify<double>(shape, 2);
    }

    [Fact]
    public void A_stride_beyond_the_input_leaves_one_result()
    {
        var axis = ConvolutionAxis.Of(8, 3, int.MaxValue, 1, 1);
        Assert.Equal(1, axis.Output);
        Verify<float>(new(2, 3, 4, 1, ConvolutionAxis.One, axis, axis), 1);
        var transposed = ConvolutionAxis.Transposed(1, 3, int.MaxValue, 1);
        Assert.Equal(1, transposed.Input);
        Verify<float>(new(2, 3, 4, 1, ConvolutionAxis.One, transposed, transposed), 2);
    }

    [Fact]
    public void Depthwise_images_give_the_defined_sums()
    {
        var axis = ConvolutionAxis.Of(14, 3, 1, 1, 1);
        Verify<float>(new(2, 24, 24, 24, ConvolutionAxis.One, axis, axis), 1);
        Verify<float>(new(2, 12, 24, 12, ConvolutionAxis.One, axis, axis), 1);
    }

    [Theory]
    [InlineData(5, 3, 2, 1, 1, 1)]
    [InlineData(5, 4, 2, 1, 0, 1)]
    [InlineData(4, 3, 1, 0, 1, 2)]
    [InlineData(1, 3, 3, 0, 2, 1)]
    public void The_transposed_convolution_spreads_each_input_over_its_taps(
        int input, int kernel, int stride, int padding, int outputPadding, int dilation)
    {
        var axis = ConvolutionAxis.Transposed(input, kernel, stride, padding, outputPadding, dilation);
        Assert.Equal(((input - 1) * stride) - (2 * padding) + (dilation * (kernel - 1)) + outputPadding + 1,
            axis.Input);
        Verify<float>(new(2, 3, 4, 1, ConvolutionAxis.One, axis, axis), 1);
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads() =>
        Gen.Select(Shapes, Gen.Int[0, 1 << 20]).Sample(
            (shape, seed) =>
            {
                SameBits(shape, seed, 2);
                SameBits(shape, seed, 5);
            },
            iter: 60);

    [Fact]
    public void The_bits_of_a_large_batch_do_not_depend_on_the_number_of_threads()
    {
        var axis = ConvolutionAxis.Of(14, 3, 1, 1, 1);
        ConvolutionShape shape = new(33, 32, 64, 1, ConvolutionAxis.One, axis, axis);
        SameBits(shape, 1, 2);
    }

    [Fact]
    public void The_bits_of_long_and_thin_shapes_do_not_depend_on_the_number_of_threads() =>
        Gen.Select(Shapes, Gen.Int[30, 1500], Gen.Int[0, 2], Gen.Int[0, 1 << 20]).Sample(
            (shape, length, place, seed) =>
            {
                ConvolutionAxis last = shape.Width;
                ConvolutionAxis axis = ConvolutionAxis.Of(
                    length + (last.Kernel * last.Dilation), last.Kernel, last.Stride, 1, 0, last.Dilation);
                ConvolutionShape thin = new(
                    shape.Batch, shape.Channels, shape.Filters, shape.Groups, place == 2 ? axis : ConvolutionAxis.One,
                    place == 1 ? axis : ConvolutionAxis.One, place == 0 ? axis : ConvolutionAxis.One);
                SameBits(thin, seed, 3);
            },
            iter: 100);

    // One row cannot be shared out among threads.
    [Theory]
    [InlineData(1, 700)]
    [InlineData(2, 150)]
    public void Few_samples_of_one_long_row_give_the_defined_sums(int batch, int length)
    {
        ConvolutionShape shape = new(
            batch, 24, 20, 1, ConvolutionAxis.One, ConvolutionAxis.One, ConvolutionAxis.Of(length, 3, 1, 1, 1));
        Verify<float>(shape, 1);
        Verify<double>(shape, 1);
    }

    [Fact]
    public void The_gradients_are_those_of_finite_differences()
    {
        var height = ConvolutionAxis.Of(7, 3, 2, 1, 1, 1);
        var width = ConvolutionAxis.Of(6, 2, 1, 1, 0, 2);
        Case<double> at = new(new(2, 4, 6, 2, ConvolutionAxis.One, height, width),
            5)
        { Activation = FusedActivation.None };
        at.Run(1);
        Compare(at.X, at.Dx);
        Compare(at.W, at.Dw);
        Compare(at.Bias, at.Db);

        void Compare(double[] values, double[] gradient)
        {
            const double Step = 1e-4;
            for (int i = 0; i < values.Length; i++)
            {
                double kept = values[i];
                values[i] = kept + Step;
                double above = at.Loss();
                values[i] = kept - Step;
                double below = at.Loss();
                values[i] = kept;
                Assert.Equal((above - below) / (2 * Step), gradient[i], 1e-7);
            }
        }
    }

    /// <summary>Where most taps are beside the few positions of one side, they are not looked at one by one.</summary>
    public static TheoryData<string> LongKernels => ["transposed", "padded", "both", "strided", "dilated", "rows", "volumes"];

    [Theory]
    [MemberData(nameof(LongKernels))]
    public void Long_kernels_over_few_positions_give_the_defined_sums(string kind)
    {
        ConvolutionAxis one = ConvolutionAxis.One;
        ConvolutionShape shape = kind switch
        {
            "transposed" => new(2, 2, 3, 1, one, one, ConvolutionAxis.Transposed(3, 700, 1, 2)),
            "padded" => new(2, 4, 2, 2, one, one, ConvolutionAxis.Of(5, 300, 1, 330, 310)),
            "both" => new(1, 1, 1, 1, one, one, ConvolutionAxis.Of(1, 300, 1, 299, 299)),
            "strided" => new(2, 2, 2, 2, one, one, ConvolutionAxis.Transposed(2, 600, 3, 1, 2)),
            "dilated" => new(1, 2, 2, 1, one, one, ConvolutionAxis.Of(4, 260, 2, 800, 800, 3)),
            "rows" => new(2, 2, 1, 1, one, ConvolutionAxis.Transposed(2, 30), ConvolutionAxis.Transposed(2, 40)),
            _ => new(1, 1, 2, 1, ConvolutionAxis.Of(1, 5, 1, 5, 5), ConvolutionAxis.Of(2, 8, 1, 9, 9), ConvolutionAxis.Of(1, 9, 1, 9, 9)),
        };
        Assert.True(ConvolutionOfFew<float>.SuitsInput(shape) || ConvolutionOfFew<float>.SuitsOutput(shape));
        Verify<float>(shape, 1);
        Verify<double>(shape, 2);
        SameBits(shape, 3, 5);
    }

    [Fact]
    public void A_kernel_larger_than_the_padded_input_is_refused()
    {
        CoreException failure = Assert.Throws<CoreException>(() => ConvolutionAxis.Of(4, 3, 1, 0, 0, 2));
        Assert.Equal("KernelTooLarge", failure.Id);
    }

    private static void SameBits(ConvolutionShape shape, int seed, int threads)
    {
        Case<float> one = new(shape, seed), other = new(shape, seed);
        one.Run(1);
        other.Run(threads);
        Close.Same(one.Y, other.Y, "Y");
        Close.Same(one.Dx, other.Dx, "Dx");
        Close.Same(one.Dw, other.Dw, "Dw");
        Close.Same(one.Db, other.Db, "Db");
    }

    private static void Verify<T>(ConvolutionShape shape, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Case<T> actual = new(shape, seed);
        actual.Run(2);
        var definition = ConvolutionDefinition.Create(shape, actual.X, actual.W, actual.Dy);
        double unit = typeof(T) == typeof(float) ? 3e-6 : 1e-14;
        Close(definition.Y(actual.Bias, actual.Activation), actual.Y, "y");
        Close(definition.Dx, actual.Dx, "dx");
        Close(definition.Dw, actual.Dw, "dw");
        Close(definition.Db, actual.Db, "db");

        void Close((double Value, double Size)[] expected, T[] result, string what)
        {
            for (int i = 0; i < expected.Length; i++)
            {
                double difference = Math.Abs(expected[i].Value - double.CreateChecked(result[i]));
                if (!(difference <= unit * (1 + expected[i].Size)))
                {
                    Assert.Fail($"{what}[{i}] of {shape} differs by {difference}");
                }
            }
        }
    }

    private sealed class Case<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly ConvolutionShape shape;

        public Case(ConvolutionShape shape, int seed)
        {
            this.shape = shape;
            System.Random random = new(seed);
            X = Draw(shape.Batch * shape.Channels * shape.InputPositions);
            W = Draw(shape.Filters * shape.ChannelsPerGroup * shape.Taps);
            Bias = Draw(shape.Filters);
            Dy = Draw(shape.Batch * shape.Filters * shape.OutputPositions);
            Activation = random.Next(2) == 0 ? FusedActivation.ReLU : FusedActivation.None;
            (Y, Dx, Dw, Db) = (Stale(Dy), Stale(X), Stale(W), Stale(Bias));

            T[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ =>
                T.CreateChecked((random.NextDouble() * 2) - 1))];
            static T[] Stale(T[] like) => [.. like.Select(_ => T.NaN)];
        }

        public T[] X { get; }

        public T[] W { get; }

        public T[] Bias { get; }

        public T[] Dy { get; }

        public T[] Y { get; }

        public T[] Dx { get; }

        public T[] Dw { get; }

        public T[] Db { get; }

        public FusedActivation Activation { get; init; }

        public void Run(int threads)
        {
            fixed (T* x = X, w = W, bias = Bias, dy = Dy, y = Y, dx = Dx, dw = Dw, db = Db)
            {
                Convolution.Forward(shape, x, w, bias, y, Activation, threads);
                Convolution.InputGradient(shape, dy, w, null, dx, FusedActivation.None, threads);
                Convolution.WeightGradient(shape, x, dy, dw, db, threads);
            }
        }

        /// <summary>The sum of y dy: its gradients are those that the backward passes give for dy.</summary>
        public double Loss()
        {
            fixed (T* x = X, w = W, bias = Bias, y = Y)
            {
                Convolution.Forward(shape, x, w, bias, y, Activation, 1);
            }

            return Y.Zip(Dy, (value, factor) => double.CreateChecked(value) * double.CreateChecked(factor)).Sum();
        }
    }
}
