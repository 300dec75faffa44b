using System.Numerics;
using System.Text.Json;
using CsCheck;
using NormTools.Core.Kernels;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class SpectralNormTests
{
    [Fact]
    public void After_many_iterations_sigma_is_that_of_pytorch()
    {
        foreach (JsonElement @case in ReferenceCases.Load("weight_and_spectral_norm")
            .Where(c => c.GetProperty("op").GetString() == "spectral_norm_limit"))
        {
            float[] w = @case.GetProperty("w").Floats(), result = new float[w.Length];
            int rows = (int)@case.GetProperty("w").Shape()[0], columns = w.Length / rows;
            float[] u = Unit(rows, 1), v = Unit(columns, 2);
            SpectralNorm.PowerIteration<float>(w, u, v, 1, rows, columns, 500, 1e-12);
            double sigma = SpectralNorm.Forward<float>(w, u, v, result, 1, rows, columns);
            Assert.Equal(@case.GetProperty("sigma").GetDouble(), sigma, 2e-6 * sigma);
            Close.To<float>(@case.GetProperty("normalized").Doubles(), result, 2e-6, "normalized");
        }
    }

    [Fact]
    public void Random_shapes_agree_with_the_definition()
    {
        Gen<Case> cases = Gen.Select(
            Gen.Int[1, 6], Gen.Int[1, 12], Gen.Int[1, 40], Gen.Int[1, 4], Gen.Int[0, 99999],
            (outer, size, inner, iterations, seed) => new Case(outer, size, inner, iterations, seed));
        cases.Sample(@case => Agrees<float>(@case, 1e-5), iter: 600);
        cases.Sample(@case => Agrees<double>(@case, 1e-12), iter: 500);
    }

    [Theory]
    [InlineData(1, 4, 6)]
    [InlineData(3, 4, 2)]
    public void The_backward_pass_agrees_with_finite_differences_with_u_and_v_held(int outer, int size, int inner)
    {
        double[] w = Close.Values(outer * size * inner, 1), g = Close.Values(w.Length, 2);
        double[] result = new double[w.Length];
        double[] u = Close.Doubles<float>(Unit(size, 3)), v = Close.Doubles<float>(Unit(outer * inner, 4));
        SpectralNorm.PowerIteration<double>(w, u, v, outer, size, inner, 3, 1e-12);
        double sigma = SpectralNorm.Forward<double>(w, u, v, result, outer, size, inner);
        double[] dw = new double[w.Length];
        SpectralNorm.Backward<double>(w, u, v, sigma, g, dw, outer, size, inner);
        double[] expected = Close.Differences(w, p =>
        {
            double[] y = new double[p.Length];
            SpectralNorm.Forward<double>(p, u, v, y, outer, size, inner);
            return y.Zip(g, (a, b) => a * b).Sum();
        });
        Close.To<double>(expected, dw, 1e-8, "gradW");
    }

    [Fact]
    public void The_largest_singular_value_becomes_one_and_a_matrix_of_zeros_does_not_stop_the_iteration()
    {
        double[] w = [3, 0, 0, 1], result = new double[4], u = [0.6, 0.8], v = [0.6, 0.8];
        SpectralNorm.PowerIteration<double>(w, u, v, 1, 2, 2, SpectralNorm.InitialIterations, 1e-12);
        Assert.Equal(3, SpectralNorm.Forward<double>(w, u, v, result, 1, 2, 2), 1e-12);
        Assert.Equal(1, result[0], 1e-12);
        SpectralNorm.PowerIteration<double>([0, 0, 0, 0], u, v, 1, 2, 2, 1, 1e-12);
        Assert.Equal([0.0, 0, 0, 0], [.. u, .. v]);
    }

    private static float[] Unit(int count, int seed)
    {
        double[] values = Close.Values(count, seed, 0.2);
        double length = Math.Sqrt(values.Sum(p => p * p));
        return [.. values.Select(p => (float)(p / length))];
    }

    private static void Agrees<T>(Case @case, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int outer, int size, int inner, int iterations, int seed) = @case;
        T[] w = Close.As<T>(Close.Values(outer * size * inner, seed, 0.5)), result = new T[w.Length];
        T[] u = Close.As<T>(Close.Doubles<float>(Unit(size, seed + 1))), v = Close.As<T>(
            Close.Doubles<float>(Unit(outer * inner, seed + 2)));
        double[] left = Close.Doubles<T>(u), right = Close.Doubles<T>(v), matrix = Close.Doubles<T>(w);
        double At(int row, int column) => matrix[(((column / inner * size) + row) * inner) + (column % inner)];
        for (int i = 0; i < iterations; i++)
        {
            left = Normalize([.. left.Select((_, row) => right.Select((p, column) => p * At(row, column)).Sum())]);
            right = Normalize([.. right.Select((_, column) => left.Select((p, row) => p * At(row, column)).Sum())]);
        }

        double sigma = left.Select((p, row) => p * right.Select((q, column) => q * At(row, column)).Sum()).Sum();
        SpectralNorm.PowerIteration<T>(w, u, v, outer, size, inner, iterations, 1e-12);
        Close.To<T>(left, u, tolerance, @case);
        Close.To<T>(right, v, tolerance, @case);
        Assert.Equal(sigma, SpectralNorm.Forward<T>(w, u, v, result, outer, size, inner), tolerance * sigma);
        Close.To<T>([.. matrix.Select(p => p / sigma)], result, tolerance, @case);
    }

    private static double[] Normalize(double[] values)
    {
        double length = Math.Max(Math.Sqrt(values.Sum(p => p * p)), 1e-12);
        return [.. values.Select(p => p / length)];
    }

    private sealed record Case(int Outer, int Size, int Inner, int Iterations, int Seed);
}
