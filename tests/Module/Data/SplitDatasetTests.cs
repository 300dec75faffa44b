using System.Management.Automation;

namespace NormTools.Module.Tests;

[Trait("Levels", "Once")]
public sealed class SplitDatasetTests : IDisposable
{
    private const string Twenty = "$d = New-Dataset (0..19) -Target (0..19 | ForEach-Object { $_ % 2 });";

    private readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void The_rows_are_those_of_random_split()
    {
        // torch.utils.data.random_split(range(20), [14, 2, 4], torch.Generator().manual_seed(0))
        string[] parts = shell.Run(Twenty +
            """
            $s = $d | Split-Dataset -Test 0.2 -Validation 0.1 -Seed 0
            $s.Train, $s.Validation, $s.Test | ForEach-Object { "$($_.Feature.ToArray())" }
            """).All<string>();
        Assert.Equal(["4 5 13 19 7 14 3 6 9 17 11 2 16 18", "10 12", "15 8 1 0"], parts);
    }

    [Fact]
    public void A_part_keeps_its_targets_beside_its_features()
    {
        string[] rows = shell.Run(Twenty +
            """
            $t = ($d | Split-Dataset -Test 7 -Seed 3).Test
            $x = $t.Feature.ToArray()
            $y = $t.Target.ToArray()
            0..6 | ForEach-Object { "$($x[$_] % 2 -eq $y[$_])" }
            """).All<string>();
        Assert.Equal(Enumerable.Repeat("True", 7), rows);
    }

    [Fact]
    public void A_stratified_split_has_the_same_shares_in_every_part()
    {
        string[] counts = shell.Run(
            """
            $d = New-Dataset (1..30) -Target ((@(0) * 10) + (@(1) * 20))
            $s = $d | Split-Dataset -Test 0.2 -Validation 0.1 -Stratify -Seed 0
            $s.Train, $s.Validation, $s.Test | ForEach-Object { "$($_.ClassCounts.Values)" }
            """).All<string>();
        Assert.Equal(["7 14", "1 2", "2 4"], counts);
    }

    [Fact]
    public void Rows_in_their_order_are_cut_into_parts()
    {
        string[] parts = shell.Run(Twenty +
            """
            $s = $d | Split-Dataset -Test 3 -Validation 0.1 -NoShuffle
            "$($s.Validation.Feature.ToArray())"; "$($s.Test.Feature.ToArray())"; "$($null -eq $s.Seed)"
            """).All<string>();
        Assert.Equal(["15 16", "17 18 19", "True"], parts);
    }

    [Fact]
    public void A_part_can_be_split_again()
    {
        string[] rows = shell.Run(Twenty +
            """
            $s = ($d | Split-Dataset -Test 10 -Seed 0).Train | Split-Dataset -Test 5 -Seed 1
            $x = @($s.Train.Feature.ToArray()) + $s.Test.Feature.ToArray()
            [array]::Sort($x)
            "$x"
            """).All<string>();
        Assert.Equal(["3 4 5 6 7 9 13 14 17 19"], rows);
    }

    [Theory]
    [InlineData("New-Dataset (0, 2, 0, 2, 100) -Standardize | Split-Dataset -Test 1 -NoShuffle")]
    [InlineData("New-Dataset (0, 2, 0, 2, 100) | Split-Dataset -Test 1 -NoShuffle -Standardize")]
    public void Standardising_uses_the_training_part_only(string split)
    {
        string[] shown = shell.Run($"$s = {split};" +
            """
            "$($s.Train.Feature.ToArray())"; "$($s.Test.Feature.ToArray())"; "$($s.Test.Standardization.Mean)"
            """).All<string>();
        Assert.Equal(["-1 1 -1 1", "99", "1"], shown);
    }

    [Fact]
    public void Without_a_seed_one_is_drawn_and_kept()
    {
        string[] rows = shell.Run(Twenty +
            """
            $s = $d | Split-Dataset -Test 5
            $t = $d | Split-Dataset -Test 5 -Seed $s.Seed
            "$($s.Test.Feature.ToArray())"; "$($t.Test.Feature.ToArray())"
            """).All<string>();
        Assert.Equal(rows[0], rows[1]);
    }

    [Theory]
    [InlineData("-Stratify")]
    [InlineData("-Seed 3")]
    [InlineData("-Generator (New-RandomGenerator 3)")]
    public void Rows_in_their_order_leave_nothing_to_draw(string parameter)
    {
        shell.Run(Twenty);
        ErrorRecord error = shell.Run($"$d | Split-Dataset -Test 0.2 -NoShuffle {parameter}").Error("ParameterHasNoEffect");
        Assert.Equal(
            $"{parameter.Split(' ')[0]} has no effect with -NoShuffle: give one or the other.", error.Exception.Message);
        Assert.Equal(4, shell.Run("($d | Split-Dataset -Test 0.2 -NoShuffle:$false -Seed 3).Test.Count").Single<long>());
    }

    [Theory]
    [InlineData("Split-Dataset", "NothingToSplit")]
    [InlineData("Split-Dataset -Test 0", "InvalidPartSize")]
    [InlineData("Split-Dataset -Test -0.1", "InvalidPartSize")]
    [InlineData("Split-Dataset -Test 2.5", "InvalidPartSize")]
    [InlineData("Split-Dataset -Test ([double]::NaN)", "InvalidPartSize")]
    [InlineData("Split-Dataset -Test 0.6 -Validation 0.4", "NothingToTrainOn")]
    [InlineData("Split-Dataset -Test 20", "NothingToTrainOn")]
    [InlineData("Split-Dataset -Test 0.01 -Validation 0.1", "EmptyPart")]
    public void Parts_that_cannot_be_are_one_clear_error(string split, string id)
    {
        shell.Run(Twenty);
        shell.Run("$d | " + split).Error(id);
    }

    [Fact]
    public void Only_classes_of_two_rows_and_more_can_be_shared()
    {
        shell.Run("New-Dataset (1..4) -Target 0.5, 1, 2, 3 | Split-Dataset -Test 1 -Stratify").Error("NotClasses");
        ShellResult small = shell.Run("New-Dataset (1..4) -Target a, a, a, b | Split-Dataset -Test 1 -Stratify");
        Assert.Contains("'b'", small.Error("ClassTooSmall").Exception.Message);
    }

    [Fact]
    public void A_split_shows_its_parts()
    {
        Assert.Equal(
            """
            Dataset split: seed 0, stratified
              Features: Float32 [1]
              Scaling:  none

              Part   Rows   Share  0  1
              ----   ----   -----  -  -
              Train    16  80.0 %  8  8
              Test      4  20.0 %  2  2
            """.ReplaceLineEndings(),
            shell.Run(Twenty + "($d | Split-Dataset -Test 0.2 -Stratify -Seed 0).ToDisplayString()").Single<string>());
    }
}
