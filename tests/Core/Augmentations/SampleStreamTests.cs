using NormTools.Core.Random;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>The streams of single samples, and the functions whose bits are fixed.</summary>
public sealed class SampleStreamTests
{
    [Theory] // the known answers of Random123
    [InlineData(0u, 0u, 0UL, 0UL, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(uint.MaxValue, uint.MaxValue, ulong.MaxValue, ulong.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x243f6a88u, 0x85a308d3u, 0x0370734413198a2eUL, 0x299f31d0a4093822UL, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void The_words_are_those_of_Philox(uint c0, uint c1, ulong high, ulong key, uint a, uint b, uint c, uint d)
    {
        SampleStream.Words words = SampleStream.Philox(key, c0, c1, high);
        Assert.Equal([a, b, c, d], ((ReadOnlySpan<uint>)words).ToArray());
    }

    [Fact]
    public void A_stream_goes_through_the_blocks_of_its_sample()
    {
        SampleStream stream = new(0x1234567890, 77, 3);
        for (uint block = 0; block < 3; block++)
        {
            SampleStream.Words words = SampleStream.Philox(0x1234567890, block, 3, 77);
            for (int i = 0; i < SampleStream.Words.Count; i++)
            {
                Assert.Equal(words[i], stream.Next32());
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(100)]
    public void Normals_are_those_of_Box_and_Muller_in_blocks_of_32(int count)
    {
        float[] values = new float[count];
        SampleStream stream = new(5, 6, 7), words = new(5, 6, 7);
        stream.AddNormal(values, [2f]);
        double[] expected = new double[(count + 31) / 32 * 32];
        for (int start = 0; start < expected.Length; start += 32)
        {
            double[] u1 = [.. Enumerable.Range(0, 16).Select(_ => 1 - (double)words.NextSingle())];
            double[] u2 = [.. Enumerable.Range(0, 16).Select(_ => (double)words.NextSingle())];
            for (int i = 0; i < 16; i++)
            {
                double length = 2 * Math.Sqrt(-2 * Math.Log(u1[i]));
                expected[start + i] = length * Math.Cos(2 * Math.PI * u2[i]);
                expected[start + 16 + i] = length * Math.Sin(2 * Math.PI * u2[i]);
            }
        }

        Close.To<float>(expected[..count], values, 1e-5, "normals");
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Beta_variates_have_the_mean_and_the_variance_of_their_distribution(double alpha)
    {
        const int Count = 20000;
        double sum = 0, squares = 0;
        for (int i = 0; i < Count; i++)
        {
            SampleStream stream = new(1, i, 0);
            double value = stream.Beta(alpha);
            Assert.InRange(value, 0, 1);
            sum += value - 0.5;
            squares += (value - 0.5) * (value - 0.5);
        }

        double variance = 1 / (4 * ((2 * alpha) + 1)); // of Beta(alpha, alpha)
        Assert.InRange(sum / Count, -5 * Math.Sqrt(variance / Count), 5 * Math.Sqrt(variance / Count));
        Assert.InRange(squares / Count / variance, 0.95, 1.05);
    }

    [Fact]
    public void Fixed_functions_are_those_of_the_library_within_rounding()
    {
        for (double x = -700; x < 700; x += 0.37)
        {
            Assert.InRange(StableMath.Exp(x) / Math.Exp(x), 1 - 1e-15, 1 + 1e-15);
            (double sin, double cos) = StableMath.SinCos(x / 50);
            Assert.Equal(Math.Sin(x / 50), sin, 4e-16);
            Assert.Equal(Math.Cos(x / 50), cos, 4e-16);
            double positive = Math.Exp(x / 100);
            Assert.Equal(Math.Log(positive), StableMath.Log(positive), 1e-13 * (1 + Math.Abs(x / 100)));
        }
    }
}
