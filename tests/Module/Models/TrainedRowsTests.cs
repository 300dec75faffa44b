namespace NormTools.Module.Tests;

/// <summary>Test-Model tells of rows that the model was trained on.</summary>
[Collection("Training runs")]
public sealed class TrainedRowsTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public TrainedRowsTests(Shell shell)
    {
        this.shell = shell;
        shell.Run("""
            $iris = Import-Dataset (Join-Path $args[0] data/iris.csv) -Label label
            $split = $iris | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1 -Preprocessor { Standardize }
            $other = $iris | Split-Dataset -Test 0.2 -Stratify -Seed 2 -Preprocessor { Standardize }
            $model = New-Model -Data $split -Seed 0 { Linear }
            $run = $model | Start-TrainingRun $split -Epoch 1 -Seed 0
            """, BuiltModule.Repository);
    }

    [Theory]
    [InlineData("$run | Test-Model $split", 0, 0)]
    [InlineData("$run | Test-Model $split.Validation", 0, 0)]
    [InlineData("$run | Test-Model $split.Train", 90, 0)] // one sees how well it learnt them
    [InlineData("$run | Test-Model $split.Train[0..9]", 10, 0)]
    [InlineData("$run | Test-Model $iris", 90, 1)]
    [InlineData("$run.Model.Clone() | Test-Model $iris", 90, 1)]
    [InlineData("$run | Test-Model (Import-Dataset (Join-Path $data iris.csv) -Label label)", 0, 0)] // read again: not known
    public void Rows_are_counted_and_told_where_it_may_not_be_meant(string script, int count, int warnings)
    {
        ShellResult result = shell.Run("$data = Join-Path $args[0] data; $test = " + script + "; $test.TrainedCount", BuiltModule.Repository);
        Assert.Equal(count, result.Single<long>());
        Assert.Equal(warnings, result.Warnings.Count());
        string shown = shell.Run("$test | Out-String").Single<string>();
        Assert.Equal(count > 0, shown.Contains("The model was trained on", StringComparison.Ordinal));
    }

    [Fact]
    public void The_test_part_of_another_split_shares_rows_with_the_training_part()
    {
        ShellResult result = shell.Run("""
            $test = $run | Test-Model $other
            $shared = $run | Test-Model $other.Train
            "$($test.TrainedCount) $($shared.TrainedCount) $($test.TrainedCount + $shared.TrainedCount)"
            """);
        string[] counts = result.Single<string>().Split(' ');
        Assert.InRange(int.Parse(counts[0], System.Globalization.CultureInfo.InvariantCulture), 1, 29);
        Assert.Equal("90", counts[2]);
        Assert.Equal(2, result.Warnings.Count());
        Assert.Contains("set aside for the test", result.Warnings.First(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Test", "test")]
    [InlineData("Validation", "validation")]
    public void Training_on_what_was_set_aside_is_told(string part, string purpose)
    {
        ShellResult result = shell.Run($$"""
            $second = New-Model -Data $split -Seed 1 { Linear }
            $null = $second | Start-TrainingRun $split.{{part}} -Epoch 1 -Seed 0
            $null = $second | Test-Model $split.{{part}}
            """);
        Assert.Equal(2, result.Warnings.Count());
        Assert.All(result.Warnings, warning => Assert.Contains($"set aside for the {purpose}", warning, StringComparison.Ordinal));
    }

    [Fact]
    public void A_second_run_on_other_rows_adds_them() => Assert.Equal(["90", "120"], shell.Run("""
        $third = New-Model -Data $split -Seed 1 { Linear }
        $null = $third | Start-TrainingRun $split -Epoch 1 -Seed 0
        ($third | Test-Model $split.Train).TrainedCount
        $null = $third | Start-TrainingRun $other -Epoch 1 -Seed 0
        ($third | Test-Model $other.Train -WarningAction Ignore).TrainedCount
        """).All<long>().Select(count => $"{count}"));
}
