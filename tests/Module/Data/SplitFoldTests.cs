namespace NormTools.Module.Tests;

[Trait("Levels", "Once")]
public sealed class SplitFoldTests : IDisposable
{
    private const string Twelve = """
        $x = New-Tensor -Data (0..23) -Shape 12, 2
        $d = New-Dataset $x -Target (0..11 | ForEach-Object { $_ % 2 })
        function Show($splits) { $splits | ForEach-Object { "$(($_.Train.Feature.ToArray() | Where-Object { $_ % 2 -eq 0 } | ForEach-Object { $_ / 2 }) -join ' ') | $(($_.Test.Feature.ToArray() | Where-Object { $_ % 2 -eq 0 } | ForEach-Object { $_ / 2 }) -join ' ')" } }
        """;

    private readonly Shell shell = new();

    public SplitFoldTests() => shell.Run(Twelve);

    public void Dispose() => shell.Dispose();

    [Theory]
    [InlineData("-Fold 3 -NoShuffle", "4 5 6 7 8 9 10 11 | 0 1 2 3", "0 1 2 3 8 9 10 11 | 4 5 6 7", "0 1 2 3 4 5 6 7 | 8 9 10 11")]
    [InlineData("-Fold 3 -Time (0..11)", "0 1 2 | 3 4 5", "0 1 2 3 4 5 | 6 7 8", "0 1 2 3 4 5 6 7 8 | 9 10 11")]
    [InlineData("-Fold 2 -Time (11..0) -Gap 1 -Test 2 -Train 4", "10 9 8 7 | 5 4", "8 7 6 5 | 3 2", null)]
    [InlineData("-Fold 2 -Group (0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 2)", "7 8 9 10 11 | 0 1 2 3 4 5 6", "0 1 2 3 4 5 6 | 7 8 9 10 11", null)]
    [InlineData("-Test 0.25 -Time ('2026-01-12', '2026-01-11', '2026-01-10', '2026-01-09', '2026-01-08', '2026-01-07', '2026-01-06', '2026-01-05', '2026-01-04', '2026-01-03', '2026-01-02', '2026-01-01') -Gap 2", "11 10 9 8 7 6 5 4 | 1 0", null, null)]
    [InlineData("-Train 5 -Test 2 -NoShuffle", "0 1 2 3 4 | 5 6", null, null)]
    [InlineData("-Train 3 -Validation 4 -Test 2 -NoShuffle", "0 1 2 | 7 8", null, null)]
    [InlineData("-Validation 4 -Test 2 -NoShuffle", "0 1 2 3 4 5 | 10 11", null, null)]
    [InlineData("-Train 5 -NoShuffle", "0 1 2 3 4 | 5 6 7 8 9 10 11", null, null)]
    public void Rows_come_where_the_parameters_say(string parameters, string first, string? second, string? third)
    {
        string?[] expected = [first, second, third];
        if (parameters.Contains("11..0", StringComparison.Ordinal))
        {
            expected = ["8 7 6 5 | 3 2", "6 5 4 3 | 1 0", null];
        }

        Assert.Equal(expected.Where(text => text is not null), shell.Run($"Show ($d | Split-Dataset {parameters})").All<string>());
    }

    [Fact]
    public void Each_fold_is_prepared_by_its_own_training_part_and_every_row_is_tested_once()
    {
        string[] folds = shell.Run("""
            $splits = $d | Split-Dataset -Fold 4 -Stratify -Seed 3 -Standardize
            $splits.Fold -join ' '
            ($splits | ForEach-Object { $_.Train.Standardization.Mean[0] } | Sort-Object -Unique).Count
            (Show ($d | Split-Dataset -Fold 4 -Stratify -Seed 3) | ForEach-Object { ($_ -split '\| ')[1] -split ' ' } | ForEach-Object { [int]$_ } | Sort-Object) -join ' '
            """).All<object>().Select(text => text.ToString()!).ToArray();
        Assert.Equal("1 2 3 4", folds[0]);
        Assert.NotEqual("1", folds[1]);
        Assert.Equal("0 1 2 3 4 5 6 7 8 9 10 11", folds[2]);
    }

    [Theory]
    [InlineData("-Test 0.25", "0 0.25")]
    [InlineData("-Test 0.25 -Validation 0.25", "0.25 0.25")]
    [InlineData("-Train 0.5 -Test 0.25", "0 0.25")]
    [InlineData("-Train 0.75", "0 0.25")]
    public void Groups_stay_whole_and_classes_keep_their_shares(string parameters, string shares)
    {
        // 40 groups of 1 to 4 rows, a class each but every fifth of both
        string found = shell.Run($$"""
            $groups = 0..99 | ForEach-Object { [math]::Floor($_ / (1 + $_ % 4 / 2)) % 40 }
            $classes = 0..99 | ForEach-Object { if ($groups[$_] % 5 -eq 0) { $_ % 2 } else { [int]($groups[$_] % 4 -eq 1) } }
            $whole = New-Dataset (New-Tensor -Data (0..99) -Shape 100, 1) -Target $classes
            $part = $whole | Split-Dataset {{parameters}} -Group $groups -Stratify -Seed 4
            $again = $whole | Split-Dataset {{parameters}} -Group $groups -Stratify -Seed 4
            $rows = { param($of) if ($of) { $of.Feature.ToArray() | ForEach-Object { [int]$_ } } }
            $sets = $part.Train, $part.Validation, $part.Test | ForEach-Object { , @(& $rows $_ | ForEach-Object { $groups[$_] } | Sort-Object -Unique) }
            $shared = @($sets[0] | Where-Object { $_ -in $sets[1] -or $_ -in $sets[2] }).Count + @($sets[1] | Where-Object { $_ -in $sets[2] }).Count
            $share = $part.Validation, $part.Test | ForEach-Object { $mine = @(& $rows $_); 0, 1 | ForEach-Object { $class = $_; @($mine | Where-Object { $classes[$_] -eq $class }).Count / @($classes -eq $class).Count } }
            "$shared $($part.IsStratified) $((& $rows $part.Test) -join ',' -eq ((& $rows $again.Test) -join ',')) $($share -join ' ')"
            """).Objects[^1].ToString()!;
        string[] words = found.Split(' ');
        Assert.Equal(["0", "True", "True"], words[..3]);
        double[] wanted = [.. shares.Split(' ').Select(share => double.Parse(share, System.Globalization.CultureInfo.InvariantCulture))];
        for (int i = 0; i < 4; i++)
        {
            Assert.InRange(double.Parse(words[3 + i], System.Globalization.CultureInfo.InvariantCulture), wanted[i / 2] - 0.06, wanted[i / 2] + 0.06);
        }
    }

    [Fact]
    public void Groups_stay_whole_in_a_single_split_too()
    {
        string overlap = shell.Run("""
            $groups = 0..11 | ForEach-Object { "g$($_ % 4)" }
            $split = $d | Split-Dataset -Test 0.25 -Group $groups -Seed 2
            $of = { param($part) $part.Feature.ToArray() | Where-Object { $_ % 2 -eq 0 } | ForEach-Object { $groups[$_ / 2] } | Sort-Object -Unique }
            "$((& $of $split.Train).Count) $((& $of $split.Test).Count) $(@(& $of $split.Train | Where-Object { $_ -in (& $of $split.Test) }).Count)"
            """).Single<string>();
        Assert.Equal("3 1 0", overlap);
    }

    [Theory]
    [InlineData("-Fold 13 -NoShuffle", "TooManyFolds")]
    [InlineData("-Fold 3 -Group (1..12 | ForEach-Object { 1 })", "TooManyFolds")]
    [InlineData("-Fold 3 -Group 1, 2", "CountMismatch")]
    [InlineData("-Fold 3 -Group patient", "ColumnNotFound")]
    [InlineData("-Fold 3 -Gap 2", "ParameterHasNoEffect")]
    [InlineData("-Fold 3 -Test 0.2", "ParameterHasNoEffect")]
    [InlineData("-Test 0.2 -Time (1..12) -Seed 1", "ParameterHasNoEffect")]
    [InlineData("-Test 0.2 -Time (1..12 | ForEach-Object { 'soon' })", "NotATime")]
    [InlineData("-Train 11 -Test 2", "NothingToTrainOn")]
    [InlineData("-Train 9223372036854775807 -Validation 0.5", "NothingToTrainOn")]
    [InlineData("-Train 5e300 -Validation 1e300 -Test 1e300", "NothingToTrainOn")]
    [InlineData("-Validation 9223372036854775807 -Test 9223372036854775807", "NothingToTrainOn")]
    [InlineData("-Train 100", "NothingToTrainOn")]
    [InlineData("-Test 3 -Group (1..12)", "InvalidPartSize")]
    public void What_cannot_be_divided_is_one_error(string parameters, string id) =>
        shell.Run($"$d | Split-Dataset {parameters}").Error(id);

    [Fact]
    public void Rows_are_selected_by_place_number_and_class()
    {
        string[] rows = shell.Run("""
            $of = { param($part) ($part.Feature.ToArray() | Where-Object { $_ % 2 -eq 0 } | ForEach-Object { $_ / 2 }) -join ' ' }
            & $of ($d | Select-Dataset -First 3)
            & $of ($d | Select-Dataset -Last 2)
            & $of ($d | Select-Dataset -Skip 9)
            & $of ($d | Select-Dataset 4, 0, -1)
            & $of ($d | Select-Dataset -Class 1 -First 2)
            & $of $d[2..4]
            & $of $d[-1]
            & $of ($d[3..8])[1, 0]
            """).All<string>();
        Assert.Equal(["0 1 2", "10 11", "9 10 11", "4 0 11", "1 3", "2 3 4", "11", "4 3"], rows);
        shell.Run("$d | Select-Dataset 12").Error("RowOutOfRange");
        shell.Run("$d | Select-Dataset -Class 7").Error("UnknownClass");
        shell.Run("$d | Select-Dataset").Error("NothingToSelect");
    }
}
