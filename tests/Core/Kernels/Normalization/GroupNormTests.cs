using CsCheck;
using NormTools.Core.Kernels;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class GroupNormTests
{
    [Fact]
    public void Every_case_of_pytorch_is_met() => RowNormCase.MeetsAll("group_norm", RowNormKind.Group);

    [Theory]
    [MemberData(nameof(BatchNormTests.Widths), MemberType = typeof(BatchNormTests))]
    public void Every_width_of_a_run_agrees_with_the_definition(int inner)
    {
        new RowNormCase(RowNormKind.Group, 3, 6, inner, 2, true, true, Seed: inner).Agrees<float>();
        new RowNormCase(
            RowNormKind.Group, 2, 6, inner, 3, true, false, Relu: true, Shift: 1, Seed: inner).Agrees<double>();
        new RowNormCase(RowNormKind.Group, 2, 6, inner, 1, false, true, Seed: inner).Agrees<float>();
    }

    [Fact]
    public void Random_shapes_agree_with_the_definition()
    {
        Gen<RowNormCase> cases = Gen.Select(
            Gen.Int[1, 12], Gen.Int[1, 6], Gen.Int[1, 6], Gen.OneOf(Gen.Const(1), Gen.Int[1, 40], Gen.Int[1, 200]),
            Gen.Int[0, 7], Gen.Int[0, 99999],
            (n, groups, size, inner, flags, seed) => new RowNormCase(
                RowNormKind.Group, n, groups * size, inner, groups, (flags & 1) != 0, (flags & 2) != 0,
                (flags & 4) != 0, flags, seed));
        cases.Sample(@case => @case.Agrees<float>(), iter: 600);
        cases.Sample(@case => @case.Agrees<double>(), iter: 500);
    }

    [Theory]
    [InlineData(40, 16, 400, 4)]
    [InlineData(900, 12, 9, 3)]
    [InlineData(20_000, 8, 1, 2)]
    [InlineData(1, 8, 40_000, 1)]
    public void Large_shapes_agree_with_the_definition_whatever_the_number_of_threads(
        int n, int c, int inner, int groups)
    {
        var @case = new RowNormCase(RowNormKind.Group, n, c, inner, groups, true, true, Seed: n);
        @case.Agrees<float>();
        @case.IsTheSameOnAnyNumberOfThreads();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(50)]
    public void A_mean_of_ten_thousand_beside_a_deviation_of_one_survives_in_float32(int inner) =>
        new RowNormCase(RowNormKind.Group, 3, 32, inner, 2, true, true, Shift: 10_000, Seed: 3).Agrees<float>();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(35)]
    public void The_backward_pass_agrees_with_finite_differences(int inner) =>
        new RowNormCase(RowNormKind.Group, 3, 4, inner, 2, true, true, Seed: 5) { Eps = 1e-3 }.AgreesWithDifferences();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(35)]
    public void Results_may_take_the_place_of_their_inputs(int inner) =>
        new RowNormCase(RowNormKind.Group, 3, 4, inner, 2, true, true, Seed: 6).MayTakeThePlaceOfItsInputs();

    [Theory]
    [InlineData(3)]
    [InlineData(50)]
    public void What_is_not_finite_stays_in_its_group_of_its_sample(int inner)
    {
        var @case = new RowNormCase(RowNormKind.Group, 3, 4, inner, 2, true, true);
        @case.X[(6 * inner) + 1] = double.PositiveInfinity; // sample 1, channel 2: group 1
        RowNormResult<float> result = @case.Run<float>(0);
        Assert.All(result.Y, (v, i) => Assert.Equal(i / inner is 6 or 7, float.IsNaN(v)));
        Assert.All(result.GradInput, (v, i) => Assert.Equal(i / inner is 6 or 7, float.IsNaN(v)));
    }

    [Fact]
    public void One_group_is_layer_norm_over_channels_and_positions_and_a_group_a_channel_is_instance_norm()
    {
        var @case = new RowNormCase(RowNormKind.Group, 3, 4, 9, 1, false, false, Seed: 2);
        double[] layer = new double[@case.X.Length], instance = new double[@case.X.Length];
        LayerNorm.Forward<double>(@case.X, [], [], layer, 3, 36, 1e-5, [], [], false, 0);
        InstanceNorm.Forward<double>(@case.X, [], [], instance, 3, 4, 9, 1e-5, [], [], [], [], 0, false, 0);
        Close.To<double>(layer, @case.Run<double>(0).Y, 1e-14, "one group");
        Close.To<double>(instance, (@case with { Groups = 4 }).Run<double>(0).Y, 1e-14, "a group a channel");
        Assert.True(layer.Zip(instance, (a, b) => Math.Abs(a - b)).Max() > 0.1);
    }
}
