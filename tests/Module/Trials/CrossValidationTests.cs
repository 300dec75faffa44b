using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>Measure-CrossValidation: a hand-written loop's figures, nothing of a fold in its model, an interval that is not too
/// narrow.</summary>
[Collection("Training runs")]
public sealed class CrossValidationTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public CrossValidationTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            param($data)
            $wine = Import-Dataset ($data + '/wine.csv') -Label label -Standardize
            $raw = Import-Dataset ($data + '/wine.csv') -Label label
            function Text($result) { ($result.Fold | ForEach-Object { "$($_.Score) $($_.TrainingScore) $($_.Loss) $($_.EpochCount)" }) -join '|' }
            """,
            Path.Combine(BuiltModule.Folder, "data"));
    }

    private string Text(string script) => string.Join(" ", shell.Run(script).All<object>().Select(value => $"{value}"));

    [Fact]
    public void It_is_a_loop_over_the_folds() => Assert.Equal("True", Text(
        """
        $result = Measure-CrossValidation { Linear 8; ReLU; Dropout 0.2; Linear } -Data $wine -Fold 4 -Epoch 5 -Seed 3
        $scores = foreach ($fold in $wine | Split-Dataset -Fold 4 -Stratify -Seed 3) {
            $model = New-Model -Data $fold -Seed 3 { Linear 8; ReLU; Dropout 0.2; Linear }
            $run = $model | Start-TrainingRun $fold -Epoch 5 -Seed 3
            $test = $model | Test-Model $fold
            "$($test.Accuracy) $(($model | Test-Model $fold.Train).Accuracy) $($test.Loss) $($run.EpochCount)"
        }

        ($scores -join '|') -eq (Text $result)
        """));

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void Any_number_of_threads_gives_the_same(int threads) => Assert.Equal("True", Text(
        $$"""
        $options = @{ Model = { Linear 8; ReLU; Dropout 0.2; Linear }; Data = $wine; Epoch = 4; Seed = 0, 1 }
        (Text (Measure-CrossValidation @options -Thread 1)) -eq (Text (Measure-CrossValidation @options -Thread {{threads}}))
        """));

    [Fact]
    public void What_was_prepared_is_prepared_anew_on_the_training_rows_of_each_fold() => Assert.Equal("True True True", Text(
        """
        $options = @{ Model = { Linear 8; ReLU; Linear }; Epoch = 5; Fold = 3 }
        $expected = Text (Measure-CrossValidation @options -Data $wine)
        $all = $raw | Split-Dataset -Train 177 -Seed 0 -Standardize
        $leaked = Measure-CrossValidation @options -Data $all.Train
        $again = Measure-CrossValidation @options -Data ($raw | Split-Dataset -Train 177 -Seed 0).Train -Preprocessor { Standardize }
        $steps = Measure-CrossValidation @options -Data ($raw | Split-Dataset -Train 177 -Seed 0 -Preprocessor { Standardize }).Train
        (Text $steps) -eq (Text $again)
        $options.Remove('Fold')
        (Text (Measure-CrossValidation @options -Data ($wine | Split-Dataset -Fold 3 -Stratify -Seed 0))) -eq $expected
        [Math]::Abs($leaked.Score - $again.Score) -lt 1e-9
        """));

    [Fact]
    public void The_interval_is_that_of_Nadeau_and_Bengio() => Assert.Equal("True True True", Text(
        """
        $result = Measure-CrossValidation { Linear } -Data $wine -Epoch 2
        $scores = $result.Fold.Score
        $mean = ($scores | Measure-Object -Average).Average
        $variance = ($scores | ForEach-Object { ($_ - $mean) * ($_ - $mean) } | Measure-Object -Sum).Sum / 4
        $share = ($result.Fold | ForEach-Object { $_.Count / $_.TrainingCount } | Measure-Object -Average).Average
        [Math]::Abs($result.StandardError - [Math]::Sqrt($variance * (0.2 + $share))) -lt 1e-12
        [Math]::Abs($result.NaiveStandardError - [Math]::Sqrt($variance / 5)) -lt 1e-12
        [Math]::Abs(($result.High - $result.Low) / 2 / $result.StandardError - 2.7764451052) -lt 1e-6
        """));

    [Fact]
    public void A_fold_that_fails_is_a_row_and_the_others_go_on()
    {
        ShellResult result = shell.Run(
            """
            $x = New-RandomTensor 60, 2 Normal -Seed 0
            $target = 1..60 | ForEach-Object { [double]($_ % 3) }; $target[0] = 1e30
            $data = New-Dataset $x $target -Task Regression
            $result = Measure-CrossValidation { Linear } -Data $data -Fold 3 -Epoch 60 -Optimizer SGD -LearningRate 1
            "$($result.Fold.Where({ $_.Error }).Count -ge 1) $($result.Fold.Where({ $null -eq $_.Error }).Count -ge 1)"
            """);
        Assert.Equal("True True", result.Single<string>());
    }

    [Fact]
    public void Early_stopping_needs_rows_of_its_own()
    {
        Assert.Equal(
            ErrorCategory.InvalidArgument,
            shell.Run("Measure-CrossValidation { Linear } -Data $wine -EarlyStopping 2").Error("NothingToStopBy").CategoryInfo.Category);
        Assert.Equal("True", Text(
            "$r = Measure-CrossValidation { Linear 8; ReLU; Linear } -Data $wine -EarlyStopping 2 -Epoch 60 -LearningRate 0.05 -Validation 0.2; "
            + "($r.Fold.EpochCount | Measure-Object -Minimum).Minimum -lt 60"));
    }

    [Fact]
    public void Groups_stay_in_one_fold_and_time_comes_after() => Assert.Equal("3 3", Text(
        """
        $group = 1..178 | ForEach-Object { $_ % 9 }
        (Measure-CrossValidation { Linear } -Data $wine -Fold 3 -Epoch 1 -GroupBy $group).Fold.Count
        (Measure-CrossValidation { Linear } -Data $wine -Fold 3 -Epoch 1 -Time (1..178)).Fold.Count
        """));

    [Theory]
    [InlineData("-Data $wine -Epoch 1 -Metric Nonsense", "UnknownMetric")]
    [InlineData("-Data $wine -Epoch 1 -Optimizer Nonsense", "UnknownOptimizer")]
    [InlineData("-Data $wine -Epoch 1 -Fold 500", "TooManyFolds")]
    [InlineData("-Data 7", "NotADataset")]
    [InlineData("-Data ($wine | Split-Dataset -Fold 3 -Seed 0) -Fold 3", "ParameterHasNoEffect")]
    [InlineData("-Data $wine -GroupBy (1..178) -Time (1..178)", "ParameterHasNoEffect")]
    public void What_cannot_be_is_named_before_anything_is_trained(string arguments, string id)
    {
        ShellResult result = shell.Run($"Measure-CrossValidation {{ Linear 4; ReLU; Linear }} {arguments}");
        result.Error(id);
        Assert.Empty(result.Objects);
        Assert.Empty(result.Progress);
    }

    [Fact]
    public void A_finished_model_is_no_model_for_every_fold() =>
        shell.Run("Measure-CrossValidation (New-Model 13 -Seed 0 { Linear 3 }) -Data $wine").Error("NotLayers");

    [Fact]
    public void The_options_of_a_run_are_taken() => Assert.Equal("True", Text(
        """
        $run = New-Model -Data $wine -Seed 5 { Linear } | Start-TrainingRun $wine -Epoch 7 -LearningRate 0.02 -BatchSize 16 -Seed 5
        $options = Measure-CrossValidation { Linear } -Data $wine -Option $run.Options
        (Text $options) -eq (Text (Measure-CrossValidation { Linear } -Data $wine -Epoch 7 -LearningRate 0.02 -BatchSize 16))
        """));

    [Fact]
    public void Nothing_of_the_session_is_touched() => Assert.Equal("True True", Text(
        """
        $before = (Get-TrainingRun | Measure-Object).Count
        $first = $wine.Feature.ToArray() -join ' '
        $null = Measure-CrossValidation { Linear } -Data $wine -Epoch 2
        (Get-TrainingRun | Measure-Object).Count -eq $before
        ($wine.Feature.ToArray() -join ' ') -eq $first
        """));

    [Fact]
    public void It_can_be_stopped_and_says_how_far_it_is()
    {
        ShellResult result = shell.RunUntil(
            r => r.Progress.Count > 2,
            "$wide = New-Dataset (New-RandomTensor 2000, 512 -Seed 0) (1..2000 | ForEach-Object { \"class $($_ % 3)\" })\n"
            + "Measure-CrossValidation { Linear 1024; ReLU; Linear 1024; ReLU; Linear } -Data $wide -Epoch 1000 -Thread 2");
        Assert.True(result.Stopped);
        Assert.Empty(result.Objects);
        Assert.All(result.Progress, record => Assert.Contains("of 5 models", record.StatusDescription, StringComparison.Ordinal));
    }
}
