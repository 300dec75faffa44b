namespace NormTools.Module.Tests;

/// <summary>Rows that a step cannot take: each is an error that names it, and the others are answered.</summary>
[Collection("Training runs")]
public sealed class RefusedRowTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public RefusedRowTests(Shell shell)
    {
        this.shell = shell;
        shell.Run("""
            $rows = 1..40 | ForEach-Object { [pscustomobject]@{ size = ('S', 'M', 'L')[$_ % 3]; price = $_; y = ('no', 'yes')[$_ -gt 20] } }
            $raw = $rows | Import-Dataset -Label y
            function Trained([scriptblock]$steps) {
                $split = $raw | Split-Dataset -Test 0.25 -Seed 1 -Preprocessor $steps
                $model = New-Model -Data $split -Seed 0 { Linear }
                $null = $model | Start-TrainingRun $split -Epoch 1 -Seed 0
                $model
            }
            $asked = @(
                [pscustomobject]@{ size = 'S'; price = 1 }
                [pscustomobject]@{ size = 'XL'; price = 2 }
                [pscustomobject]@{ size = 'M'; price = 'dear' }
                [pscustomobject]@{ size = 'L'; price = -4 }
                [pscustomobject]@{ size = 'M'; price = 5 })
            """);
    }

    [Theory]
    [InlineData("Ordinal size; Standardize", "UnknownCategory", 1, "'XL'", "Ordinal -Unknown Missing", "0 3 4")]
    [InlineData("OneHot size -Unknown Error; Standardize", "UnknownCategory", 1, "'XL'", "OneHot, and Ordinal", "0 3 4")]
    [InlineData("OneHot size; Log price -Offset 1; Standardize", "NotPositive", 3, "has -4", "Log -Offset 5 takes log(x + 5)", "0 1 4")]
    [InlineData("OneHot size; Script { @{ root = if ($_.price -lt 0) { throw 'no root' } else { [math]::Sqrt($_.price) } } }; Standardize", "ScriptFailed", 3, "row 3", "no root", "0 1 4")]
    [InlineData("OneHot size; Script { if ($_.price -lt 0) { @{ other = 1 } } else { @{ twice = 2 * $_.price } } }", "ScriptNewColumn", 3, "'other'", "row 3", "0 1 4")]
    [InlineData("OneHot size; Script { @{ twice = if ($_.price -lt 0) { 'much' } else { 2 * $_.price } } }", "ScriptMixesKinds", 3, "'much'", "row 3", "0 1 4")]
    [InlineData("OneHot size; Script { if ($_.price -lt 0) { New-Tensor -Shape 2 -Data 1, 2, 3 } else { @{ twice = 2 * $_.price } } }", "DataCountMismatch", 3, "Row 3", "3 values", "0 1 4")]
    [InlineData("Script { @{ twice = 2 * $_.price } }; Ordinal size; Standardize", "UnknownCategory", 1, "'XL'", "which the training rows had not", "0 3 4")]
    public void A_row_that_a_step_cannot_take_is_one_error_that_names_it(string steps, string id, int row, string value, string way, string left)
    {
        ShellResult result = shell.Run($"$model = Trained {{ {steps} }}; $asked | Invoke-Model $model -As Row | ForEach-Object {{ [array]::IndexOf($asked.price, $_.price) }}");
        Assert.Equal(left, string.Join(' ', result.Objects));
        Assert.Equal(2, result.Errors.Count); // the other is 'dear'
        string message = result.Errors.Single(error => error.FullyQualifiedErrorId.StartsWith(id + ",", StringComparison.Ordinal)).Exception.Message;
        Assert.Contains(FormattableString.Invariant($"ow {row} (counted from 0)"), message, StringComparison.Ordinal);
        Assert.Contains(value, message, StringComparison.Ordinal);
        Assert.Contains(way, message, StringComparison.Ordinal);
        Assert.Contains(
            "row 2 (counted from 0)",
            result.Errors.Single(error => error.FullyQualifiedErrorId.StartsWith("TextInNumberColumn,", StringComparison.Ordinal)).Exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_answers_of_the_others_are_what_they_are_without_it()
    {
        ShellResult result = shell.Run("""
            $model = Trained { Ordinal size; Log price -Offset 1; Standardize }
            $alone = ($asked[0, 4] | Invoke-Model $model).ToArray()
            $beside = ($asked | Invoke-Model $model -ErrorAction SilentlyContinue)
            "$alone" -eq "$($beside[0].ToArray()) $($beside[4].ToArray())"
            """);
        Assert.True(result.Single<bool>());
    }

    [Fact]
    public void Prepared_rows_come_without_it_as_well()
    {
        ShellResult result = shell.Run("""
            $steps = New-Preprocessor -Data ($raw | Select-Dataset -First 40) { Ordinal size; Log price -Offset 1 }
            $asked | Invoke-Preprocessor $steps | ForEach-Object size
            """);
        Assert.Equal("2 1", string.Join(' ', result.Objects)); // S and M of L, M, S
        Assert.Equal(
            ["TextInNumberColumn", "UnknownCategory", "NotPositive"],
            result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal("XL", result.Errors[1].TargetObject is System.Management.Automation.PSObject record ? record.Properties["size"].Value : null);
    }

    [Fact]
    public void No_row_left_is_no_answer()
    {
        ShellResult result = shell.Run("$model = Trained { Ordinal size }; $asked[1], $asked[1] | Invoke-Model $model");
        Assert.Empty(result.Objects);
        Assert.Equal(2, result.Errors.Count);
    }

    [Fact]
    public void A_data_set_is_refused_with_the_row()
    {
        ShellResult result = shell.Run("""
            $model = Trained { Ordinal size }
            $other = $asked[0, 4, 1] | Import-Dataset
            $other | Invoke-Model $model
            """);
        Assert.Contains("Row 2 (counted from 0): Step 1 (Ordinal): column 'size' has 'XL'", result.Error("UnknownCategory").Exception.Message, StringComparison.Ordinal);
        Assert.Contains(
            "Row 1 (counted from 0)",
            shell.Run("$rows[0], ([pscustomobject]@{ size = 'XL'; price = 2; y = 'no' }) | ForEach-Object { $_ } -OutVariable all | Out-Null; Test-Model $model -Data $all")
                .Error("UnknownCategory").Exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_were_left_out_of_the_training_file_are_no_news()
    {
        ShellResult result = shell.Run("""
            $id = 0
            $whole = $rows | Select-Object @{ Name = 'id'; Expression = { $script:id++ } }, *, @{ Name = 'note'; Expression = { "n$($_.price)" } }
            $split = $whole | Import-Dataset -Label y -ExcludeProperty id, note | Split-Dataset -Test 0.25 -Seed 1 -Preprocessor { OneHot size; Standardize }
            $own = New-Model -Data $split -Seed 0 { Linear }
            $null = $own | Start-TrainingRun $split -Epoch 1 -Seed 0
            $file = Join-Path ([IO.Path]::GetTempPath()) "normtools-left-$PID.safetensors"
            $own | Export-Model $file -Force
            $later = Import-Model $file
            Remove-Item $file
            $null = $whole[0..2] | Invoke-Model $later -As Row
            $null = $whole[0..2] | Import-Dataset -Label y | Invoke-Model $later
            $null = $whole[0..2] | Select-Object *, @{ Name = 'new'; Expression = { 1 } } | Invoke-Model $later
            """);
        Assert.Equal(["Column 'new' was not among those that the model learnt from: it is left out."], result.Warnings.Where(text => text.Contains("among those", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("[pscustomobject]@{ size = 'S'; Price_EUR = 1 }", "MissingColumn", "@{ Name = 'price'; Expression = { $_.OTHER } }")]
    [InlineData("[pscustomobject]@{ size = 'S'; price = 'dear' }", "TextInNumberColumn", "ForEach-Object { $_.'price' = NUMBER; $_ }")]
    [InlineData("[pscustomobject]@{ size = 'S'; price = 1e300 }", "ValueOutOfRange", "makes a gap of it")]
    public void An_error_of_a_row_says_what_to_do(string row, string id, string way) =>
        Assert.Contains(way, shell.Run($"if (-not $plain) {{ $plain = Trained {{ OneHot size }} }}; {row} | Invoke-Model $plain").Error(id).Exception.Message, StringComparison.Ordinal);
}
