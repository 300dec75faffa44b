using CsCheck;
using NormTools.Core.Kernels;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class LayerNormTests
{
    public static TheoryData<int> Widths =>
        [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 127, 4095, 4096, 4099, 9000];

    [Fact]
    public void Every_case_of_pytorch_is_met() => RowNormCase.MeetsAll("layer_norm", RowNormKind.Layer);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_width_agrees_with_the_definition(int width)
    {
        new RowNormCase(RowNormKind.Layer, 3, width, 1, 1, true, true, Seed: width).Agrees<float>();
        new RowNormCase(RowNormKind.Layer, 3, width, 1, 1, true, false, Shift: 2, Seed: width).Agrees<double>();
        new RowNormCase(RowNormKind.Layer, 3, width, 1, 1, false, true, Relu: true, Seed: width).Agrees<float>();
    }

    [Fact]
    public void Random_shapes_agree_with_the_definition()
    {
        Gen<RowNormCase> cases = Gen.Select(Gen.Int[1, 30], Gen.Int[1, 300], Gen.Int[0, 7], Gen.Int[0, 99999], (
            rows, width, flags, seed) =>
            new RowNormCase(
                RowNormKind.Layer, rows, width, 1, 1, (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, flags,
                seed));
        cases.Sample(@case => @case.Agrees<float>(), iter: 600);
        cases.Sample(@case => @case.Agrees<double>(), iter: 500);
    }

    [Theory]
    [InlineData(70_000, 3)]
    [InlineData(1_500, 257)]
    [InlineData(5, 100_000)]
    public void Large_shapes_agree_with_the_definition_whatever_the_number_of_threads(int rows, int width)
    {
        var @case = new RowNormCase(RowNormKind.Layer, rows, width, 1, 1, true, true, Seed: rows);
        @case.Agrees<float>();
        @case.IsTheSameOnAnyNumberOfThreads();
    }

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(6000)]
    public void A_mean_of_ten_thousand_beside_a_deviation_of_one_survives_in_float32(int width) =>
        new RowNormCase(RowNormKind.Layer, 4, width, 1, 1, true, true, Shift: 10_000, Seed: 3).Agrees<float>();

    [Theory]
    [InlineData(5)]
    [InlineData(33)]
    public void The_backward_pass_agrees_with_finite_differences(int width) =>
        new RowNormCase(RowNormKind.Layer, 4, width, 1, 1, true, true, Seed: 5) { Eps = 1e-3 }.AgreesWithDifferences();

    [Theory]
    [InlineData(5)]
    [InlineData(33)]
    public void Results_may_take_the_place_of_their_inputs(int width) =>
        new RowNormCase(RowNormKind.Layer, 4, width, 1, 1, true, true, Seed: 6).MayTakeThePlaceOfItsInputs();

    [Fact]
    public void A_row_of_one_value_and_a_constant_row_become_the_bias()
    {
        float[] y = new float[2];
        LayerNorm.Forward<float>([3, -7], [2], [0.5f], y, 2, 1, 1e-5, [], [], false, 0);
        Assert.Equal([0.5f, 0.5f], y);
        float[] constant = [.. Enumerable.Repeat(0.1f, 40)];
        LayerNorm.Forward<float>(constant, [], [], constant, 1, 40, 1e-5, [], [], false, 0);
        Assert.All(constant, v => Assert.Equal(0, v));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    public void What_is_not_finite_stays_in_its_row(int width)
    {
        var @case = new RowNormCase(RowNormKind.Layer, 3, width, 1, 1, true, true);
        @case.X[width + 2] = double.NaN;
        RowNormResult<float> result = @case.Run<float>(0);
        Assert.All(result.Y, (v, i) => Assert.Equal(i / width == 1, float.IsNaN(v)));
        Assert.All(result.GradInput, (v, i) => Assert.Equal(i / width == 1, float.IsNaN(v)));
    }

    [Fact]
    public void No_rows_have_gradients_of_zero()
    {
        float[] dw = [1, 2], db = [3, 4];
        LayerNorm.Forward<float>([], [1, 1], [0, 0], [], 0, 2, 1e-5, [], [], false, 0);
        LayerNorm.Backward<float>([], [], [], [1, 1], [], [], [], dw, db, 0, 2, 0);
        Assert.Equal([0f, 0, 0, 0], [.. dw, .. db]);
    }

    [Fact]
    public void It_is_invariant_to_scale_and_shift_of_one_case_but_not_to_a_shift_of_one_feature()
    {
        double[] x = Close.Values(6 * 8, 1);
        double[] y = Normalize(x);
        Close.To<double>(y, Normalize([.. x.Select((v, i) => i < 8 ? (4 * v) + 3 : v)]), 1e-7, "case");
        Close.To<double>(y, Normalize([.. x.Select(v => 3 * v)]), 1e-7, "scale");
        Assert.True(
            y.Zip(Normalize([.. x.Select((v, i) => v + (i % 8 == 0 ? 5 : 0))]), (a, b) => Math.Abs(a - b)).Max() > 0.5);

        static double[] Normalize(double[] x)
        {
            double[] y = new double[x.Length];
            LayerNorm.Forward<double>(x, [], [], y, 6, 8, 1e-10, [], [], false, 0);
            return y;
        }
    }
}
