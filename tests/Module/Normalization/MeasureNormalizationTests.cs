using System.Management.Automation;

namespace NormTools.Module.Tests;

public sealed class MeasureNormalizationTests(Shell shell) : IClassFixture<Shell>
{
    private const string Image = "$x = New-Tensor -Data ((1..192).ForEach({ [Math]::Sin($_ * $_) * ($_ % 7) + 2 })) "
    + "-Shape 4, 6, 2, 4; ";

    [Theory]
    [InlineData("BatchNorm", "N, H, W", 6, 32, true)]
    [InlineData("InstanceNorm", "H, W", 24, 8, false)]
    [InlineData("GroupNorm 3", "2 of C, H, W", 12, 16, false)]
    [InlineData("LayerNorm [6, 2, 4]", "C, H, W", 4, 48, false)]
    [InlineData("LayerNorm [4]", "W", 48, 4, false)]
    [InlineData("RmsNorm [6, 2, 4]", "C, H, W", 4, 48, false)]
    [InlineData("LocalResponseNorm 5", "5 of C", 192, 5, false)]
    public void Each_way_has_its_axes(string method, string over, long sets, long values, bool byBatch)
    {
        PSObject measure = Assert.Single(
            shell.Run(Image + "$x | Measure-Normalization | Where-Object Method -EQ $args[0]", method).Objects);
        Assert.Equal(over, measure.Properties["Over"].Value);
        Assert.Equal(sets, measure.Properties["StatisticCount"].Value);
        Assert.Equal(values, measure.Properties["ValueCount"].Value);
        Assert.Equal(byBatch, measure.Properties["DependsOnBatch"].Value);
    }

    [Theory]
    [InlineData("BatchNorm")]
    [InlineData("InstanceNorm")]
    [InlineData("GroupNorm 3")]
    [InlineData("LayerNorm [6, 2, 4]")]
    [InlineData("LayerNorm [4]")]
    public void Every_set_has_mean_0_and_deviation_1_afterwards_and_had_not_before(string method)
    {
        shell.Run(Image + "$m = $x | Measure-Normalization -Epsilon 0 | Where-Object Method -EQ $args[0]", method);
        double[] after = shell.Run(
            "$m.MeanAfter.Minimum; $m.MeanAfter.Maximum; $m.DeviationAfter.Minimum; "
            + "$m.DeviationAfter.Maximum").All<double>();
        Assert.All([after[0], after[1]], mean => Assert.Equal(0, mean, 2e-6));
        Assert.All([after[2], after[3]], deviation => Assert.Equal(1, deviation, 2e-6));
        double[] before = shell.Run(
            "$m.MeanBefore.Minimum; $m.MeanBefore.Maximum; $m.DeviationBefore.Maximum").All<double>();
        Assert.True(before[1] > before[0] + 0.5 && before[2] > 1.5, string.Join(' ', before));
    }

    [Fact]
    public void The_numbers_before_are_those_of_measure_tensor()
    {
        double[] means = shell.Run(Image + "($x | Measure-Tensor -Axis 0, 2, 3).Mean").All<double>();
        double[] range = shell.Run(
            "$m = @($x | Measure-Normalization)[0].MeanBefore; $m.Minimum; $m.Maximum").All<double>();
        Assert.Equal([means.Min(), means.Max()], range);
    }

    [Fact]
    public void The_distance_from_batch_norm_is_the_largest_difference()
    {
        double expected = shell.Run(
            Image + "$d = ($x | Invoke-LayerNorm -NormalizedShape 6, 2, 4) - ($x | Invoke-BatchNorm) "
            + "| Measure-Tensor; [Math]::Max(-$d.Minimum, $d.Maximum)")
            .Single<double>();
        double measured = shell.Run(
            "($x | Measure-Normalization | Where-Object Method "
            + "-Like 'LayerNorm*6*').DifferenceFromBatchNorm").Single<double>();
        Assert.Equal(expected, measured, 1e-9);
        Assert.Equal(0d, shell.Run("@($x | Measure-Normalization)[0].DifferenceFromBatchNorm").Single<double>());
    }

    [Theory]
    [InlineData("New-Tensor 1, 4 -Value 2", "BatchNorm", "Expected more than 1 value per channel")]
    [InlineData("New-Tensor 8, 4 -Value 2", "InstanceNorm", "Expected more than 1 spatial element")]
    [InlineData("New-Tensor 8, 4 -Value 2", "BatchNorm", "A statistic rests on 8 values.")]
    public void What_cannot_be_done_or_rests_on_little_is_noted(string tensor, string method, string note) =>
        Assert.Contains(
            note, shell.Run(
                $"({tensor} | Measure-Normalization | Where-Object Method -EQ '{method}').Note").Single<string>(),
            StringComparison.Ordinal);

    [Fact]
    public void Groups_that_do_not_divide_the_channels_are_noted() =>
        Assert.Contains(
            "to be divisible by num_groups",
            shell.Run(
                Image + "($x | Measure-Normalization -Group 4 | Where-Object Method "
                + "-EQ 'GroupNorm 4').Note").Single<string>(),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("New-RandomTensor 2, 3 -Seed 1", 7, 5)]
    [InlineData("New-RandomTensor 8, 6, 4, 4 -Seed 1", 100, 7)]
    [InlineData("New-RandomTensor 2, 3 -Seed 1", 9223372036854775807, 5)]
    public void More_groups_than_channels_or_values_are_noted_too(string tensor, long groups, int rows)
    {
        ShellResult result = shell.Run($"{tensor} | Measure-Normalization -Group {groups}");
        Assert.Empty(result.Errors);
        Assert.Equal(rows, result.Objects.Count);
        PSObject row = result.Objects.Single(item => (string)item.Properties["Method"].Value == $"GroupNorm {groups}");
        Assert.Contains($"num_groups={groups}", (string)row.Properties["Note"].Value, StringComparison.Ordinal);
        Assert.Equal(0L, row.Properties["StatisticCount"].Value);
        Assert.Null(row.Properties["MeanBefore"].Value);
        Assert.Null(row.Properties["MeanAfter"].Value);
    }

    [Theory]
    [InlineData("New-RandomTensor 8, 6, 4, 4 -Seed 0", "GroupNorm 4")]
    [InlineData("New-RandomTensor 2, 3 -Seed 1", "InstanceNorm")]
    public void What_is_shown_has_every_number_and_the_note_within_80_columns(string tensor, string refused)
    {
        string[] lines = shell.Run($"({tensor} | Measure-Normalization -Group 4).ForEach({{ $_.ToDisplayString(80) }})")
            .All<string>().SelectMany(text => text.Split('\n')).Select(line => line.TrimEnd('\r')).ToArray();
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 79));
        Assert.Contains(lines, line => line.Contains("vs BN", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("mean ", StringComparison.Ordinal)
            && line.Contains("std ", StringComparison.Ordinal) && line.Contains(" -> ", StringComparison.Ordinal));
        int at = Array.FindIndex(lines, line => line.StartsWith(refused + " ", StringComparison.Ordinal));
        Assert.Contains(lines.Skip(at + 1).Take(2), line => line.StartsWith("    Expected ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wider_console_breaks_a_note_later()
    {
        shell.Run("$m = New-Tensor 2, 3, 2 | Measure-Normalization -Group 2 | Where-Object Method -EQ 'GroupNorm 2'");
        int Lines(int width) => shell.Run($"$m.ToDisplayString({width})").Single<string>().Split('\n').Length;
        Assert.Equal(3, Lines(80));
        Assert.Equal(2, Lines(160));
    }

    [Theory]
    [InlineData("New-Tensor 5", "ShapeMismatch")]
    [InlineData("New-Tensor 0, 3", "EmptyTensor")]
    [InlineData("New-Tensor 2, 3 -DType Int64", "UnsupportedDataType")]
    public void One_tensor_without_channels_or_values_is_an_error_and_the_others_go_on(string tensor, string id)
    {
        ShellResult result = shell.Run($"({tensor}), (New-Tensor 20, 3 -Value 1) | Measure-Normalization");
        result.Error(id);
        Assert.Equal(5, result.Objects.Count);
    }
}
