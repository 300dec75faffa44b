using CsCheck;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class RmsNormTests
{
    [Fact]
    public void Every_case_of_pytorch_is_met() => RowNormCase.MeetsAll("rms_norm", RowNormKind.Rms);

    [Theory]
    [MemberData(nameof(LayerNormTests.Widths), MemberType = typeof(LayerNormTests))]
    public void Every_width_agrees_with_the_definition(int width)
    {
        new RowNormCase(RowNormKind.Rms, 3, width, 1, 1, true, false, Seed: width).Agrees<float>();
        new RowNormCase(RowNormKind.Rms, 3, width, 1, 1, true, false, Shift: 2, Seed: width).Agrees<double>();
        new RowNormCase(RowNormKind.Rms, 3, width, 1, 1, false, false, Relu: true, Seed: width).Agrees<float>();
    }

    [Fact]
    public void Random_shapes_agree_with_the_definition()
    {
        Gen<RowNormCase> cases = Gen.Select(Gen.Int[1, 30], Gen.Int[1, 300], Gen.Int[0, 3], Gen.Int[0, 99999], (
            rows, width, flags, seed) =>
            new RowNormCase(
                RowNormKind.Rms, rows, width, 1, 1, (flags & 1) != 0, false, (flags & 2) != 0, flags, seed));
        cases.Sample(@case => @case.Agrees<float>(), iter: 600);
        cases.Sample(@case => @case.Agrees<double>(), iter: 500);
    }

    [Theory]
    [InlineData(70_000, 3)]
    [InlineData(1_500, 257)]
    public void Large_shapes_agree_with_the_definition_whatever_the_number_of_threads(int rows, int width)
    {
        var @case = new RowNormCase(RowNormKind.Rms, rows, width, 1, 1, true, false, Seed: rows);
        @case.Agrees<float>();
        @case.IsTheSameOnAnyNumberOfThreads();
    }

    [Theory]
    [InlineData(5)]
    [InlineData(33)]
    public void The_backward_pass_agrees_with_finite_differences(int width) =>
        new RowNormCase(RowNormKind.Rms, 4, width, 1, 1, true, false, Seed: 5) { Eps = 1e-3 }.AgreesWithDifferences();

    [Theory]
    [InlineData(5)]
    [InlineData(33)]
    public void Results_may_take_the_place_of_their_inputs(int width) =>
        new RowNormCase(RowNormKind.Rms, 4, width, 1, 1, true, false, Seed: 6).MayTakeThePlaceOfItsInputs();

    [Fact]
    public void Zeros_stay_zeros_and_what_is_not_finite_stays_in_its_row()
    {
        var @case = new RowNormCase(RowNormKind.Rms, 3, 40, 1, 1, true, false);
        Array.Clear(@case.X, 0, 40);
        @case.X[50] = double.NaN;
        RowNormResult<float> result = @case.Run<float>(0);
        Assert.All(result.Y[..40], v => Assert.Equal(0, v));
        Assert.All(result.Y, (v, i) => Assert.Equal(i / 40 == 1, float.IsNaN(v)));
        Assert.All(result.GradInput, (v, i) => Assert.Equal(i / 40 == 1, float.IsNaN(v)));
    }

    // torch: the root mean square is infinite, and what is divided by it 0.
    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    [InlineData(9000)]
    public void An_infinity_makes_its_row_zeros_and_itself_NaN(int width)
    {
        var @case = new RowNormCase(RowNormKind.Rms, 3, width, 1, 1, true, false);
        @case.X[width + 2] = double.NegativeInfinity;
        RowNormResult<float> result = @case.Run<float>(0);
        Assert.All(result.Y, (v, i) => Assert.Equal(i == width + 2, float.IsNaN(v)));
        Assert.All(result.Y[width..(width + 2)], v => Assert.Equal(0, v));
        Assert.All(result.GradInput, (v, i) => Assert.Equal(i / width == 1, float.IsNaN(v)));
        Assert.All(result.GradWeight, (v, i) => Assert.Equal(i == 2, float.IsNaN(v)));
    }
}
