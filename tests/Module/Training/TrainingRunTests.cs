using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>Start-TrainingRun: options, history, early stopping, scripts, errors. Get-TrainingRun sees all runs of the
/// process.</summary>
[Collection("Training runs")]
public sealed class TrainingRunTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public TrainingRunTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            param($data)
            $iris = Import-Dataset ($data + '/iris.csv') -Label label -Standardize | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1
            $sugar = Import-Dataset ($data + '/diabetes.csv') -Label progression -Standardize | Split-Dataset -Test 0.2 -Seed 1
            function Net { New-Model 4 -Seed 0 { Linear 8; BatchNorm; ReLU; Dropout 0.1; Linear 3 } }
            function Bits($model) { foreach ($name in $model.Parameters.Keys) { $model.Parameters[$name].ToArray() -join ' ' } }
            """,
            Path.Combine(BuiltModule.Folder, "data"));
    }

    [Fact]
    public void A_run_has_a_record_for_every_epoch_and_says_how_it_ended()
    {
        shell.Run("$run = Net | Start-TrainingRun $iris -Epoch 4 -Seed 0");
        Assert.Equal("Finished 4 1 2 3 4", TensorText.Of(shell, "$run.State; $run.EpochCount; $run.History.Epoch"));
        Assert.Equal("All 4 epochs are done.", TensorText.Of(shell, "$run.Reason"));
        Assert.Equal("4 True True True", TensorText.Of(
            shell,
            "$run.Result.Epoch; $run.Result.TrainingLoss -gt 0; $run.Result.ValidationAccuracy -le 1; $run.Duration.TotalSeconds -gt 0"));
        Assert.Equal("True", TensorText.Of(shell, "$run.History[3].TrainingLoss -lt $run.History[0].TrainingLoss"));
        Assert.Equal("True", TensorText.Of(shell, "[object]::ReferenceEquals($run, $run.Model.LastRun)"));
        Assert.Equal("True", TensorText.Of(shell, "[object]::ReferenceEquals($run, (Get-TrainingRun -Last 1))"));
        Assert.StartsWith(
            "Training run: Finished. All 4 epochs are done.",
            TensorText.Of(shell, "$run.ToDisplayString()"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Optimizer SGD -Momentum 0.9 -Nesterov -WeightDecay 1e-4 -LearningRate 0.1")]
    [InlineData("-Optimizer Adam")]
    [InlineData("-Optimizer AdamW -WeightDecay 0.1")]
    [InlineData("-Optimizer RMSprop -Momentum 0.5")]
    [InlineData("-Optimizer Adagrad -LearningRate 0.1")]
    [InlineData("-ClipNorm 1")]
    [InlineData("-Loss CrossEntropy -BatchSize 16 -DropLast")]
    [InlineData("-NoShuffle -Thread 1")]
    [InlineData("-BatchSize 1000")]
    public void Every_way_to_train_lowers_the_loss(string options)
    {
        shell.Run($"$run = Net | Start-TrainingRun $iris -Epoch 20 -Seed 0 {options}");
        Assert.Equal(
            "Finished True",
            TensorText.Of(shell, "$run.State; $run.History[19].TrainingLoss -lt $run.History[0].TrainingLoss"));
    }

    [Fact]
    public void The_same_seeds_give_the_same_bits_on_any_number_of_threads()
    {
        shell.Run(
            """
            $one = Net; $two = Net; $other = Net; $stream = Net; $again = Net
            $null = $one | Start-TrainingRun $iris -Epoch 3 -Seed 5 -Thread 1
            $null = $two | Start-TrainingRun $iris -Epoch 3 -Seed 5
            $null = $other | Start-TrainingRun $iris -Epoch 3 -Seed 6
            $null = $stream | Start-TrainingRun $iris -Epoch 3
            $null = $again | Start-TrainingRun $iris -Epoch 3
            """);
        Assert.Equal("True", TensorText.Of(shell, "\"$(Bits $one)\" -eq \"$(Bits $two)\""));
        Assert.Equal("False", TensorText.Of(shell, "\"$(Bits $one)\" -eq \"$(Bits $other)\""));
        Assert.Equal("True", TensorText.Of(shell, "\"$(Bits $stream)\" -eq \"$(Bits $again)\""));
        Assert.Equal("False", TensorText.Of(shell, "\"$(Bits $one)\" -eq \"$(Bits $stream)\""));
    }

    [Fact]
    public void Early_stopping_puts_the_best_weights_back()
    {
        shell.Run(
            "$m = Net; $run = $m | Start-TrainingRun $iris -Epoch 300 -LearningRate 0.05 -EarlyStopping 3 -Seed 0");
        Assert.Equal("StoppedEarly", TensorText.Of(shell, "$run.State"));
        Assert.Equal("3", TensorText.Of(shell, "$run.EpochCount - $run.BestEpoch"));
        Assert.Equal("True", TensorText.Of(shell, "$run.Result.Epoch -eq $run.BestEpoch"));
        Assert.Equal(
            "True",
            TensorText.Of(shell, "[math]::Abs(($m | Test-Model $iris.Validation).Loss - $run.Result.ValidationLoss) -lt 1e-6"));
        Assert.Contains(
            "ValidationLoss did not improve for 3 epochs; the weights of epoch",
            TensorText.Of(shell, "$run.Reason"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_weights_are_kept_where_that_is_wished()
    {
        shell.Run(
            "$m = Net; $run = $m | Start-TrainingRun $iris -Epoch 300 -LearningRate 0.05 -EarlyStopping 3 -KeepLastWeight -Seed 0");
        Assert.Equal("StoppedEarly True", TensorText.Of(shell, "$run.State; $run.Result.Epoch -eq $run.EpochCount"));
        Assert.Equal(
            "True",
            TensorText.Of(shell, "[math]::Abs(($m | Test-Model $iris.Validation).Loss - $run.Result.ValidationLoss) -lt 1e-6"));
    }

    [Theory]
    [InlineData("ValidationLoss", "ValidationLoss", "Minimum")]
    [InlineData("ValidationAccuracy", "ValidationAccuracy", "Maximum")]
    [InlineData("TrainingLoss", "TrainingLoss", "Minimum")]
    [InlineData("TrainingAccuracy", "TrainingAccuracy", "Maximum")]
    public void The_best_epoch_is_that_of_the_monitored_value(string monitor, string property, string extreme)
    {
        shell.Run(
            $"$run = Net | Start-TrainingRun $iris -Epoch 12 -EarlyStopping 100 -Monitor {monitor} -Seed 0; $values = [NormTools.Tensor]$run.History.{property}");
        Assert.Equal(
            "True",
            TensorText.Of(shell, $"[float]$run.History[$run.BestEpoch - 1].{property} -eq (Measure-Tensor $values).{extreme}"));
    }

    [Fact]
    public void A_change_below_the_least_one_is_no_improvement()
    {
        shell.Run("$run = Net | Start-TrainingRun $iris -Epoch 50 -EarlyStopping 2 -MinimumChange 1000 -Seed 0");
        Assert.Equal("StoppedEarly 3 1", TensorText.Of(shell, "$run.State; $run.EpochCount; $run.BestEpoch"));
    }

    [Fact]
    public void A_script_sees_each_epoch_as_it_happens_and_can_end_the_run()
    {
        shell.Run(
            """
            $seen = @()
            $run = Net | Start-TrainingRun $iris -Epoch 9 -Seed 0 -OnEpoch {
                $script:seen += "$($_.Epoch)/$($args[0].Epoch)/$($args[1].EpochCount)"
                if ($_.Epoch -eq 3) { $args[1].Stop() }
            }
            """);
        Assert.Equal("1/1/1 2/2/2 3/3/3", TensorText.Of(shell, "$seen"));
        Assert.Equal("StoppedByScript 3 False", TensorText.Of(shell, "$run.State; $run.EpochCount; $run.CanResume"));
        Assert.Equal("The script of -OnEpoch ended it after epoch 3.", TensorText.Of(shell, "$run.Reason"));
    }

    [Fact]
    public void Epochs_are_written_to_the_verbose_stream_and_progress_is_shown()
    {
        ShellResult result = shell.Run("Net | Start-TrainingRun $iris -Epoch 3 -Seed 0 -Verbose");
        Assert.Equal(
            3,
            result.Verbose.Count(line => line.StartsWith("Epoch ", StringComparison.Ordinal) && line.Contains("validation loss", StringComparison.Ordinal)));
        Assert.Contains(result.Progress, record => record.StatusDescription.StartsWith("Epoch ", StringComparison.Ordinal)
            && record.StatusDescription.Contains("loss", StringComparison.Ordinal) && record.PercentComplete is >= 0 and <= 100);
        Assert.Equal(ProgressRecordType.Completed, result.Progress[^1].RecordType);
    }

    [Fact]
    public void A_loss_that_is_not_finite_ends_the_run_and_keeps_the_history()
    {
        ShellResult result = shell.Run(
            "$m = New-Model 4 -Seed 0 { Linear 8; ReLU; Linear 3 }; $run = $m | Start-TrainingRun $iris -Epoch 5 -Optimizer SGD -LearningRate 1e30 -Seed 0");
        ErrorRecord error = result.Error("LossNotFinite");
        Assert.Equal(ErrorCategory.InvalidResult, error.CategoryInfo.Category);
        Assert.Contains("in epoch 1, step 2", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("NotFinite False 0", TensorText.Of(shell, "$run.State; $run.CanResume; $run.History.Count"));
        Assert.Empty(shell.Run("Net | Start-TrainingRun $iris -Epoch 1 -Seed 0").Errors);
    }

    [Fact]
    public void A_loss_of_rates_below_0_says_what_the_outputs_have_to_be()
    {
        string message = shell.Run(
            "$counts = New-Dataset (New-RandomTensor 40, 3 Normal -Seed 1) (1..40 | ForEach-Object { $_ % 5 }) -Task Regression; "
            + "New-Model 3 -Seed 0 { Linear 1 } | Start-TrainingRun $counts -Epoch 2 -Loss PoissonNegativeLogLikelihood -LossArgument @{ log_input = $false } -Seed 0")
            .Error("LossNotFinite").Exception.Message;
        Assert.Contains("With log_input = $false PoissonNegativeLogLikelihood takes the rates themselves", message, StringComparison.Ordinal);
        Assert.DoesNotContain("-LearningRate", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantities_are_trained_by_the_mean_squared_error_and_have_no_accuracy()
    {
        shell.Run(
            "$m = New-Model 10 -Seed 0 { Linear 16; ReLU; Linear 1 }; $run = $m | Start-TrainingRun $sugar -Epoch 3 -Seed 0");
        Assert.Equal("MeanSquaredError True True", TensorText.Of(
            shell, "$run.Options.Loss; $null -eq $run.History[0].TrainingAccuracy; $null -eq $run.History[0].ValidationLoss"));
        Assert.Equal("True", TensorText.Of(shell, "$null -eq ($m | Test-Model $sugar).Accuracy"));
    }

    [Fact]
    public void Validation_data_may_be_given_beside_the_training_data()
    {
        shell.Run("$run = Net | Start-TrainingRun $iris.Train -Validation $iris.Test -Epoch 1 -Seed 0");
        Assert.Equal(
            "True",
            TensorText.Of(shell, "[math]::Abs(($run.Model | Test-Model $iris.Test).Loss - $run.History[0].ValidationLoss) -lt 1e-6"));
    }

    [Fact]
    public void The_confusion_matrix_counts_every_sample_once()
    {
        shell.Run(
            "$m = Net; $null = $m | Start-TrainingRun $iris -Epoch 30 -LearningRate 0.02 -Seed 0; $test = $m | Test-Model $iris");
        Assert.Equal(
            "30 30",
            TensorText.Of(shell, "$test.Count; $sum = 0; $test.ConfusionMatrix.ToArray() | ForEach-Object { $sum += $_ }; $sum"));
        Assert.Equal("True", TensorText.Of(
            shell,
            "$right = 0; 0..2 | ForEach-Object { $right += $test.ConfusionMatrix[$_, $_] }; [math]::Abs($right / 30 - $test.Accuracy) -lt 1e-12"));
        Assert.Equal("setosa versicolor virginica", TensorText.Of(shell, "$test.ClassNames"));
        Assert.Contains("virginica", TensorText.Of(shell, "$test.ToDisplayString()"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "Net | Start-TrainingRun $iris -LearningRate -1",
        "ParameterArgumentValidationError",
        ErrorCategory.InvalidData)]
    [InlineData(
        "Net | Start-TrainingRun $iris -Epoch 0", "ParameterArgumentValidationError", ErrorCategory.InvalidData)]
    [InlineData(
        "Net | Start-TrainingRun $iris -Epoch 1.5", "ParameterArgumentTransformationError", ErrorCategory.InvalidData)]
    [InlineData("Net | Start-TrainingRun $iris -BatchSize 1", "OneValuePerChannel", ErrorCategory.InvalidArgument)]
    [InlineData("Net | Start-TrainingRun $iris -BatchSize 89", "LastBatchOfOne", ErrorCategory.InvalidArgument)]
    [InlineData(
        "Net | Start-TrainingRun $iris -BatchSize 1000 -DropLast", "InvalidRunOptions", ErrorCategory.InvalidArgument)]
    [InlineData("Net | Start-TrainingRun $sugar", "FeatureWidthMismatch", ErrorCategory.InvalidArgument)]
    [InlineData("Net | Start-TrainingRun 5", "NotADataset", ErrorCategory.InvalidArgument)]
    [InlineData("Net | Start-TrainingRun (New-Tensor 4, 4)", "NotADataset", ErrorCategory.InvalidArgument)]
    [InlineData("New-Model 4 { Linear 2 } | Start-TrainingRun $iris", "LabelOutOfRange", ErrorCategory.InvalidData)]
    [InlineData("New-Model 4 { ReLU } | Start-TrainingRun $iris", "NothingToTrain", ErrorCategory.InvalidArgument)]
    [InlineData(
        "New-Model 10 { Linear 2 } | Start-TrainingRun $sugar", "TargetWidthMismatch", ErrorCategory.InvalidArgument)]
    [InlineData(
        "New-Model 1 { Linear 2 } | Start-TrainingRun (New-Dataset (1, 2, 3) a, a, a)",
        "OneClass",
        ErrorCategory.InvalidData)]
    [InlineData(
        "New-Model 1 { Linear 2 } | Start-TrainingRun (New-Dataset (1, 2, [double]::NaN) a, b, a)",
        "NotFiniteData",
        ErrorCategory.InvalidData)]
    [InlineData(
        "Net | Start-TrainingRun $iris -MinimumChange 1", "ParameterHasNoEffect", ErrorCategory.InvalidArgument)]
    [InlineData("Net | Start-TrainingRun $iris -KeepLastWeight", "ParameterHasNoEffect", ErrorCategory.InvalidArgument)]
    [InlineData("Net | Start-TrainingRun $iris -Momentum 0.9", "ParameterHasNoEffect", ErrorCategory.InvalidArgument)]
    [InlineData("Net | Start-TrainingRun $iris -Nesterov", "ParameterHasNoEffect", ErrorCategory.InvalidArgument)]
    [InlineData(
        "Net | Start-TrainingRun $iris -Optimizer SGD -Nesterov", "InvalidRunOptions", ErrorCategory.InvalidArgument)]
    [InlineData(
        "Net | Start-TrainingRun $iris.Train -EarlyStopping 3 -Monitor ValidationLoss",
        "NothingToMonitor",
        ErrorCategory.InvalidArgument)]
    [InlineData("Net | Start-TrainingRun $iris -Resume", "NothingToResume", ErrorCategory.InvalidArgument)]
    [InlineData(
        "Net | Start-TrainingRun $iris -CheckpointPath ./no/folder/file", "PathNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData(
        "Net | Start-TrainingRun $iris -CheckpointPath variable:x", "NotAFilePath", ErrorCategory.InvalidArgument)]
    [InlineData(
        "Net | Start-TrainingRun $iris -Optimizer Tiger", "UnknownOptimizer", ErrorCategory.InvalidArgument)]
    [InlineData(
        "$t = New-Tensor 4, 4; $t.Dispose(); $d = New-Dataset $t (0, 1, 0, 1)",
        "TensorDisposed",
        ErrorCategory.InvalidOperation)]
    [InlineData("Net | Test-Model $sugar.Train", "FeatureWidthMismatch", ErrorCategory.InvalidArgument)]
    [InlineData("Net | Test-Model 5", "NotADataset", ErrorCategory.InvalidArgument)]
    [InlineData(
        "Net | Test-Model ($iris.Train | Split-Dataset -Validation 0.5)", "EmptyDataset", ErrorCategory.InvalidData)]
    public void A_mistake_is_one_clear_error_leaves_no_run_and_the_session_goes_on(string script, string id, ErrorCategory category)
    {
        string before = TensorText.Of(
            shell,
            "@(Get-TrainingRun).Count; [Runtime.CompilerServices.RuntimeHelpers]::GetHashCode(@(Get-TrainingRun)[-1])");
        ShellResult result = shell.Run(script + "; 'goes on'");
        Assert.Equal(category, result.Error(id).CategoryInfo.Category);
        Assert.Equal("goes on", Assert.Single(result.Objects).BaseObject);
        Assert.Equal(
            before,
            TensorText.Of(shell, "@(Get-TrainingRun).Count; [Runtime.CompilerServices.RuntimeHelpers]::GetHashCode(@(Get-TrainingRun)[-1])"));
    }

    [Theory]
    [InlineData("-Optimizer sgd -Momentum 0.9 -Nesterov", "SGD CrossEntropy ValidationLoss")]
    [InlineData("-Optimizer rmsprop -Momentum 0.5", "RMSprop CrossEntropy ValidationLoss")]
    [InlineData("-Optimizer ADAM -Loss crossentropy", "Adam CrossEntropy ValidationLoss")]
    [InlineData("-EarlyStopping 1 -Monitor trainingaccuracy", "Adam CrossEntropy TrainingAccuracy")]
    [InlineData("-EarlyStopping 1 -Monitor val_accuracy", "Adam CrossEntropy ValidationAccuracy")]
    [InlineData("-EarlyStopping 1 -Monitor val_acc", "Adam CrossEntropy ValidationAccuracy")]
    [InlineData("-EarlyStopping 1 -Monitor 'Validation accuracy'", "Adam CrossEntropy ValidationAccuracy")]
    [InlineData("-EarlyStopping 1 -Monitor val_sparse_categorical_accuracy", "Adam CrossEntropy ValidationAccuracy")]
    public void Names_are_taken_in_any_case(string arguments, string expected) => Assert.Equal(
        expected,
        TensorText.Of(
            shell,
            $"$o = (Net | Start-TrainingRun $iris -Epoch 1 -Seed 0 {arguments}).Options; $o.Optimizer; $o.Loss; $o.Monitor"));

    [Fact]
    public void A_loss_that_runs_away_is_shown_as_a_power_of_ten() => Assert.Equal(
        "True False",
        TensorText.Of(
            shell,
            """
            $shown = (New-Model 1 -Seed 0 { Linear 1 } | Start-TrainingRun (New-Dataset (1e18, 2) (1.5, 2)) -Epoch 1 -Seed 0).ToDisplayString()
            $shown -match 'training loss \d\.\d{4}e\+\d\d'
            $shown -match '\d{10}'
            """));

    [Fact]
    public void One_model_that_does_not_fit_does_not_keep_the_others_from_training()
    {
        ShellResult result = shell.Run(
            "(Net), (New-Model 5 { Linear 3 }), (Net) | Start-TrainingRun $iris -Epoch 1 -Seed 0");
        Assert.Equal(
            "[5] -> [3], 1 layer, 18 parameters", result.Error("FeatureWidthMismatch").TargetObject.ToString());
        Assert.Equal(2, result.Objects.Count);
    }

    [Fact]
    public void Only_the_latest_ten_runs_are_kept_and_they_can_be_filtered()
    {
        shell.Run("1..12 | ForEach-Object { $null = Net | Start-TrainingRun $iris -Epoch 1 -Seed $_ }");
        Assert.Equal("10 12", TensorText.Of(shell, "@(Get-TrainingRun).Count; (Get-TrainingRun -Last 1).Options.Seed"));
        Assert.Equal(
            "0 3",
            TensorText.Of(shell, "@(Get-TrainingRun -State Interrupted).Count; @(Get-TrainingRun -State Finished, Running -Last 3).Count"));
    }

    [Fact]
    public void The_list_of_runs_keeps_the_latest_model_and_of_the_others_what_they_were()
    {
        shell.Run("foreach ($seed in 1, 2, 3) { $null = Net | Start-TrainingRun $iris -Epoch 2 -Seed $seed }; $held = Net | Start-TrainingRun $iris -Epoch 2 -Seed 4; $null = Net | Start-TrainingRun $iris -Epoch 2 -Seed 5");
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(
            "2 True True True",
            TensorText.Of(
                shell,
                """
                $runs = Get-TrainingRun -Last 5
                $runs[0].History.Count
                $runs[0].ToDisplayString() -match 'parameters'
                [object]::ReferenceEquals($runs[3], $held)
                $runs[4].Model.ParameterCount -eq $held.Model.ParameterCount
                """));
        Assert.Contains(
            "keep the run or its model in a variable",
            shell.Run("(Get-TrainingRun -Last 5)[0] | Test-Model -Data $iris.Test").Errors[0].Exception.Message,
            StringComparison.Ordinal);
        Assert.False((bool)shell.Run("(Get-TrainingRun -Last 5)[0].CanResume").Objects[0].BaseObject);
    }
}
