namespace NormTools.Module.Tests;

/// <summary>Rows that come later and are far from what a scaling step learnt from: the arithmetic stays, and a word is said.</summary>
[Trait("Levels", "Once")]
public sealed class FarRowTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public FarRowTests(Shell shell)
    {
        this.shell = shell;
        shell.Run("""
            $farRows = 0..19 | ForEach-Object { [pscustomobject]@{ a = 10 + $_; b = 5; y = $_ } }
            function Fitted([scriptblock]$steps) { ($farRows | Import-Dataset -Label y -WarningAction Ignore | Split-Dataset -Train 20 -NoShuffle -Preprocessor $steps -WarningAction Ignore).Train.Preprocessor }
            """);
    }

    [Theory]
    [InlineData("{ Standardize }", "@{ a = 12; b = 7 }", "Column 'b' has 7, and was 5 in all training rows")]
    [InlineData("{ RobustScale }", "@{ a = 12; b = 7 }", "Column 'b' has 7, and was 5 in all training rows")]
    [InlineData("{ MinMaxScale }", "@{ a = 12; b = -7.5 }", "Column 'b' has -7.5, and was 5 in all training rows")]
    [InlineData("{ MinMaxScale -Clip }", "@{ a = 12; b = 7 }", "Column 'b' has 7, and was 5 in all training rows")]
    [InlineData("{ MaxAbsScale }", "@{ a = 12; b = 6 }", "Column 'b' has 6, and was 5 in all training rows")]
    [InlineData("{ Standardize }", "@{ a = 1000; b = 5 }", "Column 'a' has 1000, and the training rows went from 10 to 29")]
    [InlineData("{ RobustScale }", "@{ a = -1e6; b = 5 }", "Column 'a' has -1000000, and the training rows went from 10 to 29")]
    [InlineData("{ MinMaxScale }", "@{ a = 1e9; b = 5 }", "Column 'a' has 1000000000, and the training rows went from 10 to 29")]
    [InlineData("{ MaxAbsScale }", "@{ a = 500; b = 5 }", "Column 'a' has 500, and the training rows went from 10 to 29")]
    [InlineData("{ Impute Median; Bin a; Standardize }", "@{ a = 12; b = 7 }", "Column 'b' has 7, and was 5 in all training rows")]
    [InlineData("{ Clip a -Maximum 20; Standardize }", "@{ a = 1000; b = 5 }", "")]
    [InlineData("{ MinMaxScale -Clip }", "@{ a = 1000; b = 5 }", "")]
    [InlineData("{ Standardize }", "@{ a = 40; b = 5 }", "")]
    [InlineData("{ Standardize }", "@{ a = $null; b = 5 }", "")]
    [InlineData("{ Standardize }", "@{ a = 29; b = 5 }, @{ a = 10; b = 5 }", "")]
    public void A_value_far_from_the_training_rows_is_told(string steps, string rows, string says)
    {
        ShellResult result = shell.Run($"$null = {rows} | Invoke-Preprocessor (Fitted {steps})");
        Assert.Empty(result.Errors);
        string[] warnings = [.. result.Warnings];
        Assert.Equal(says.Length == 0 ? 0 : 1, warnings.Length);
        Assert.All(warnings, warning => Assert.StartsWith(says, warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{ Standardize }", "2")]
    [InlineData("{ RobustScale }", "2")]
    [InlineData("{ MinMaxScale }", "2")]
    [InlineData("{ MinMaxScale -Clip }", "1")]
    public void The_numbers_are_scikit_learns(string steps, string expected) =>
        Assert.Equal(expected, TensorText.Of(shell, $"(@{{ a = 12; b = 7 }} | Invoke-Preprocessor (Fitted {steps}) -WarningAction Ignore).b"));

    [Fact]
    public void Rows_of_many_blocks_are_looked_at_in_each() => Assert.StartsWith(
        "Column 'a' has 900, and the training rows went from 10 to 29",
        Assert.Single(shell.Run("""
            $many = ConvertTo-Tensor (0..2999 | ForEach-Object { , @($(if ($_ -eq 2500) { 900 } else { 12 }), 5) })
            $null = $many | Invoke-Preprocessor (Fitted { Standardize })
            """).Warnings),
        StringComparison.Ordinal);

    [Fact]
    public void A_column_of_which_most_is_one_value_has_nothing_to_divide_by()
    {
        ShellResult result = shell.Run("""
            $sparse = 0..19 | ForEach-Object { [pscustomobject]@{ a = $(if ($_ -eq 7) { 5000 } else { 0 }); y = $_ } } | Import-Dataset -Label y
            $null = $sparse | Split-Dataset -Train 20 -NoShuffle -Preprocessor { RobustScale }
            """);
        Assert.Contains(result.Warnings, warning => warning.Contains("quantile of column 'a' are equal", StringComparison.Ordinal) && warning.Contains("0 to 5000, stay as large", StringComparison.Ordinal));
    }

    [Fact]
    public void Many_columns_are_put_together()
    {
        ShellResult result = shell.Run("""
            $wide = 0..9 | ForEach-Object { $row = [ordered]@{ y = $_ }; 1..9 | ForEach-Object { $row["c$_"] = 1 }; [pscustomobject]$row }
            $fitted = ($wide | Import-Dataset -Label y -WarningAction Ignore | Split-Dataset -Train 10 -NoShuffle -Preprocessor { Standardize } -WarningAction Ignore).Train.Preprocessor
            $later = $wide[0].PSObject.Copy(); 1..9 | ForEach-Object { $later."c$_" = 2 }
            $null = $later | Invoke-Preprocessor $fitted -WarningAction SilentlyContinue -WarningVariable told
            $told.Count; "$($told[-1])"
            """);
        Assert.Empty(result.Errors);
        Assert.Contains("So 6 further columns: 'c4', 'c5', 'c6', 'c7', 'c8', 'c9'.", string.Join(' ', result.Objects), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ $_.b = 7; $_ }", "Column 'b' has 7, and was 5 in all training rows")]
    [InlineData("{ $_.a = 4000; $_ }", "Column 'a' has 4000, and the training rows went from 10 to 29")]
    [InlineData("{ $_ }", "")]
    public void The_short_form_tells_it_as_well(string change, string says)
    {
        ShellResult result = shell.Run($$"""
            $short = $farRows | Import-Dataset -Label y -Standardize -WarningAction Ignore
            $file = [IO.Path]::GetTempFileName()
            $changed = $farRows | Select-Object * | ForEach-Object {{change}}
            $null = $changed | Import-Dataset -Label y -WarningAction Ignore | Invoke-Preprocessor $short
            Remove-Item $file
            """);
        Assert.Empty(result.Errors);
        Assert.Equal(says, string.Concat(result.Warnings.Select(warning => warning[..says.Length])));
    }

    [Fact]
    public void A_test_part_that_varies_where_training_did_not_is_told() => Assert.Contains(
        "Column 'b' has 9, and was 5 in all training rows",
        string.Join(' ', shell.Run("""
            $late = $farRows | Select-Object *; $late[19].b = 9
            $null = $late | Import-Dataset -Label y | Split-Dataset -Test 4 -NoShuffle -Standardize
            """).Warnings),
        StringComparison.Ordinal);
}
