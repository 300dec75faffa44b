using System.Runtime.InteropServices;
using System.Security.Cryptography;
using NormTools.Core.Random;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Values and hashes that PyTorch 1.13 and libtorch 2.10 both draw.</summary>
public sealed class GeneratorGoldenTests
{
    [Theory]
    [InlineData(0, 4_000_003, 0, 1, "c37d00371fe58871")]
    [InlineData(7, 1_000_001, 0, 0.0625, "8926a4fd4ea206c5")]
    [InlineData(99, 999_999, -1.5, 3.25, "3894bd7c7bd56a80")]
    [InlineData(12345, 78_400, 0, 0.050507627227610534, "0da91267de2a118f")]
    [InlineData(0, 100_000, 0, 1, "0185aae2d6c33b39")]
    public void Many_normals_have_the_hash_of_pytorchs(ulong seed, int count, double mean, double std, string hash)
    {
        float[] values = new float[count];
        new Generator(seed).Normal(values, mean, std);
        Assert.Equal(hash, Hash(values));
    }

    [Fact]
    public void A_uniform_then_a_dropout_mask_then_a_permutation_have_the_hashes_of_pytorchs()
    {
        Generator generator = new(0);
        float[] uniform = new float[1_000_003];
        generator.Uniform(uniform, -0.17, 0.17);
        Assert.Equal("571a25a6b9674ab7", Hash(uniform));

        float[] dropout = new float[100_003];
        generator.Bernoulli(dropout, 1 - 0.3);
        float scale = (float)(1 / (1 - 0.3));
        Assert.Equal("63729e6f05554da9", Hash([.. dropout.Select(kept => kept * scale)]));

        long[] permutation = new long[100_003];
        generator.Permutation(permutation);
        Assert.Equal("e5736b798df74fc7", Hash([.. permutation.Select(index => (float)index)]));
    }

    [Fact]
    public void A_hundred_thousand_uniforms_have_the_hash_of_pytorchs()
    {
        float[] values = new float[100_000];
        new Generator(0).Uniform(values, -0.17, 0.17);
        Assert.Equal("54c1108895b4fd98", Hash(values));
    }

    [Fact]
    public void Single_values_are_those_that_pytorch_prints()
    {
        double[] uniform = new double[2];
        new Generator(0).Uniform(uniform);
        Assert.Equal([0.97005300180655307, 0.70781986439978795], uniform);
        double[] normal = new double[2];
        new Generator(0).Normal(normal);
        Assert.Equal([1.5409961082440433, -0.29342890576094638], normal);
        long[] integers = new long[8];
        new Generator(0).Integers(integers, 0, 100);
        Assert.Equal([44, 39, 33, 60, 63, 79, 27, 3], integers);
        Generator generator = new(0);
        Assert.Equal(900450186894289455, generator.NextInt64());
        Assert.Equal(3969543146641149120, generator.NextInt64());
    }

    // It takes log1p(-u); PyTorch 1.13 took the logarithm of 1 - u, which has other last bits here.
    [Fact]
    public void Doubles_have_the_last_bits_of_libtorch_2_10()
    {
        double[] normal = new double[2];
        new Generator(3).Normal(normal);
        Assert.Equal([0.8032760780963507, 0.17483339327910358], normal);
        double[] exponential = new double[2];
        new Generator(3).Exponential(exponential, 7.5);
        Assert.Equal(0.04505461153648935, exponential[1]);
    }

    [Fact]
    public void A_scalar_probability_and_one_for_each_element_draw_differently()
    {
        float[] mask = new float[12];
        new Generator(0).Bernoulli(mask, 0.3);
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1], mask);
        float[] probability = new float[12];
        Array.Fill(probability, 0.3f);
        new Generator(0).BernoulliEach(probability, mask);
        Assert.Equal([0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0], mask);
    }

    [Fact]
    public void A_probability_for_each_element_takes_24_bits_of_a_float_and_53_of_a_double()
    {
        // torch.bernoulli compares a uniform of the probability's own type with it.
        float[] floats = [0, 1, 0.25f, 0.5f, 0.75f, 0.4962566f, 0.49625662f, MathF.BitDecrement(1), 1.4e-45f];
        float[] uniforms = new float[floats.Length];
        float[] ones = new float[floats.Length];
        Generator drawn = new(0);
        Generator expected = new(0);
        drawn.BernoulliEach(floats, ones);
        expected.Uniform(uniforms);
        Assert.Equal(floats.Zip(uniforms, (p, u) => u < p ? 1f : 0f), ones);
        double[] doubles = [0, 1, 0.25, 0.5, 0.75, 0.1, Math.BitDecrement(1), double.Epsilon];
        double[] doubleUniforms = new double[doubles.Length];
        double[] doubleOnes = new double[doubles.Length];
        drawn.BernoulliEach(doubles, doubleOnes);
        expected.Uniform(doubleUniforms);
        Assert.Equal(doubles.Zip(doubleUniforms, (p, u) => u < p ? 1.0 : 0.0), doubleOnes);
        Assert.Equal(expected.GetState(), drawn.GetState());
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1.1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_is_no_probability_is_refused_before_anything_is_drawn(float wrong)
    {
        Generator generator = new(0);
        float[] ones = [7, 7];
        double[] doubleOnes = [7, 7];
        Assert.Equal("InvalidProbability",
            Assert.Throws<CoreException>(() => generator.BernoulliEach((float[])[0.5f, wrong], ones)).Id);
        Assert.Equal("InvalidProbability",
            Assert.Throws<CoreException>(() => generator.BernoulliEach((double[])[0.5, wrong], doubleOnes)).Id);
        Assert.Equal([7, 7], ones);
        Assert.Equal([7, 7], doubleOnes);
        Assert.Equal(new Generator(0).GetState(), generator.GetState());
    }

    [Fact]
    public void Weighted_samples_are_pytorchs_with_and_without_replacement()
    {
        long[] without = new long[3];
        new Generator(0).Multinomial((float[])[0.1f, 0.2f, 0.3f, 0.4f], without);
        Assert.Equal([2, 1, 3], without);
        long[] with = new long[5];
        new Generator(0).Multinomial((double[])[0.1, 0.9, 0.4, 0.7, 3, 0.6], with, replacement: true);
        Assert.Equal([5, 4, 4, 5, 4], with);
    }

    private static string Hash(float[] values) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(values)))[..16];
}
