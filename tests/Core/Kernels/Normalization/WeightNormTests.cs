using System.Numerics;
using System.Text.Json;
using CsCheck;
using NormTools.Core.Kernels;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class WeightNormTests
{
    [Fact]
    public void Every_case_of_pytorch_is_met()
    {
        foreach (JsonElement @case in ReferenceCases.Load("weight_and_spectral_norm")
            .Where(c => c.GetProperty("op").GetString() == "weight_norm"))
        {
            int[] shape = [.. @case.GetProperty("v").Shape().Select(d => (int)d)];
            float[] v = @case.GetProperty("v").Floats(), g = @case.GetProperty("g").Floats();
            (int outer, int size, int inner) = (1, 1, v.Length);
            if (@case.GetProperty("dim") is { ValueKind: JsonValueKind.Number } dim)
            {
                int at = dim.GetInt32();
                (outer, size, inner) = (Product(shape[..at]), shape[at], Product(shape[(at + 1)..]));
            }

            float[] w = new float[v.Length];
            WeightNorm.Forward<float>(v, g, w, new float[size], outer, size, inner, 0);
            Close.To<float>(@case.GetProperty("w").Doubles(), w, 2e-6, "w");
        }

        static int Product(int[] dimensions) => dimensions.Aggregate(1, (a, b) => a * b);
    }

    [Fact]
    public void Random_shapes_agree_with_the_definition()
    {
        Gen<Case> cases = Gen.Select(
            Gen.Int[1, 12], Gen.Int[1, 12], Gen.OneOf(Gen.Int[1, 40], Gen.Int[1, 300]), Gen.Int[0, 99999],
            (outer, size, inner, seed) => new Case(outer, size, inner, seed));
        cases.Sample(Agrees<float>, iter: 600);
        cases.Sample(Agrees<double>, iter: 500);
    }

    [Fact]
    public void An_infinity_makes_its_row_zeros_and_itself_NaN()
    {
        float[] w = new float[6];
        WeightNorm.Forward<float>([1, float.PositiveInfinity, 2, 3, 4, 0], [2, 5], w, new float[2], 1, 2, 3, 0);
        Assert.Equal([0, float.NaN, 0, 3, 4, 0], w);
    }

    [Theory]
    [InlineData(1, 4, 6)]
    [InlineData(3, 2, 5)]
    [InlineData(1, 1, 20)]
    public void The_backward_pass_agrees_with_finite_differences(int outer, int size, int inner)
    {
        double[] v = Close.Values(outer * size * inner, 1), g = Close.Values(size, 2, 1), d = Close.Values(v.Length, 3);
        double Loss(double[] v, double[] g)
        {
            double[] w = new double[v.Length];
            WeightNorm.Forward<double>(v, g, w, new double[size], outer, size, inner, 0);
            return w.Zip(d, (p, q) => p * q).Sum();
        }

        double[] gradV = new double[v.Length], gradG = new double[size], norm = new double[size];
        WeightNorm.Forward<double>(v, g, new double[v.Length], norm, outer, size, inner, 0);
        WeightNorm.Backward<double>(v, g, norm, d, gradV, gradG, outer, size, inner, 0);
        Close.To<double>(Close.Differences(v, p => Loss(p, g)), gradV, 1e-8, "gradV");
        Close.To<double>(Close.Differences(g, p => Loss(v, p)), gradG, 1e-8, "gradG");
    }

    [Fact]
    public void The_length_of_the_direction_does_not_matter_and_that_of_the_result_is_the_magnitude()
    {
        double[] v = Close.Values(3 * 50, 4), w = new double[150], scaled = new double[150], norm = new double[3];
        WeightNorm.Forward<double>(v, [1, 2, 3], w, norm, 1, 3, 50, 0);
        WeightNorm.Forward<double>([.. v.Select((p, i) => p * (1 + (i / 50)))], [1, 2, 3], scaled, norm, 1, 3, 50, 0);
        Close.To<double>(w, scaled, 1e-14, "scaled");
        Assert.Equal(
            [1.0, 2, 3],
            Enumerable.Range(0, 3).Select(i => Math.Round(Math.Sqrt(w[(50 * i)..(50 * (i + 1))].Sum(p => p * p)), 12)));
    }

    [Fact]
    public void A_direction_of_zeros_is_nan_as_in_torch_and_touches_no_other()
    {
        float[] w = new float[6];
        WeightNorm.Forward<float>([0, 0, 0, 1, 2, 2], [1, 3], w, new float[2], 1, 2, 3, 0);
        Assert.All(w[..3], p => Assert.True(float.IsNaN(p)));
        Assert.Equal([1f, 2, 2], w[3..]);
    }

    private static void Agrees<T>(Case @case)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int outer, int size, int inner, int seed) = @case;
        double[] v = Close.Doubles<T>(Close.As<T>(Close.Values(outer * size * inner, seed, 0.1))), g = Close.Values(
            size, seed + 1);
        double[] d = Close.Values(v.Length, seed + 2), lengths = new double[size], products = new double[size];
        T[] w = new T[v.Length], gradV = new T[v.Length], gradG = new T[size], norm = new T[size];
        WeightNorm.Forward<T>(Close.As<T>(v), Close.As<T>(g), w, norm, outer, size, inner, 0);
        WeightNorm.Backward<T>(
            Close.As<T>(v), Close.As<T>(g), norm, Close.As<T>(d), gradV, gradG, outer, size, inner, 0);
        for (int i = 0; i < v.Length; i++)
        {
            lengths[i / inner % size] += v[i] * v[i];
            products[i / inner % size] += v[i] * d[i];
        }

        lengths = [.. lengths.Select(Math.Sqrt)];
        Close.To<T>(
            [.. v.Select((p, i) => p * g[i / inner % size] / lengths[i / inner % size])], w, Close.Forward<T>(), @case);
        Close.To<T>([.. products.Select((p, i) => p / lengths[i])], gradG, Close.Backward<T>(), @case, 1);
        double[] expected =
        [
            .. d.Select((p, i) =>
            {
                int s = i / inner % size;
                return g[s] / lengths[s] * (p - (v[i] * products[s] / (lengths[s] * lengths[s])));
            }),
        ];
        Close.To<T>(expected, gradV, Close.Backward<T>(), @case, lengths.Max(l => 1 / l)); // a difference of such terms
    }

    private sealed record Case(int Outer, int Size, int Inner, int Seed);
}
