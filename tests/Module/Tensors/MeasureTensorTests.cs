using System.Management.Automation;

namespace NormTools.Module.Tests;

public sealed class MeasureTensorTests(Shell shell) : IClassFixture<Shell>
{
    [Fact]
    public void Without_an_axis_one_object_describes_all_values()
    {
        PSObject measure = Assert.Single(shell.Run("ConvertTo-Tensor @(@(1, 2), @(3, 4)) | Measure-Tensor").Objects);
        Assert.Equal(4L, measure.Properties["Count"].Value);
        Assert.Equal(2.5, measure.Properties["Mean"].Value);
        Assert.Equal(1.25, measure.Properties["Variance"].Value);
        Assert.Equal(Math.Sqrt(1.25), measure.Properties["StandardDeviation"].Value);
        Assert.Equal(1d, measure.Properties["Minimum"].Value);
        Assert.Equal(4d, measure.Properties["Maximum"].Value);
        Assert.Equal(0L, measure.Properties["NonFiniteCount"].Value);
    }

    [Theory]
    [InlineData("0", "3.5 5.5 7.5", "0;1;2")] // columns of (1 3 5), (6 8 10)
    [InlineData("1", "3 8", "0;1")]
    [InlineData("-1", "3 8", "0;1")]
    [InlineData("0, 1", "5.5", "")]
    public void The_axes_that_are_named_are_summed_up(string axis, string means, string indices)
    {
        string script = $"$m = ConvertTo-Tensor @(@(1, 3, 5), @(6, 8, 10)) | Measure-Tensor -Axis {axis}";
        Assert.Equal(means, TensorText.Of(shell, script + "; $m.Mean"));
        Assert.Equal(
            indices, TensorText.Of(shell, script + "; ($m | ForEach-Object { $_.Index -join ',' }) -join ';'"));
    }

    [Fact]
    public void A_middle_axis_is_summed_up_from_where_it_lies()
    {
        // [2, 3, 2] of 0..11: the mean over axis 1 of (0 2 4), (1 3 5), (6 8 10), (7 9 11).
        string script = "New-Tensor -Data (0..11) -Shape 2, 3, 2 | Measure-Tensor -Axis 1";
        Assert.Equal("2 3 8 9", TensorText.Of(shell, $"({script}).Mean"));
        Assert.Equal("0,0 0,1 1,0 1,1", TensorText.Of(shell, script + " | ForEach-Object { $_.Index -join ',' }"));
    }

    [Theory]
    [InlineData("Measure-Tensor (1, 2, 3, 4) -Unbiased", 5d / 3)]
    [InlineData("ConvertTo-Tensor 1000000.0, 1000000.5 -DType Float64 | Measure-Tensor", 0.0625)]
    [InlineData("New-Tensor 1000 -Value 4097 | Measure-Tensor", 0d)]
    [InlineData("ConvertTo-Tensor 0, 255 -DType UInt8 | Measure-Tensor", 127.5 * 127.5)]
    public void The_variance_is_the_mean_squared_distance_from_the_mean(string script, double variance) =>
        Assert.Equal(variance, shell.Run($"({script}).Variance").Single<double>(), 1e-12);

    [Fact]
    public void Values_that_are_not_finite_are_counted()
    {
        Assert.Equal(
            "2",
            TensorText.Of(shell, "(Measure-Tensor (1, [double]::NaN, [double]::PositiveInfinity)).NonFiniteCount"));
        Assert.Equal("NaN", TensorText.Of(shell, "(Measure-Tensor (1, [double]::NaN)).Mean"));
    }

    [Theory]
    [InlineData("1", "AxisOutOfRange", ErrorCategory.InvalidArgument)]
    [InlineData("-2", "AxisOutOfRange", ErrorCategory.InvalidArgument)]
    [InlineData("0, -1", "RepeatedAxis", ErrorCategory.InvalidArgument)]
    public void An_axis_that_is_not_there_or_named_twice_is_an_error(string axis, string id, ErrorCategory category) =>
        Assert.Equal(category, shell.Run($"Measure-Tensor (1, 2) -Axis {axis}").Error(id).CategoryInfo.Category);

    [Fact]
    public void One_tensor_without_values_is_an_error_and_the_others_go_on()
    {
        ShellResult result = shell.Run("(New-Tensor 2), (New-Tensor 0), (New-Tensor 3) | Measure-Tensor");
        Assert.Equal(ErrorCategory.InvalidData, result.Error("EmptyTensor").CategoryInfo.Category);
        Assert.Equal(2, result.Objects.Count);
    }

    [Fact]
    public void One_object_that_is_no_tensor_is_an_error_and_the_others_go_on()
    {
        ShellResult result = shell.Run("1, 'x', 3 | Measure-Tensor");
        Assert.Contains(
            "the text 'x'",
            result.Error("ParameterArgumentTransformationError").Exception.Message,
            StringComparison.Ordinal);
        Assert.Equal(2, result.Objects.Count);
    }

    [Theory]
    [InlineData("Measure-Tensor (New-Tensor 2, 2) -Axis 0.6")]
    [InlineData("Get-TrainingRun -Last 1.5")]
    [InlineData("New-Model 2 { Linear 2 } | Get-ModelPlan -BatchSize 2.5")]
    [InlineData("New-Model 2 { Linear 2 } | Measure-SignalPropagation -BatchSize 2.5")]
    [InlineData("Convert-BatchNorm -From Keras -To PyTorch -ValueCount 2.5")]
    public void A_fraction_where_a_whole_number_is_wanted_is_not_rounded(string script) =>
        Assert.Contains("A whole number is wanted", shell.Run(script).Error("ParameterArgumentTransformationError").Exception.Message, StringComparison.Ordinal);

    [Fact]
    public void The_place_of_a_set_is_a_list_in_a_script_and_a_text_in_a_table()
    {
        shell.Run("$sets = New-Tensor -Data (1..8) -Shape 2, 2, 2 | Measure-Tensor -Axis 2");
        Assert.Equal("0, 0|0, 1|1, 0|1, 1", TensorText.Of(shell, "($sets | ForEach-Object { $_.Index.ToString() }) -join '|'"));
        Assert.Equal(
            "1 0 2 2 10 1 0",
            TensorText.Of(
                shell,
                """
                $index = $sets[2].Index
                $index[0]; $index[1]; $index.Count; $index.Length; $index -join ''; [long[]]$index
                """));
        Assert.Equal("0", TensorText.Of(shell, "(1, 2 | Measure-Tensor).Index.Count"));
    }
}
