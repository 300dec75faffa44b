namespace NormTools.Module.Tests;

/// <summary>Raw rows that a model is judged by and trained on: their weights, their gaps, and what a script step makes of them.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class JudgedRowTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public JudgedRowTests(Shell shell)
    {
        this.shell = shell;
        shell.Run("""
            $passengers = 0..199 | ForEach-Object { [pscustomobject]@{ age = 20 + $_ % 37; fare = 1 + $_ % 13; sex = ('m', 'f')[$_ % 2]; weight = 1 + $_ % 3; survived = ('no', 'yes')[($_ * 7 % 11) -gt 5] } }
            $light = $passengers | Select-Object * -ExcludeProperty weight
            $weighed = $passengers | Import-Dataset -Label survived -SampleWeight weight -Encode sex | Split-Dataset -Test 0.25 -Seed 1 -Standardize
            $counts = New-Model -Data $weighed -Seed 0 { Linear 4; ReLU; Linear }
            $null = $counts | Start-TrainingRun $weighed -Epoch 5 -Seed 0
            $stepped = $light | Import-Dataset -Label survived | Split-Dataset -Test 0.25 -Seed 1 -Preprocessor { Impute Median age; Script { @{ lf = [math]::Log($_.fare) } } -ExcludeProperty fare; OneHot }
            $steps = New-Model -Data $stepped -Seed 0 { Linear 4; ReLU; Linear }
            $null = $steps | Start-TrainingRun $stepped -Epoch 2 -Seed 0
            $other = New-Model -Data $weighed -Seed 0 { Linear }
            $null = $other | Start-TrainingRun $weighed -Epoch 1 -Seed 0
            """);
    }

    private string Text(string script) => string.Join(" ", shell.Run(script).All<object>().Select(value => $"{value}"));

    [Theory]
    [InlineData("($passengers | Test-Model $counts).Loss")]
    [InlineData("(Test-Model $passengers $counts).Loss")]
    [InlineData("$texts = $passengers | ConvertTo-Csv | ConvertFrom-Csv; ($texts | Test-Model $counts).Loss")]
    [InlineData("$upper = $passengers | Select-Object age, fare, sex, survived, @{ n = 'WEIGHT'; e = { $_.weight } }; ($upper | Test-Model $counts).Loss")]
    [InlineData("$tables = $passengers | ForEach-Object { @{ age = $_.age; fare = $_.fare; sex = $_.sex; survived = $_.survived; weight = $_.weight } }; ($tables | Test-Model $counts).Loss")]
    [InlineData("$file = [IO.Path]::GetTempFileName() + '.safetensors'; $counts | Export-Model $file; $kept = Import-Model $file; Remove-Item $file; ($passengers | Test-Model $kept).Loss")]
    public void Rows_are_judged_by_the_column_of_weights(string script)
    {
        string[] losses = Text($"{script}; (Test-Model ($passengers | Import-Dataset -Like $weighed -Label survived -SampleWeight weight) $counts).Loss; ($light | Test-Model $counts -WarningAction Ignore).Loss").Split(' ');
        Assert.Equal(losses[0], losses[1]);
        Assert.NotEqual(losses[0], losses[2]);
    }

    [Theory]
    [InlineData("$light | Test-Model $counts", "the rows lack it")]
    [InlineData("Test-Model $light $counts", "the rows lack it")]
    [InlineData("$some = @($passengers[0..9]) + @($light[10..19]); $some | Test-Model $counts", "10 of 20 rows lack it")]
    [InlineData("$some = @($light[0]) + @($passengers[1..9]); $some | Test-Model $counts", "1 of 10 rows lack it")]
    [InlineData("$other | Start-TrainingRun $light -Epoch 1 -Seed 0", "the rows lack it")]
    public void Rows_without_it_count_the_same_with_a_word(string call, string says)
    {
        ShellResult result = shell.Run($"$null = {call}");
        Assert.Null(result.Failure);
        Assert.Empty(result.Errors);
        Assert.Contains($"'weight', and {says}", Assert.Single(result.Warnings, text => text.Contains("weights", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void Training_on_rows_takes_their_weights() => Assert.Equal(
        "True False",
        Text("""
            function Trained($data) {
                $again = New-Model -Data $weighed -Seed 0 { Linear }
                $null = $again | Start-TrainingRun $weighed -Epoch 1 -Seed 0
                ($again | Start-TrainingRun $data -Epoch 1 -Seed 0 -WarningAction Ignore).History[-1].TrainingLoss
            }
            $whole = $passengers | Import-Dataset -Like $weighed -Label survived -SampleWeight weight
            (Trained $passengers) -eq (Trained $whole); (Trained $light) -eq (Trained $whole)
            """));

    [Theory]
    [InlineData("-1", "InvalidSampleWeight", "is -1")]
    [InlineData("''", "InvalidSampleWeight", "is missing")]
    [InlineData("$null", "InvalidSampleWeight", "is missing")]
    [InlineData("[double]::PositiveInfinity", "InvalidSampleWeight", "weight")]
    [InlineData("'heavy'", "TextInNumberColumn", "heavy")]
    [InlineData("$true", "TextInNumberColumn", "weight")]
    public void A_weight_that_is_none_is_refused(string weight, string id, string says)
    {
        ShellResult result = shell.Run($"$odd = $passengers | Select-Object *; $odd[3].weight = {weight}; $odd | Test-Model $counts");
        Assert.Contains(says, result.Error(id).Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$passengers | Import-Dataset -Like $weighed", "-Label 'survived' -SampleWeight 'weight'")]
    [InlineData("$passengers | Import-Dataset -Like $weighed -Label survived", "with, -SampleWeight 'weight',")]
    [InlineData("$passengers | Import-Dataset -Like $weighed.Train", "-Label 'survived' -SampleWeight 'weight'")]
    public void What_the_data_of_Like_was_read_with_is_told(string call, string says) =>
        Assert.Contains(says, shell.Run(call).Error("ColumnsDiffer").Exception.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("@{ age = ''; fare = -1; sex = 'm' }", "'lf' has no value in row 0 (counted from 0): it comes from the block of step 2 (Script)")]
    [InlineData("@{ age = 30; fare = -1; sex = 'f' }", "'lf' has no value in row 0 (counted from 0): it comes from the block of step 2 (Script)")]
    [InlineData("@{ age = $null; fare = -0.5; sex = '' }", "'lf' has no value")]
    public void What_a_script_step_leaves_open_is_told_of_it(string row, string says) =>
        Assert.Contains(says, shell.Run($"[pscustomobject]{row} | Invoke-Model $steps -WarningAction Ignore").Error("MissingValue").Exception.Message, StringComparison.Ordinal);

    [Fact]
    public void A_data_set_is_told_it_too() => Assert.Contains(
        "step 2 (Script)",
        shell.Run("[pscustomobject]@{ age = 3; fare = -1; sex = 'm' } | Import-Dataset | Invoke-Model $steps").Error("MissingValue").Exception.Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_gap_of_the_rows_is_still_told_by_their_column() => Assert.Contains(
        "'age' is missing",
        shell.Run("[pscustomobject]@{ age = ''; fare = 1; sex = 'm' } | Invoke-Model $counts").Error("MissingValue").Exception.Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("[pscustomobject]@{ age = {0}; fare = 3; sex = 'm'; survived = 'no' }")]
    [InlineData("@{ age = {0}; fare = 3; sex = 'm'; survived = 'no' }")]
    [InlineData("[pscustomobject]@{ age = {0}; fare = 3; sex = {0}; survived = 'no' }")]
    public void What_a_statement_leaves_empty_is_a_gap(string row)
    {
        string nothing = row.Replace("{0}", "if ($false) { 1 }", StringComparison.Ordinal), known = row.Replace("{0}", "$null", StringComparison.Ordinal);
        Assert.Equal(
            "True True True True",
            Text($$"""
                function Told($given) {
                    ($given | Invoke-Model $steps -WarningAction Ignore).ToArray() -join ','
                    ($given | Test-Model $steps -WarningAction Ignore).Loss
                    $given | Invoke-Preprocessor $stepped.Train.Preprocessor -WarningAction Ignore | ForEach-Object { "$_" }
                    (@($given) + $light | Import-Dataset -Label survived).Column | ForEach-Object { "$($_.Name) $($_.Kind) $($_.Missing)" } | Sort-Object | Join-String -Separator ','
                }
                $one = Told ({{nothing}}); $two = Told ({{known}})
                0..3 | ForEach-Object { $one[$_] -eq $two[$_] }
                """));
    }
}
