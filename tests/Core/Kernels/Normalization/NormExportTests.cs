using System.Text;
using NormTools.Contract;
using NormTools.Core.Abi;
using NormTools.Core.Kernels;
using Xunit;
using static NormTools.Core.Tests.NormExports;

namespace NormTools.Core.Tests;

/// <summary>
/// The normalisations as they are called from outside, and what they say to arguments that make no sense.
/// </summary>
public sealed unsafe class NormExportTests
{
    [Fact]
    public void The_worked_example_comes_out_to_the_digit()
    {
        float[] x = [-0.6577f, -0.5797f, 0.6360f, 0.7392f, 0.2145f, 1.523f, 0.2432f, 0.5662f, 0.322f];
        float[] y = new float[9], mean = new float[3], variance = [1, 1, 1];
        Assert.Equal("", RunBatch(x, [3, 3], y, mean, variance, training: 1));
        Close.To<float>(
            [
                -1.32463753, -1.34923744, -0.375557631, 1.0912205, 0.307735443, 1.36852407, 0.233417079, 1.041502,
                -0.992966413,
            ],
            y, 1e-6, "y");
        Close.To<float>([0.0108233336, 0.00670000119, 0.0826999992], mean, 1e-6, "running mean");
        Close.To<float>([0.950149417, 0.934458852, 0.938796103], variance, 1e-6, "running variance");
        Assert.Equal("", RunBatch(x, [3, 3], y, mean, variance, training: 0));
        Close.To<float>(
            [
                -0.685832918, -0.606612742, 0.571048141, 0.747235954, 0.214962706, 1.48650038, 0.238393426,
                0.578785539, 0.246976018,
            ],
            y, 1e-6, "evaluated");
    }

    [Fact]
    public void Gradients_are_the_same_with_the_statistics_of_the_forward_pass_and_without()
    {
        double[] x = Close.Values(4 * 3 * 5, 1), g = Close.Values(60, 2), y = new double[60], weight = [1, 2, 3];
        double[] mean = new double[12], inverse = new double[12], first = new double[60], second = new double[60];
        fixed (double* px = x, pg = g, py = y, pw = weight, pm = mean, pi = inverse, p1 = first, p2 = second)
        fixed (long* shape = (long[])[4, 3, 5], normalized = (long[])[3, 5])
        {
            NormOperands forward = new() { Mean = pm, InverseStd = pi };
            NormOperands backward = forward with
            {
                Weight = pw,
                WeightCount = 3,
                GradOutput = pg,
                GradOutputCount = 60,
                GradInput = p1,
            };
            NormOperands alone = backward with { Mean = null, InverseStd = null, GradInput = p2 };
            foreach (int what in (int[])[0, 1, 2])
            {
                var call = what == 0 ? Batch : Instance;
                Assert.Equal(Status.Ok, what < 2
                    ? call(DType.Float64, px, shape, 3, &forward, 1, 0, 1e-5, py)
                    : Group(DType.Float64, px, shape, 3, &forward, 3, 1e-5, py));
                Assert.Equal(Status.Ok, what < 2
                    ? call(DType.Float64, px, shape, 3, &backward, 1, 0, 1e-5, null)
                    : Group(DType.Float64, px, shape, 3, &backward, 3, 1e-5, null));
                Assert.Equal(Status.Ok, what < 2
                    ? call(DType.Float64, px, shape, 3, &alone, 1, 0, 1e-5, null)
                    : Group(DType.Float64, px, shape, 3, &alone, 3, 1e-5, null));
                Assert.Equal(first, second);
            }

            backward.Weight = alone.Weight = null;
            Assert.Equal(Status.Ok, Layer(DType.Float64, px, shape, 3, normalized, 2, &forward, 1e-5, py));
            Assert.Equal(Status.Ok, Layer(DType.Float64, px, shape, 3, normalized, 2, &backward, 1e-5, null));
            Assert.Equal(Status.Ok, Layer(DType.Float64, px, shape, 3, normalized, 2, &alone, 1e-5, null));
            Assert.Equal(first, second);
            var expected = NormDefinition.Layer(4, 15).Backward(x, g, null, 1e-5, 15);
            Close.To<double>(expected.Input, first, 1e-12, "layer");
        }
    }

    [Fact]
    public void One_value_a_channel_is_refused_in_training_only()
    {
        string refused = RunBatch(new float[3], [1, 3], new float[3], new float[3], new float[3], training: 1);
        Assert.StartsWith(
            "OneValuePerChannel\nExpected more than 1 value per channel when training, got input size [1, 3]: ",
            refused);
        Assert.StartsWith(
            "OneValuePerChannel\n", RunBatch(new float[3], [1, 3, 1, 1], new float[3], null, null, training: 0));
        Assert.Equal("", RunBatch(new float[3], [1, 3], new float[3], new float[3], new float[3], training: 0));
        Assert.Equal("", RunBatch([], [0, 3], [], new float[3], new float[3], training: 1));
    }

    [Theory]
    [InlineData("InvalidRank\nexpected 2D or 3D input (got 1D input)", 1, 3, 3)]
    [InlineData("ParameterLengthMismatch\nrunning_mean should contain 3 elements not 4", 2, 4, 4)]
    [InlineData("ParameterLengthMismatch\nrunning_var should contain 3 elements not 2", 2, 3, 2)]
    public void What_does_not_fit_is_said_in_the_words_of_pytorch(string message, int rank, int means, int variances)
    {
        long[] shape = rank == 1 ? [6] : [2, 3];
        Assert.StartsWith(
            message, RunBatch(new float[6], shape, new float[6], new float[means], new float[variances], 1));
    }

    [Fact]
    public void What_is_missing_or_impossible_is_an_error_and_not_a_crash()
    {
        Assert.StartsWith("MissingTensor\ninput is missing", RunBatch(null, [2, 3], new float[6], null, null, 1));
        Assert.StartsWith("MissingTensor\ny is missing", RunBatch(new float[6], [2, 3], null, null, null, 1));
        Assert.StartsWith(
            "RunningStatisticsIncomplete\nrunning_var is missing",
            RunBatch(new float[6], [2, 3], new float[6], new float[3], null, 1));
        Assert.StartsWith("InvalidEpsilon\n", RunBatch(new float[6], [2, 3], new float[6], null, null, 1, eps: -1));
        Assert.StartsWith(
            "InvalidEpsilon\n", RunBatch(new float[6], [2, 3], new float[6], null, null, 1, eps: double.NaN));
        Assert.StartsWith("NegativeDimension\n", RunBatch(new float[6], [2, -3], new float[6], null, null, 1));
        Assert.StartsWith(
            "TooManyElements\n", RunBatch(new float[6], [1L << 40, 1L << 40], new float[6], null, null, 1));
        Assert.StartsWith(
            "UnsupportedDataType\n", RunBatch(new float[6], [2, 3], new float[6], null, null, 1, DType.Int64));
    }

    [Theory]
    [InlineData(3, "ChannelsNotDivisible\nExpected number of channels in input to be divisible by num_groups, "
        + "but got input of shape [2, 5, 3] and num_groups=3")]
    [InlineData(0, "ChannelsNotDivisible\n")]
    [InlineData(1, "ParameterLengthMismatch\nExpected weight to be a vector of size equal to the number of channels in "
        + "input, but got weight of shape [4] and input of shape [2, 5, 3]")]
    public void Groups_and_their_weights_have_to_fit(long groups, string message)
    {
        float[] x = new float[30], weight = new float[4];
        fixed (float* px = x, pw = weight)
        fixed (long* shape = (long[])[2, 5, 3])
        {
            NormOperands operands = new() { Weight = pw, WeightCount = 4 };
            Assert.StartsWith(message, Error(Group(DType.Float32, px, shape, 3, &operands, groups, 1e-5, px)));
        }
    }

    [Fact]
    public void One_value_a_group_or_an_instance_is_refused()
    {
        float[] x = new float[8];
        fixed (float* px = x)
        fixed (long* shape = (long[])[2, 4, 1])
        {
            NormOperands operands = default;
            Assert.StartsWith(
                "OneValuePerChannel\nExpected more than 1 value per channel when training, got input size [2, 4]",
                Error(Group(DType.Float32, px, shape, 2, &operands, 4, 1e-5, px)));
            Assert.StartsWith(
                "OneSpatialElement\nExpected more than 1 spatial element when training, got input size [2, 4, 1]",
                Error(Instance(DType.Float32, px, shape, 3, &operands, 0, 0, 1e-5, px)));
            NormOperands seven = new() { Weight = px, WeightCount = 7 };
            Assert.StartsWith(
                "ParameterLengthMismatch\nexpected input's size at dim=1 to match num_features (7), but got: 4.",
                Error(Instance(DType.Float32, px, shape, 3, &seven, 0, 0, 1e-5, px)));
        }
    }

    [Fact]
    public void Two_dimensions_are_one_sample_of_instance_norm()
    {
        double[] x = Close.Values(3 * 7, 1), y = new double[21], expected = new double[21];
        InstanceNorm.Forward<double>(x, [], [], expected, 1, 3, 7, 1e-5, [], [], [], [], 0, false, 0);
        fixed (double* px = x, py = y)
        fixed (long* shape = (long[])[3, 7])
        {
            NormOperands operands = default;
            Assert.Equal(Status.Ok, Instance(DType.Float64, px, shape, 2, &operands, 1, 0, 1e-5, py));
            Assert.Equal(expected, y);
            Assert.StartsWith(
                "InvalidRank\nexpected 2D or 3D input (got 1D input): a shape is [channels, positions] or",
                Error(Instance(DType.Float64, px, shape, 1, &operands, 1, 0, 1e-5, py)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_negative_running_variance_is_refused_in_both_modes(int training)
    {
        float[] x = [1, 2, 3, 4, 5, 6], mean = [0, 0, 0], variance = [1, -1, 1];
        Assert.StartsWith(
            "NegativeRunningVariance\nrunning_var holds -1 for channel 1",
            RunBatch(x, [2, 3], new float[6], mean, variance, training));
        Assert.Equal([1, -1, 1], variance);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_infinite_running_variance_is_refused_in_both_modes(int training) => Assert.StartsWith(
        "InfiniteRunningVariance\nrunning_var holds infinity for channel 2",
        RunBatch([1, 2, 3, 4, 5, 6], [2, 3], new float[6], [0, 0, 0], [1, 1, float.PositiveInfinity], training));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(40, 1)]
    [InlineData(3, 5)]
    [InlineData(40, 5)]
    [InlineData(2, 70000)]
    public void A_batch_beyond_the_running_variance_is_refused_and_leaves_it_as_it_was(int channels, int inner)
    {
        float[] mean = [.. Enumerable.Range(0, channels).Select(channel => (float)channel)];
        float[] variance = [.. mean.Select(value => 1 + value)];
        float[] x = [.. Enumerable.Range(0, 2 * channels * inner).Select(i => i < channels * inner ? 1e30f : i)];
        long[] shape = inner == 1 ? [2, channels] : [2, channels, inner];
        string error = RunBatch(x, shape, new float[x.Length], [.. mean], variance, training: 1);
        Assert.StartsWith("InfiniteRunningVariance\nthe batch makes running_var infinite for channel 0", error);
        Assert.EndsWith("or give them as Float64.", error);
        Assert.Equal([.. mean.Select(value => 1 + value)], variance);
    }

    [Fact]
    public void The_largest_finite_running_variance_is_torch_s()
    {
        float[] x = [-1.8e19f, 1.8e19f], y = new float[2], mean = [0], variance = [1];
        Assert.Empty(RunBatch(x, [2, 1], y, mean, variance, training: 1));
        Assert.Equal(0.1f * 6.48e38, variance[0], 1e33);
        Assert.Equal([-1, 1], y);
    }

    [Fact]
    public void A_normalised_shape_has_to_be_the_end_of_the_input_s()
    {
        float[] x = new float[9];
        fixed (float* px = x)
        fixed (long* shape = (long[])[3, 3], normalized = (long[])[4, 3])
        {
            NormOperands operands = default;
            Assert.Equal(
                "NormalizedShapeMismatch\nGiven normalized_shape=[4], expected input with shape [*, 4], "
                + "but got input of size[3, 3]",
                Error(Layer(DType.Float32, px, shape, 2, normalized, 1, &operands, 1e-5, px)));
            Assert.StartsWith(
                "InvalidNormalizedShape\nExpected normalized_shape to be at least 1-dimensional",
                Error(Layer(DType.Float32, px, shape, 2, normalized, 0, &operands, 1e-5, px)));
            NormOperands two = new() { Weight = px, WeightCount = 2 };
            Assert.StartsWith(
                "ParameterLengthMismatch\nExpected weight to be of same shape as normalized_shape",
                Error(Layer(DType.Float32, px, shape, 2, normalized + 1, 1, &two, 1e-5, px)));
            NormOperands gradient = new() { GradOutput = px, GradOutputCount = 8 };
            Assert.StartsWith(
                "GradientLengthMismatch\ngrad_output should contain 9 elements not 8",
                Error(Layer(DType.Float32, px, shape, 2, normalized + 1, 1, &gradient, 1e-5, px)));
        }
    }

    [Fact]
    public void Windows_weights_and_singular_values_have_their_exports()
    {
        delegate* unmanaged[Cdecl]<
            DType, void*, long*, int, void*, long, long, double, double, double, void*, Status> response =
            &Exports.LocalResponseNorm;
        delegate* unmanaged[Cdecl]<
            DType, void*, long*, int, int, void*, long, void*, long, void*, void*, void*, Status> weightNorm =
            &Exports.WeightNorm;
        delegate* unmanaged[Cdecl]<
            DType, void*, long*, int, int, void*, long, void*, long, long, double, void*, double*, Status> spectral =
            &Exports.SpectralNorm;
        delegate* unmanaged[Cdecl]<
            DType, void*, long*, int, int, void*, long, void*, long, double, void*, long, void*, Status> back =
            &Exports.SpectralNormBackward;
        double[] x = [3, 0, 0, 4], y = new double[4], g = [2, 1], d = [1, 1, 1, 1];
        double[] dv = new double[4], dg = new double[2];
        double[] u = [0.6, 0.8], v = [0.6, 0.8];
        fixed (double* px = x, py = y, pg = g, pd = d, pv = dv, pdg = dg, pu = u, pvv = v)
        fixed (long* shape = (long[])[2, 2, 1])
        {
            Assert.Equal(Status.Ok, response(DType.Float64, px, shape, 3, null, 0, 1, 1, 0.75, 1, py));
            Assert.Equal(3 / Math.Pow(10, 0.75), y[0], 1e-14);
            Assert.StartsWith(
                "InvalidRank\nExpected 3D or higher dimensionality input (got 2 dimensions)",
                Error(response(DType.Float64, px, shape, 2, null, 0, 1, 1, 0.75, 1, py)));
            Assert.StartsWith(
                "InvalidWindowSize\n", Error(response(DType.Float64, px, shape, 3, null, 0, 0, 1, 0.75, 1, py)));

            Assert.Equal(Status.Ok, weightNorm(DType.Float64, px, shape, 2, 0, pg, 2, null, 0, py, null, null));
            Assert.Equal([2.0, 0, 0, 1], y);
            Assert.Equal(Status.Ok, weightNorm(DType.Float64, px, shape, 2, 0, pg, 2, pd, 4, null, pv, pdg));
            Assert.Equal([1.0, 1], dg);
            Assert.StartsWith(
                "DimensionOutOfRange\n",
                Error(weightNorm(DType.Float64, px, shape, 2, 2, pg, 2, null, 0, py, null, null)));
            Assert.StartsWith(
                "ParameterLengthMismatch\n",
                Error(weightNorm(DType.Float64, px, shape, 2, -1, pg, 2, null, 0, py, null, null)));

            double sigma;
            Assert.Equal(Status.Ok, spectral(DType.Float64, px, shape, 2, 0, pu, 2, pvv, 2, 100, 1e-12, py, &sigma));
            Assert.Equal(4, sigma, 1e-12);
            Assert.Equal(Status.Ok, back(DType.Float64, px, shape, 2, 0, pu, 2, pvv, 2, sigma, pd, 4, pv));
            Assert.Equal(0.25 - (7 / 16.0), dv[3], 1e-9);
            Assert.StartsWith(
                "InvalidPowerIteration\n",
                Error(spectral(DType.Float64, px, shape, 2, 0, pu, 2, pvv, 2, -1, 1e-12, py, &sigma)));
        }
    }

    private static string RunBatch(
        float[]? x, long[] shape, float[]? y, float[]? mean, float[]? variance, int training,
        DType type = DType.Float32,
        double eps = 1e-5)
    {
        fixed (
            float* px = x is { Length: 0 } ? new float[1] : x, py = y is { Length: 0 } ? new float[1] : y, pm = mean,
            pv = variance)
        fixed (long* ps = shape)
        {
            NormOperands operands = new()
            {
                RunningMean = pm,
                RunningMeanCount = mean?.Length ?? 0,
                RunningVar = pv,
                RunningVarCount = variance?.Length ?? 0,
            };
            return Error(Batch(type, px, ps, shape.Length, &operands, training, 0.1, eps, py));
        }
    }

    private static string Error(Status status)
    {
        if (status == Status.Ok)
        {
            return "";
        }

        byte[] text = new byte[1000];
        fixed (byte* buffer = text)
        {
            return Encoding.UTF8.GetString(text, 0, (int)Failure.Copy(buffer, text.Length));
        }
    }
}
