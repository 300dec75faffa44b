using NormTools.Core.Initialization;
using NormTools.Core.Random;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>What initialisations promise beyond PyTorch's own numbers, and what they refuse.</summary>
public sealed class InitializerTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(7, 1)]
    [InlineData(31, 33)]
    [InlineData(33, 31)]
    [InlineData(64, 64)]
    [InlineData(65, 129)]
    [InlineData(257, 100)]
    [InlineData(300, 300)]
    public void An_orthogonal_weight_has_orthonormal_rows_or_columns(int rows, int columns)
    {
        float[] weight = new float[rows * columns];
        Orthogonal.Fill<float>(new Generator(3), weight, [rows, columns]);
        Assert.InRange(OrthogonalityError([.. weight.Select(value => (double)value)], rows, columns), 0, 1e-6);
        double[] wide = new double[rows * columns];
        Orthogonal.Fill<double>(new Generator(3), wide, [rows, columns], gain: 1);
        Assert.InRange(OrthogonalityError(wide, rows, columns), 0, 1e-13);
    }

    [Fact]
    public void An_orthogonal_weight_is_the_q_of_its_normals_with_a_positive_diagonal_of_r()
    {
        const int Size = 100;
        double[] normal = new double[Size * Size];
        new Generator(8).Normal(normal);
        double[] q = new double[Size * Size];
        Orthogonal.Fill<double>(new Generator(8), q, [Size, Size]);
        for (int i = 0; i < Size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double r = 0; // (Q' A)[i, j]: zero below the diagonal
                for (int k = 0; k < Size; k++)
                {
                    r += q[(k * Size) + i] * normal[(k * Size) + j];
                }

                Assert.True(i == j ? r > 0 : Math.Abs(r) < 1e-12, $"R[{i}, {j}] is {r}");
            }
        }
    }

    [Fact]
    public void An_orthogonal_kernel_is_the_matrix_of_its_rows_times_the_gain()
    {
        float[] kernel = new float[8 * 4 * 9];
        Orthogonal.Fill<float>(new Generator(1), kernel, [8, 4, 3, 3], gain: 2);
        Assert.InRange(OrthogonalityError([.. kernel.Select(value => value / 2.0)], 8, 36), 0, 1e-6);
    }

    [Fact]
    public void A_delta_orthogonal_kernel_has_an_orthogonal_matrix_at_its_centre_and_zeros_elsewhere()
    {
        const int Centre = ((3 - 1) / 2 * 4) + ((4 - 1) / 2);
        double[] kernel = new double[6 * 4 * 12];
        Fill(kernel, "{\"method\": \"DeltaOrthogonal\"}", [6, 4, 3, 4]);
        double[] centre = [.. Enumerable.Range(0, 24).Select(place => kernel[(place * 12) + Centre])];
        Assert.InRange(OrthogonalityError(centre, 6, 4), 0, 1e-14);
        Assert.Equal(24, kernel.Count(value => value != 0));
        Assert.Equal("MoreInputsThanOutputs", Refusal("{\"method\": \"DeltaOrthogonal\"}", 4, 6, 3).Id);
    }

    [Fact]
    public void Identity_repeats_in_the_blocks_of_a_recurrent_weight()
    {
        double[] weight = new double[4 * 2];
        Fill(weight, "{\"method\": \"Identity\", \"gain\": 0.5}", [4, 2]);
        Assert.Equal([0.5, 0, 0, 0.5, 0.5, 0, 0, 0.5], weight);
        Assert.Equal("NotSquareBlocks", Refusal("{\"method\": \"Identity\"}", 3, 2).Id);
    }

    [Theory]
    [InlineData("LecunNormal", 1.0 / 400)]
    [InlineData("LecunUniform", 1.0 / 400)]
    [InlineData("XavierUniform", 2.0 / 700)]
    [InlineData("XavierNormal", 2.0 / 700)]
    [InlineData("KaimingNormal", 2.0 / 400)]
    [InlineData("VarianceScaling\", \"scale\": 3, \"mode\": \"FanAverage", 3.0 / 350)]
    [InlineData("VarianceScaling\", \"scale\": 3, \"mode\": \"FanOut\", \"distribution\": \"Normal", 3.0 / 300)]
    public void The_variance_is_the_one_of_the_rule(string rule, double variance)
    {
        double[] weight = new double[300 * 400];
        Fill(weight, $"{{\"method\": \"{rule}\"}}", [300, 400]);
        Assert.InRange(weight.Average(value => value * value) / variance, 0.98, 1.02);
    }

    [Fact]
    public void An_exact_truncated_normal_has_the_deviation_asked_for_and_no_outlier()
    {
        double[] weight = new double[200_000];
        Fill(weight, "{\"method\": \"ExactTruncatedNormal\", \"mean\": 3, \"standardDeviation\": 0.02}", [200_000]);
        double std = Math.Sqrt(weight.Average(value => (value - 3) * (value - 3)));
        Assert.InRange(std, 0.0199, 0.0201);
        double bound = 2 * 0.02 / 0.87962566103423978;
        Assert.All(weight, value => Assert.InRange(value, 3 - bound, 3 + bound));
        Assert.Equal(weight.Length, weight.Distinct().Count());
    }

    [Fact]
    public void Gains_of_other_activations_keep_the_mean_square()
    {
        Assert.Equal(Math.Sqrt(2), Gain.OfActivation(x => Math.Max(x, 0)), 1e-12);
        Assert.Equal(1, Gain.OfActivation(x => x), 1e-12);
        Assert.Equal(1 / Math.Sqrt(0.42522148257), Gain.Of("GELU"), 1e-10);
        Assert.Equal(1 / Math.Sqrt(0.35577551982), Gain.Of("silu"), 1e-10);
        double outside = 2 * ((0.5 * NormalDistribution.Density(0.5)) + 1 - NormalDistribution.Cumulative(0.5));
        Assert.Equal(1 / Math.Sqrt(outside), Gain.Of("hardshrink"), 1e-12); // E[z^2; |z| > 1/2] in closed form
        Assert.Equal("UnsupportedNonlinearity", Assert.Throws<CoreException>(() => Gain.Of("cubic")).Id);
        Assert.Equal("UnexpectedNegativeSlope", Assert.Throws<CoreException>(() => Gain.Of("relu", 0.1)).Id);
    }

    [Theory]
    [InlineData("XavierNormal", "TooFewDimensions", 4)]
    [InlineData("KaimingUniform", "TooFewDimensions", 4)]
    [InlineData("Orthogonal", "TooFewDimensions", 4)]
    [InlineData("Eye", "NotAMatrix", 2, 2, 2)]
    [InlineData("Sparse\", \"sparsity\": \"0.5", "InvalidInitialization", 2, 2)]
    [InlineData("Dirac", "NotAConvolution", 2, 2)]
    [InlineData("Dirac\", \"bogus\": \"1", "InvalidInitialization", 2, 2, 2)]
    [InlineData("Bogus", "InvalidInitialization", 2, 2)]
    [InlineData("Zeros\", \"nonlinearity\": \"relu", "UnexpectedArgument", 2, 2)]
    [InlineData("XavierNormal", "ZeroFan", 0, 0)]
    public void A_shape_or_argument_that_does_not_fit_is_refused(string method, string id, params int[] shape) =>
        Assert.Equal(id, Refusal($"{{\"method\": \"{method}\"}}", [.. shape.Select(size => (long)size)]).Id);

    [Theory]
    [InlineData("\"Sparse\", \"sparsity\": 1.01", "InvalidSparsity")]
    [InlineData("\"Sparse\", \"sparsity\": -0.01", "InvalidSparsity")]
    [InlineData("\"Sparse\", \"sparsity\": \"NaN\"", "InvalidSparsity")]
    [InlineData("\"Sparse\"", "MissingSparsity")]
    [InlineData("\"XavierUniform\", \"gain\": \"NaN\"", "InvalidRange")]
    [InlineData("\"XavierUniform\", \"gain\": -1", "InvalidRange")]
    [InlineData("\"XavierNormal\", \"gain\": \"NaN\"", "InvalidDeviation")]
    [InlineData("\"Normal\", \"standardDeviation\": -1", "InvalidDeviation")]
    [InlineData("\"Uniform\", \"minimum\": 1, \"maximum\": 0", "InvalidRange")]
    [InlineData("\"Uniform\", \"minimum\": -1e308, \"maximum\": 1e308", "InvalidRange")]
    [InlineData("\"TruncatedNormal\", \"minimum\": 1, \"maximum\": 0", "InvalidRange")]
    [InlineData("\"ExactTruncatedNormal\", \"minimum\": 50, \"maximum\": 60", "InvalidRange")]
    [InlineData("\"VarianceScaling\", \"scale\": 0", "InvalidScale")]
    [InlineData("\"KaimingNormal\", \"gain\": 1, \"nonlinearity\": \"relu\"", "GainAndNonlinearity")]
    [InlineData("\"KaimingNormal\", \"nonlinearity\": \"cubic\"", "UnsupportedNonlinearity")]
    public void A_number_out_of_range_is_refused(string specification, string id) =>
        Assert.Equal(id, Refusal($"{{\"method\": {specification}}}", 3, 3).Id);

    [Theory]
    [InlineData("Uniform")]
    [InlineData("Normal")]
    [InlineData("TruncatedNormal")]
    [InlineData("KaimingNormal")]
    [InlineData("XavierUniform")]
    [InlineData("LecunNormal")]
    [InlineData("Orthogonal")]
    [InlineData("Eye")]
    [InlineData("Identity")]
    [InlineData("Zeros")]
    public void A_weight_without_elements_draws_nothing(string method)
    {
        Generator generator = new(5);
        Initializer.Fill<float>(generator, InitializationSpec.Parse($"{{\"method\": \"{method}\"}}"), [], [4, 0]);
        Assert.Equal(new Generator(5).Next32(), generator.Next32());
    }

    [Fact]
    public void A_convolution_counts_its_kernel_in_both_fans()
    {
        Assert.Equal(new Fan(4 * 9, 8 * 9), Fan.Of([8, 4, 3, 3]));
        Assert.Equal(5, new Fan(4, 6).Select(FanMode.FanAverage));
    }

    private static void Fill(double[] weight, string specification, long[] shape) =>
        Initializer.Fill<double>(new Generator(1), InitializationSpec.Parse(specification), weight, shape);

    private static CoreException Refusal(string specification, params long[] shape) =>
        Assert.Throws<CoreException>(() => Fill(
            new double[shape.Aggregate(1L, (product, size) => product * size)], specification, shape));

    private static double OrthogonalityError(double[] weight, int rows, int columns)
    {
        bool isWide = rows < columns;
        double worst = 0;
        for (int i = 0; i < Math.Min(rows, columns); i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double product = i == j ? -1 : 0;
                for (int k = 0; k < Math.Max(rows, columns); k++)
                {
                    product += isWide
                        ? weight[(i * columns) + k] * weight[(j * columns) + k]
                        : weight[(k * columns) + i] * weight[(k * columns) + j];
                }

                worst = Math.Max(worst, Math.Abs(product));
            }
        }

        return worst;
    }
}
