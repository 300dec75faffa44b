using System.Text.Json;
using CsCheck;
using NormTools.Core.Kernels;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class InstanceNormTests
{
    [Fact]
    public void Every_case_of_pytorch_is_met() => RowNormCase.MeetsAll("instance_norm", RowNormKind.Instance);

    [Fact]
    public void Running_statistics_and_their_evaluation_are_those_of_pytorch()
    {
        foreach (JsonElement @case in ReferenceCases.Load("instance_norm")
            .Where(c => c.GetProperty("trackRunningStats").GetBoolean()))
        {
            JsonElement input = @case.GetProperty("x");
            (int n, int c) = ((int)input.Shape()[0], (int)input.Shape()[1]);
            float[] x = input.Floats(), y = new float[x.Length];
            float[] mean = new float[c], variance = [.. Enumerable.Repeat(1f, c)];
            int inner = x.Length / n / c;
            float[] Optional(string name) => @case.GetProperty(name).IsNull() ? [] : @case.GetProperty(name).Floats();
            float[] w = Optional("weight"), b = Optional("bias");
            double eps = @case.GetProperty("eps").GetDouble();
            InstanceNorm.Forward<float>(x, w, b, y, n, c, inner, eps, [], [], mean, variance, 0.1, false, 0);
            Close.To<float>(@case.GetProperty("y").Doubles(), y, 2e-6, "y");
            Close.To<float>(@case.GetProperty("runningMean").Doubles(), mean, 2e-6, "running mean");
            Close.To<float>(@case.GetProperty("runningVar").Doubles(), variance, 2e-6, "running variance");
            BatchNorm.ForwardEvaluation<float>(x, w, b, y, n, c, inner, eps, mean, variance, false, 0);
            Close.To<float>(@case.GetProperty("evalY").Doubles(), y, 2e-6, "evaluated");
        }
    }

    [Theory]
    [MemberData(nameof(BatchNormTests.Widths), MemberType = typeof(BatchNormTests))]
    public void Every_width_agrees_with_the_definition(int inner)
    {
        new RowNormCase(RowNormKind.Instance, 3, 5, inner, 1, true, true, Seed: inner).Agrees<float>();
        new RowNormCase(
            RowNormKind.Instance, 2, 3, inner, 1, true, false, Relu: true, Shift: 1, Seed: inner).Agrees<double>();
    }

    [Fact]
    public void Random_shapes_agree_with_the_definition()
    {
        Gen<RowNormCase> cases = Gen.Select(
            Gen.Int[1, 12], Gen.Int[1, 12], Gen.OneOf(Gen.Int[1, 40], Gen.Int[1, 300]), Gen.Int[0, 7],
            Gen.Int[0, 99999],
            (n, c, inner, flags, seed) => new RowNormCase(
                RowNormKind.Instance, n, c, inner, 1, (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, flags,
                seed));
        cases.Sample(@case => @case.Agrees<float>(), iter: 600);
        cases.Sample(@case => @case.Agrees<double>(), iter: 500);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(40)]
    public void The_backward_pass_agrees_with_finite_differences(int inner) =>
        new RowNormCase(RowNormKind.Instance, 3, 2, inner, 1, true, true, Seed: 5) { Eps = 1e-3 }
            .AgreesWithDifferences();

    [Fact]
    public void Running_statistics_are_averages_over_the_batch_of_unbiased_ones()
    {
        double[] x = Close.Values(5 * 3 * 40, 1, 2), y = new double[x.Length], mean = [1, 1, 1], variance = [2, 2, 2];
        InstanceNorm.Forward<double>(x, [], [], y, 5, 3, 40, 1e-5, [], [], mean, variance, 0.25, false, 0);
        (double[] means, double[] variances, _) = NormDefinition.Group(5, 3, 40, 3).Moments(x);
        double Average(double[] of, int channel) => of.Where((_, i) => i % 3 == channel).Average();
        Close.To<double>(
            [.. Enumerable.Range(0, 3).Select(c => 0.75 + (0.25 * Average(means, c)))], mean, 1e-13, "mean");
        Close.To<double>(
            [.. Enumerable.Range(0, 3).Select(c => 1.5 + (0.25 * Average(variances, c) * 40 / 39))], variance, 1e-13,
            "variance");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void Without_eps_an_image_of_one_value_becomes_its_bias(int inner)
    {
        float[] x = [.. Close.Values(2 * 3 * inner, 4).Select((value, i) => i < inner ? 5 : (float)value)];
        var y = new float[x.Length];
        InstanceNorm.Forward<float>(x, [2, 2, 2], [7, 8, 9], y, 2, 3, inner, 0, [], [], [], [], 0, false, 0);
        Assert.All(y.Take(inner), value => Assert.Equal(7, value));
        Assert.All(y, value => Assert.True(float.IsFinite(value)));
        GroupNorm.Forward<float>(x, [], [], y, 2, 3, inner, 3, 0, [], [], false, 0);
        Assert.All(y.Take(inner), value => Assert.Equal(float.NaN, value)); // as in torch
    }

    [Fact]
    public void It_is_invariant_to_the_contrast_of_each_image()
    {
        double[] x = Close.Values(4 * 2 * 30, 1);
        double[] Normalize(double[] values)
        {
            double[] y = new double[values.Length];
            InstanceNorm.Forward<double>(values, [], [], y, 4, 2, 30, 1e-10, [], [], [], [], 0, false, 0);
            return y;
        }

        Close.To<double>(
            Normalize(x), Normalize([.. x.Select((v, i) => i < 60 ? (0.01 * v) + 3 : v)]), 1e-5, "contrast");
    }
}
