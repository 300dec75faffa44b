using System.Numerics;
using NormTools.Core.Random;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>The arithmetic that makes the stream's values the same everywhere.</summary>
public sealed class RandomArithmeticTests
{
    [Fact]
    public void A_fused_multiply_add_by_doubles_is_rounded_once()
    {
        MersenneTwister engine = new(1);
        float[] a = new float[Vector<float>.Count];
        float[] b = new float[a.Length];
        float[] c = new float[a.Length];
        for (int round = 0; round < 200_000; round++)
        {
            for (int i = 0; i < a.Length; i++)
            {
                (a[i], b[i], c[i]) = (Number(engine, round), Number(engine, round), Number(engine, round));
            }

            Vector<float> fused = Fused.ByDouble(new(a), new(b), new(c));
            for (int i = 0; i < a.Length; i++)
            {
                float expected = MathF.FusedMultiplyAdd(a[i], b[i], c[i]);
                string message = $"{a[i]:R} * {b[i]:R} + {c[i]:R} gave {fused[i]:R}, not {expected:R}";
                Assert.True(expected.Equals(fused[i]), message);
            }
        }
    }

    [Fact]
    public void A_sum_that_double_rounds_onto_the_middle_of_two_floats_goes_to_the_right_one()
    {
        // The square of 1 + 2^-12 is 1 + 2^-11 + 2^-24, a middle, and the addend is too small for double.
        float root = 1 + MathF.ScaleB(1, -12);
        float addend = MathF.ScaleB(1, -70);
        float above = Fused.ByDouble(new(root), new(root), new(addend))[0];
        float below = Fused.ByDouble(new(root), new(root), new(-addend))[0];
        Assert.Equal(MathF.FusedMultiplyAdd(root, root, addend), above);
        Assert.Equal(MathF.FusedMultiplyAdd(root, root, -addend), below);
        Assert.True(above > below);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-17)]
    [InlineData(1e-10)]
    [InlineData(1e-5)]
    [InlineData(0.25)]
    [InlineData(0.2929)]
    [InlineData(0.2930)]
    [InlineData(0.5)]
    [InlineData(0.75)]
    [InlineData(0.999999999)]
    [InlineData(0.9999999999999999)]
    public void The_logarithm_of_one_minus_a_uniform_has_its_last_digits(double uniform)
    {
        double u = Math.Floor(uniform * (1L << 53)) / (1L << 53);
        double expected = u < 1e-4 ? -u - (u * u / 2) - (u * u * u / 3) : Math.Log(1 - u);
        Assert.Equal(expected, UniformWords.LogOneMinus(u), Math.Abs(expected) * 4e-16);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1, 0.8413447460685429)]
    [InlineData(-1, 0.15865525393145705)]
    [InlineData(-3.5, 0.00023262907903552504)]
    [InlineData(-10, 7.619853024160526e-24)]
    [InlineData(-37, 5.725571222524608e-300)]
    [InlineData(5, 0.9999997133484281)]
    public void The_normal_distribution_has_its_tabulated_values(double x, double probability)
    {
        Assert.Equal(probability, NormalDistribution.Cumulative(x), probability * 2e-16 * (2 + (x * x)));
        Assert.Equal(x, NormalDistribution.Quantile(probability), x > 4 ? 1e-9 : 1e-13 * Math.Max(1, Math.Abs(x)));
    }

    [Fact]
    public void The_inverse_of_erf_undoes_erf_and_is_infinite_at_one()
    {
        for (double x = -3; x <= 3; x += 0.0625)
        {
            double inverse = NormalDistribution.InverseError(NormalDistribution.Error(x));
            Assert.Equal(x, inverse, 6e-16 * Math.Exp(x * x));
        }

        Assert.Equal(double.NegativeInfinity, NormalDistribution.InverseError(-1));
        Assert.Equal(double.PositiveInfinity, NormalDistribution.InverseError(1));
        Assert.Equal(0.87962566103423978, NormalDistribution.TruncatedDeviation(-2, 2), 1e-15);
        Assert.Equal(1, NormalDistribution.TruncatedDeviation(double.NegativeInfinity, double.PositiveInfinity), 1e-15);
    }

    // Few significant bits and near exponents (sums meet middles), any bits at all (tiny, huge, not finite), and plain
    // ones.
    private static float Number(MersenneTwister engine, int round)
    {
        uint word = engine.Next();
        return (round % 3) switch
        {
            0 => BitConverter.UInt32BitsToSingle(word),
            1 => MathF.ScaleB((int)(word & 0x1FFF) - 4096, -(int)((word >> 13) & 63)),
            _ => MathF.ScaleB((int)word, -32),
        };
    }
}
