using System.Numerics;
using System.Text.Json;
using CsCheck;
using NormTools.Core.Kernels;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class LocalResponseNormTests
{
    [Fact]
    public void Every_case_of_pytorch_is_met()
    {
        foreach (JsonElement @case in ReferenceCases.Load("local_response_norm"))
        {
            long[] shape = @case.GetProperty("x").Shape();
            float[] x = @case.GetProperty("x").Floats(), y = new float[x.Length], dx = new float[x.Length];
            (int n, int c, int size) = ((int)shape[0], (int)shape[1], @case.GetProperty("size").GetInt32());
            double Read(string name) => @case.GetProperty(name).GetDouble();
            int inner = x.Length / n / c;
            LocalResponseNorm.Forward<float>(x, y, n, c, inner, size, Read("alpha"), Read("beta"), Read("k"), 0);
            Close.To<float>(@case.GetProperty("y").Doubles(), y, 2e-6, "y");
            float[] g = @case.GetProperty("grad").GetProperty("gradOutput").Floats();
            LocalResponseNorm.Backward<float>(x, g, dx, n, c, inner, size, Read("alpha"), Read("beta"), Read("k"), 0);
            Close.To<float>(@case.GetProperty("grad").GetProperty("input").Doubles(), dx, 1e-5, "grad input");
        }
    }

    [Fact]
    public void The_window_of_even_size_is_that_of_torch()
    {
        float[] y = new float[5];
        LocalResponseNorm.Forward<float>([0, 100, 200, 300, 400], y, 1, 5, 1, 2, 1e-4, 0.75, 1, 0);
        Close.To<float>([0, 73.778801, 78.1589966, 66.1950226, 56.7949448], y, 2e-6, "y");
    }

    [Fact]
    public void Random_shapes_agree_with_the_definition()
    {
        Gen<Case> cases = Gen.Select(
            Gen.Int[1, 4], Gen.Int[1, 12], Gen.OneOf(Gen.Int[1, 40], Gen.Int[250, 600]), Gen.Int[1, 14],
            Gen.OneOf(Gen.Const(0.75), Gen.Double[0.1, 2]), Gen.Int[0, 99999],
            (n, c, inner, size, beta, seed) => new Case(n, c, inner, size, beta, seed));
        cases.Sample(Agrees<float>, iter: 600);
        cases.Sample(Agrees<double>, iter: 500);
    }

    [Fact]
    public void The_backward_pass_agrees_with_finite_differences()
    {
        foreach (int size in (int[])[1, 2, 3, 5])
        {
            double[] x = Close.Values(2 * 4 * 3, 1), g = Close.Values(x.Length, 2), dx = new double[x.Length];
            LocalResponseNorm.Backward<double>(x, g, dx, 2, 4, 3, size, 0.5, 0.75, 1.5, 0);
            double[] expected = Close.Differences(x, v =>
            {
                double[] y = new double[v.Length];
                LocalResponseNorm.Forward<double>(v, y, 2, 4, 3, size, 0.5, 0.75, 1.5, 0);
                return y.Zip(g, (p, q) => p * q).Sum();
            });
            Close.To<double>(expected, dx, 1e-8, size);
        }
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit_and_nan_reaches_its_windows_only()
    {
        float[] x = Close.As<float>(Close.Values(6 * 8 * 900, 1));
        float[] one = new float[x.Length], several = new float[x.Length];
        x[(3 * 900) + 5] = float.NaN; // channel 3 of sample 0
        LocalResponseNorm.Forward<float>(x, one, 6, 8, 900, 3, 1e-4, 0.75, 1, 1);
        LocalResponseNorm.Forward<float>(x, several, 6, 8, 900, 3, 1e-4, 0.75, 1, 5);
        Assert.Equal(one, several);
        Assert.All(one, (v, i) => Assert.Equal(i < 8 * 900 && i % 900 == 5 && i / 900 is 2 or 3 or 4, float.IsNaN(v)));
    }

    private static void Agrees<T>(Case @case)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (int n, int c, int inner, int size, double beta, int seed) = @case;
        double[] x = Close.Doubles<T>(Close.As<T>(Close.Values(n * c * inner, seed))), g = Close.Values(
            x.Length, seed + 1);
        T[] y = new T[x.Length], dx = new T[x.Length];
        LocalResponseNorm.Forward<T>(Close.As<T>(x), y, n, c, inner, size, 0.3, beta, 1.5, 0);
        LocalResponseNorm.Backward<T>(Close.As<T>(x), Close.As<T>(g), dx, n, c, inner, size, 0.3, beta, 1.5, 0);

        double[] scale = new double[x.Length], expected = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            double sum = 0;
            for (int k = -(size / 2); k <= (size - 1) / 2; k++)
            {
                int channel = (i / inner % c) + k;
                sum += channel >= 0 && channel < c ? Math.Pow(x[i + (k * inner)], 2) : 0;
            }

            scale[i] = 1.5 + (0.3 * sum / size);
        }

        // y_i = x_i s_i^-beta; each x_j of the window of i is in s_i with weight 2 * 0.3 / size * x_j.
        for (int i = 0; i < x.Length; i++)
        {
            expected[i] += g[i] * Math.Pow(scale[i], -beta);
            for (int k = -(size / 2); k <= (size - 1) / 2; k++)
            {
                int channel = (i / inner % c) + k;
                if (channel >= 0 && channel < c)
                {
                    int j = i + (k * inner);
                    expected[j] -= g[i] * x[i] * beta * Math.Pow(scale[i], -beta - 1) * 0.6 / size * x[j];
                }
            }
        }

        Close.To<T>([.. x.Select((v, i) => v * Math.Pow(scale[i], -beta))], y, Close.Forward<T>(), @case, 1);
        Close.To<T>(expected, dx, Close.Backward<T>(), @case, 1);
    }

    private sealed record Case(int N, int C, int Inner, int Size, double Beta, int Seed);
}
