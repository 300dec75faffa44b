using System.Numerics;
using System.Text.Json;
using CsCheck;
using NormTools.Core.Kernels;
using Xunit;
using static NormTools.Core.Tests.BatchNormCase;

namespace NormTools.Core.Tests;

public sealed class BatchNormTests
{
    public static TheoryData<int> Widths => [1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 49, 127, 4099];

    [Fact]
    public void Every_case_of_pytorch_is_met()
    {
        foreach (JsonElement @case in ReferenceCases.Load("batch_norm"))
        {
            JsonElement x = @case.GetProperty("steps")[0].GetProperty("x");
            if (x.DType() == "float32")
            {
                Meets<float>(@case);
            }
            else
            {
                Meets<double>(@case);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_width_of_a_run_and_of_a_row_agrees_with_the_definition(int width)
    {
        Agrees<float>(new(3, 5, width, 1e-5, true, true, 0, 1));
        Agrees<double>(new(3, 5, width, 1e-5, true, false, 0, 2));
        Agrees<float>(new(6, width, 1, 1e-3, false, true, 3, 3));
        Agrees<double>(new(6, width, 1, 1e-3, true, true, 3, 4));
        Agrees<float>(new(width, 3, 2, 1e-5, true, false, -2, 5));
    }

    [Fact]
    public void Random_shapes_agree_with_the_definition()
    {
        Gen<BatchNormCase> cases = Gen.Select(
            Gen.Int[1, 40], Gen.Int[1, 40], Gen.OneOf(Gen.Const(1), Gen.Int[1, 40], Gen.Int[1, 300]), Gen.Int[0, 7],
            Gen.Int[0, 99999],
            (n, c, inner, flags, seed) =>
                new BatchNormCase(
                    n == 1 && inner == 1 ? 2 : n, c, inner, 1e-5, (flags & 1) != 0, (flags & 2) != 0, (flags & 4),
                    seed));
        cases.Sample(Agrees<float>, iter: 700);
        cases.Sample(Agrees<double>, iter: 500);
    }

    [Theory]
    [InlineData(400_000, 2, 1)] // rows narrower than a vector, in slabs
    [InlineData(9_000, 40, 1)]
    [InlineData(5_000, 3, 20)]
    [InlineData(40, 2, 5_000)] // channels in slabs of samples
    [InlineData(1, 3, 200_001)] // channels in slabs of positions
    [InlineData(2, 70, 100)]
    public void Large_shapes_agree_with_the_definition(int n, int c, int inner) =>
        Agrees<float>(new(n, c, inner, 1e-5, true, true, 1, n));

    [Theory]
    [InlineData(37, 12, 1)]
    [InlineData(60_000, 5, 1)]
    [InlineData(8, 10, 3_000)]
    [InlineData(1, 2, 200_001)]
    public void The_number_of_threads_changes_no_bit(int n, int c, int inner)
    {
        var @case = new BatchNormCase(n, c, inner, 1e-5, true, true, 2, 11);
        BatchNormResult<float> one = Run<float>(@case, threads: 1);
        BatchNormResult<float> several = Run<float>(@case, threads: 5);
        Close.Same(one.Y, several.Y, "Y");
        Close.Same(one.RunningVar, several.RunningVar, "RunningVar");
        Close.Same(one.GradInput, several.GradInput, "GradInput");
        Close.Same(one.GradWeight, several.GradWeight, "GradWeight");
        Close.Same(one.GradBias, several.GradBias, "GradBias");
    }

    [Theory]
    [InlineData(64, 3, 1)]
    [InlineData(8, 3, 7)]
    [InlineData(8, 3, 50)]
    [InlineData(3, 2, 9000)]
    public void A_mean_of_ten_thousand_beside_a_deviation_of_one_survives_in_float32(int n, int c, int inner) =>
        Agrees<float>(new(n, c, inner, 1e-5, true, true, 10_000, 21));

    [Fact]
    public void A_channel_that_begins_far_from_its_mean_loses_nothing()
    {
        double[] x = Close.Values(2 * 3000, 5, 10_000);
        x[0] = x[1] = 0;
        Agrees<float>(new(2, 1, 3000, 1e-5, true, true, 0, 5) { X = x });
    }

    [Theory]
    [InlineData(3, 2, 1)]
    [InlineData(64, 20, 1)]
    [InlineData(4, 2, 7)]
    [InlineData(4, 2, 100)]
    public void Without_eps_a_constant_channel_becomes_its_bias_and_has_no_gradient(int n, int c, int inner)
    {
        float[] x = [.. Close.Values(n * c * inner, 3).Select((value, i) => i / inner % c == 0 ? 5 : (float)value)];
        float[] weight = [.. Enumerable.Repeat(2f, c)], bias = [.. Enumerable.Repeat(7f, c)];
        float[] y = new float[x.Length], dx = new float[x.Length], mean = new float[c], inverse = new float[c];
        BatchNorm.ForwardTraining<float>(x, weight, bias, y, n, c, inner, 0, mean, inverse, [], [], 0, false, 1);
        BatchNorm.BackwardTraining<float>(x, x, [], weight, mean, inverse, dx, [], [], n, c, inner, 1);
        Assert.All(y.Where((_, i) => i / inner % c == 0), value => Assert.Equal(7, value));
        Assert.All(dx.Where((_, i) => i / inner % c == 0), value => Assert.Equal(0, value));
        Assert.All(y, value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [InlineData(6, 1)]
    [InlineData(6, 40)]
    [InlineData(300, 1)]
    public void The_backward_pass_agrees_with_finite_differences(int n, int inner)
    {
        int c = n > 100 ? 1 : 3;
        var @case = new BatchNormCase(n, c, inner, 1e-3, true, true, 1, 8);
        double[] w = @case.Weight!, b = @case.Bias!, g = @case.GradOutput;
        double Loss(double[] x, double[] weight, double[] bias)
        {
            double[] y = new double[x.Length];
            BatchNorm.ForwardTraining<double>(x, weight, bias, y, n, c, inner, 1e-3, [], [], [], [], 0, false, 1);
            return y.Zip(g, (p, q) => p * q).Sum();
        }

        BatchNormResult<double> result = Run<double>(@case, 1);
        Close.To<double>(Close.Differences(@case.X, x => Loss(x, w, b)), result.GradInput, 1e-6, "gradInput");
        Close.To<double>(Close.Differences(w, v => Loss(@case.X, v, b)), result.GradWeight, 1e-6, "gradWeight");
        Close.To<double>(Close.Differences(b, v => Loss(@case.X, w, v)), result.GradBias, 1e-6, "gradBias");
    }

    [Theory]
    [InlineData(5, 3, 1)]
    [InlineData(4, 20, 1)]
    [InlineData(4, 3, 37)]
    public void Evaluation_is_the_affine_map_of_the_running_statistics_and_so_is_its_gradient(int n, int c, int inner)
    {
        var @case = new BatchNormCase(n, c, inner, 1e-5, true, true, 1, 9);
        double[] mean = Close.Values(c, 1), variance = [.. Close.Values(c, 2).Select(v => (v * v) + 0.1)];
        NormDefinition definition = NormDefinition.Batch(c, inner);
        double[] y = new double[@case.X.Length];
        BatchNorm.ForwardEvaluation<double>(
            @case.X, @case.Weight, @case.Bias, y, n, c, inner, 1e-5, mean, variance, false, 0);
        Close.To<double>(definition.Forward(@case.X, @case.Weight, @case.Bias, 1e-5, mean, variance), y, 1e-13, "y");

        double[] dx = new double[y.Length], dw = new double[c], db = new double[c];
        BatchNorm.BackwardEvaluation<double>(
            @case.X, @case.GradOutput, [], @case.Weight, mean, variance, 1e-5, dx, dw, db, n, c, inner, 0);
        double[] hat = definition.Forward(@case.X, null, null, 1e-5, mean, variance);
        double[] g = @case.GradOutput;
        Close.To<double>(
            [.. g.Select((v, i) => v * @case.Weight![i / inner % c] / Math.Sqrt(variance[i / inner % c] + 1e-5))], dx,
            1e-13, "dx");
        Close.To<double>(
            [.. Enumerable.Range(0, c).Select(k => g.Select((v, i) => i / inner % c == k ? v * hat[i] : 0).Sum())],
            dw, 1e-12, "dw");
        Close.To<double>([.. Enumerable.Range(0, c).Select(k => g.Select((v, i) => i / inner % c == k ? v : 0).Sum())],
            db, 1e-12, "db");
    }

    [Theory]
    [InlineData(6, 5, 1)]
    [InlineData(6, 40, 1)]
    [InlineData(6, 3, 2)]
    [InlineData(6, 3, 45)]
    public void A_fused_activation_is_the_activation_after_the_layer(int n, int c, int inner)
    {
        var @case = new BatchNormCase(n, c, inner, 1e-5, true, true, 0, 31);
        double[] plain = Run<double>(@case, 1).Y;
        double[] x = @case.X, y = new double[x.Length], mean = new double[c], inverse = new double[c];
        BatchNorm.ForwardTraining<double>(
            x, @case.Weight, @case.Bias, y, n, c, inner, 1e-5, mean, inverse, [], [], 0, relu: true, 0);
        Assert.Equal(plain.Select(v => Math.Max(v, 0)), y);

        double[] gated = [.. @case.GradOutput.Select((g, i) => plain[i] > 0 ? g : 0)];
        var expected = NormDefinition.Batch(c, inner).Backward(x, gated, @case.Weight, 1e-5, c);
        double[] dx = new double[x.Length], dw = new double[c], db = new double[c];
        BatchNorm.BackwardTraining<double>(
            x, @case.GradOutput, y, @case.Weight, mean, inverse, dx, dw, db, n, c, inner, 0);
        Close.To<double>(expected.Input, dx, 1e-12, "dx");
        Close.To<double>(expected.Weight, dw, 1e-12, "dw");
        Close.To<double>(expected.Bias, db, 1e-12, "db");
    }

    [Theory]
    [InlineData(5, 3, 1)]
    [InlineData(5, 21, 1)]
    [InlineData(5, 3, 37)]
    public void Results_may_take_the_place_of_their_inputs(int n, int c, int inner)
    {
        var @case = new BatchNormCase(n, c, inner, 1e-5, true, true, 0, 41);
        BatchNormResult<float> apart = Run<float>(@case, 1);
        float[] x = Close.As<float>(@case.X), w = Close.As<float>(@case.Weight!), b = Close.As<float>(@case.Bias!);
        float[] mean = new float[c], inverse = new float[c], g = Close.As<float>(@case.GradOutput), inPlace = [.. x];
        BatchNorm.ForwardTraining<float>(inPlace, w, b, inPlace, n, c, inner, 1e-5, mean, inverse, [], [], 0, false, 0);
        Close.Same(apart.Y, inPlace, "y");
        BatchNorm.BackwardTraining<float>(x, g, [], w, mean, inverse, g, [], [], n, c, inner, 0);
        Close.Same(apart.GradInput, g, "dx");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    public void A_constant_channel_becomes_its_bias(int inner)
    {
        float[] x = new float[4 * 2 * inner], y = new float[x.Length];
        Array.Fill(x, 0.1f);
        BatchNorm.ForwardTraining<float>(x, [], [0.25f, -3], y, 4, 2, inner, 1e-5, [], [], [], [], 0, false, 0);
        Assert.All(y, (v, i) => Assert.Equal(i / inner % 2 == 0 ? 0.25f : -3, v));
    }

    [Theory]
    [InlineData(6, 1, float.NaN)]
    [InlineData(6, 40, float.NaN)]
    [InlineData(6, 1, float.PositiveInfinity)]
    [InlineData(600, 1, float.PositiveInfinity)]
    [InlineData(6, 3, float.PositiveInfinity)]
    [InlineData(6, 40, float.NegativeInfinity)]
    [InlineData(6, 4099, float.NegativeInfinity)]
    public void What_is_not_finite_stays_in_its_channel(int n, int inner, float bad)
    {
        var @case = new BatchNormCase(n, 3, inner, 1e-5, true, true, 0, 51);
        @case.X[inner] = bad; // of channel 1
        BatchNormResult<float> result = Run<float>(@case, 1);
        for (int i = 0; i < result.Y.Length; i++)
        {
            bool struck = i / inner % 3 == 1;
            Assert.Equal(struck, float.IsNaN(result.Y[i]));
            Assert.Equal(struck, float.IsNaN(result.GradInput[i]));
        }

        Assert.False(float.IsNaN(result.RunningVar[0] + result.RunningVar[2]));
        Assert.Equal(bad, result.RunningMean[1]);
        Assert.True(float.IsNaN(result.RunningVar[1]));
    }

    [Fact]
    public void Values_near_the_ends_of_float32_keep_their_statistics()
    {
        foreach (float scale in (float[])[1e30f, 1e-30f])
        {
            float[] x = [.. Close.Values(4 * 40, 3).Select(v => (float)v * scale)];
            float[] y = new float[x.Length];
            BatchNorm.ForwardTraining<float>(x, [], [], y, 4, 1, 40, 0, [], [], [], [], 0, false, 0);
            Close.To<float>(
                NormDefinition.Batch(1, 40).Forward(Close.Doubles<float>(x), null, null, 0), y, 2e-6, "y");
        }
    }

    [Fact]
    public void An_empty_batch_changes_nothing_and_has_gradients_of_zero()
    {
        float[] running = [1, 2], dw = [7, 7], db = [7, 7];
        BatchNorm.ForwardTraining<float>([], [], [], [], 0, 2, 1, 1e-5, [], [], running, running, 0.1, false, 0);
        Assert.Equal([1f, 2f], running);
        BatchNorm.BackwardTraining<float>([], [], [], [], [0, 0], [1, 1], [], dw, db, 0, 2, 1, 0);
        Assert.Equal([0f, 0f, 0f, 0f], [.. dw, .. db]);
    }

    [Fact]
    public void It_is_invariant_to_scale_and_shift_of_the_data_and_of_each_channel_but_not_of_one_case()
    {
        double[] x = Close.Values(32 * 4, 6);
        double[] y = Normalize(x);
        Assert.True(Gap(y, Normalize([.. x.Select(v => 3 * v)])) < 1e-6);
        Assert.True(Gap(y, Normalize([.. x.Select(v => v + 5)])) < 1e-6);
        Assert.True(Gap(y, Normalize([.. x.Select((v, i) => v * (1 + (i % 4)))])) < 1e-6);
        Assert.True(Gap(y, Normalize([.. x.Select((v, i) => i < 4 ? 4 * v : v)])) > 0.5);

        static double[] Normalize(double[] x)
        {
            double[] y = new double[x.Length];
            BatchNorm.ForwardTraining<double>(x, [], [], y, 32, 4, 1, 1e-8, [], [], [], [], 0, false, 0);
            return y;
        }

        static double Gap(double[] a, double[] b) => a.Zip(b, (p, q) => Math.Abs(p - q)).Max();
    }

    private static void Meets<T>(JsonElement @case)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] Read(JsonElement tensor) => tensor.IsNull() ? [] : Close.As<T>(tensor.Doubles());
        T[] weight = Read(@case.GetProperty("weight")), bias = Read(@case.GetProperty("bias"));
        double eps = @case.GetProperty("eps").GetDouble();
        JsonElement momentum = @case.GetProperty("momentum");
        T[] runningMean = [], runningVar = [];
        foreach (JsonElement step in @case.GetProperty("steps").EnumerateArray())
        {
            long[] shape = step.GetProperty("x").Shape();
            (int n, int c) = ((int)shape[0], (int)shape[1]);
            int inner = (int)shape[2..].Aggregate(1L, (a, b) => a * b);
            runningMean = runningMean.Length == 0 ? new T[c] : runningMean;
            runningVar = runningVar.Length == 0 ? [.. Enumerable.Repeat(T.One, c)] : runningVar;
            T[] x = Read(step.GetProperty("x")), y = new T[x.Length], mean = new T[c], inverse = new T[c];
            double factor = momentum.IsNull()
                ? 1.0 / step.GetProperty("numBatchesTracked").GetInt32()
                : momentum.GetDouble();
            BatchNorm.ForwardTraining<T>(
                x, weight, bias, y, n, c, inner, eps, mean, inverse, runningMean, runningVar, factor, false, 0);

            // The case with a mean of 1e4: torch itself is off by as much as its x * scale + offset loses there.
            double forward = @case.TryGetProperty("note", out _) ? 1e-3 : Close.Forward<T>();
            Close.To<T>(step.GetProperty("y").Doubles(), y, forward, "y");
            Close.To<T>(step.GetProperty("runningMean").Doubles(), runningMean, Close.Forward<T>(), "running mean");
            Close.To<T>(step.GetProperty("runningVar").Doubles(), runningVar, Close.Forward<T>(), "running variance");
            if (step.GetProperty("grad") is { ValueKind: JsonValueKind.Object } grad)
            {
                T[] dx = new T[x.Length], dw = new T[c], db = new T[c];
                BatchNorm.BackwardTraining<T>(
                    x, Read(grad.GetProperty("gradOutput")), [], weight, mean, inverse, dx, dw, db, n, c, inner, 0);
                MeetsGradients(grad, dx, dw, db);
            }
        }

        if (@case.GetProperty("eval") is { ValueKind: JsonValueKind.Object } eval)
        {
            long[] shape = eval.GetProperty("x").Shape();
            (int n, int c) = ((int)shape[0], (int)shape[1]);
            int inner = (int)shape[2..].Aggregate(1L, (a, b) => a * b);
            T[] x = Read(eval.GetProperty("x")), y = new T[x.Length];
            T[] dx = new T[x.Length], dw = new T[c], db = new T[c];
            BatchNorm.ForwardEvaluation<T>(x, weight, bias, y, n, c, inner, eps, runningMean, runningVar, false, 0);
            Close.To<T>(eval.GetProperty("y").Doubles(), y, Close.Forward<T>(), "eval y");
            JsonElement grad = eval.GetProperty("grad");
            BatchNorm.BackwardEvaluation<T>(
                x, Read(grad.GetProperty("gradOutput")), [], weight, runningMean, runningVar, eps, dx, dw, db, n, c,
                inner, 0);
            MeetsGradients(grad, dx, dw, db);
        }
    }

    private static void MeetsGradients<T>(JsonElement grad, T[] dx, T[] dw, T[] db)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Close.To<T>(grad.GetProperty("input").Doubles(), dx, Close.Backward<T>(), "grad input");
        if (grad.TryGetProperty("weight", out JsonElement forWeight))
        {
            Close.To<T>(forWeight.Doubles(), dw, Close.Backward<T>(), "grad weight");
            Close.To<T>(grad.GetProperty("bias").Doubles(), db, Close.Backward<T>(), "grad bias");
        }
    }
}
