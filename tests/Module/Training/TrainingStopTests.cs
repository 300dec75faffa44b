using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>Ctrl+C, errors in scripts, Resume-TrainingRun and checkpoints: a run that goes on ends with the same
/// bits.</summary>
[Collection("Training runs")]
public sealed class TrainingStopTests : IClassFixture<Shell>, IDisposable
{
    private readonly Shell shell;
    private readonly string folder = Directory.CreateTempSubdirectory("NormTools-").FullName;

    public TrainingStopTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            param($data, $folder)
            $null = $ExecutionContext.SessionState.Path.SetLocation($folder)
            $whole = Import-Dataset ($data + '/digits.csv.gz') -Label label
            $digits = $whole | Split-Dataset -Test 0.2 -Validation 0.1 -Seed 1
            function Net { New-Model 64 -Seed 0 { Linear 32; BatchNorm; ReLU; Dropout 0.2; Linear 10 } }
            function Bits($model) { foreach ($name in $model.Parameters.Keys) { $model.Parameters[$name].ToArray() -join ' ' } }
            """,
            Path.Combine(BuiltModule.Folder, "data"),
            folder);
    }

    public void Dispose()
    {
        shell.Run("$null = $ExecutionContext.SessionState.Path.SetLocation([IO.Path]::GetTempPath())");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_run_that_is_stopped_ends_at_once_and_keeps_weights_and_history()
    {
        ShellResult result = shell.RunUntil(
            r => r.Progress.Count > 3, "$m = Net; $run = $null; $run = $m | Start-TrainingRun $digits -Epoch 1000000 -Seed 0");
        Assert.True(result.Stopped);
        Assert.InRange(result.StopTime, TimeSpan.Zero, TimeSpan.FromSeconds(2)); // a fifth of a second where nothing else runs
        Assert.Equal("True Interrupted True True", TensorText.Of(
            shell, "$null -eq $run; $m.LastRun.State; $m.LastRun.CanResume; $m.LastRun.EpochCount -gt 0"));
        Assert.Equal("It was stopped (Ctrl+C).", TensorText.Of(shell, "$m.LastRun.Reason"));
        Assert.Equal("True", TensorText.Of(shell, "($m | Test-Model $digits).Accuracy -gt 0.5"));
        Assert.Equal(
            "True",
            TensorText.Of(shell, "[object]::ReferenceEquals((Get-TrainingRun -State Interrupted -Last 1), $m.LastRun)"));
    }

    [Fact]
    public void A_large_step_does_not_keep_a_stop_waiting()
    {
        ShellResult result = shell.RunUntil(
            r => r.Progress.Count > 2,
            """
            $big = New-Dataset (New-Tensor 20000, 784 -Value 0.5) (0..19999 | ForEach-Object { $_ % 10 })
            $m = New-Model 784 -Seed 0 { Linear 512; BatchNorm; ReLU; Linear 512; BatchNorm; ReLU; Linear 10 }
            $m | Start-TrainingRun $big -Epoch 1000 -BatchSize 512 -Seed 0
            """);
        Assert.True(result.Stopped);
        Assert.InRange(result.StopTime, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_stopped_run_goes_on_to_the_same_bits()
    {
        const int Epochs = 300;
        shell.RunUntil(r => r.Progress.Count > 2, $"$m = Net; $m | Start-TrainingRun $digits -Epoch {Epochs} -Seed 0");
        string stopped = TensorText.Of(shell, "$m.LastRun.State; $m.LastRun.EpochCount");
        Assert.True(
            stopped.StartsWith("Interrupted", StringComparison.Ordinal),
            $"The run was over before it could be stopped: {stopped}");
        shell.Run(
            $"$run = $m.LastRun | Resume-TrainingRun; $n = Net; $whole = $n | Start-TrainingRun $digits -Epoch {Epochs} -Seed 0");
        Assert.Equal($"Finished {Epochs}", TensorText.Of(shell, "$run.State; $run.EpochCount"));
        Assert.Equal("True", TensorText.Of(shell, "\"$(Bits $m)\" -eq \"$(Bits $n)\""));
        Assert.Equal(
            "True",
            TensorText.Of(shell, "\"$($run.History.ValidationLoss)\" -eq \"$($whole.History.ValidationLoss)\""));
    }

    [Fact]
    public void An_error_in_the_script_breaks_the_run_off_and_it_goes_on_to_the_same_bits()
    {
        ShellResult result = shell.Run(
            "$m = Net; $m | Start-TrainingRun $digits -Epoch 6 -Seed 0 -OnEpoch { if ($_.Epoch -eq 2) { throw 'a mistake' } }");
        Assert.Contains("a mistake", result.Failure?.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(
            "Interrupted 2 True",
            TensorText.Of(shell, "$m.LastRun.State; $m.LastRun.EpochCount; $m.LastRun.CanResume"));
        shell.Run(
            "$null = $m.LastRun | Resume-TrainingRun; $n = Net; $null = $n | Start-TrainingRun $digits -Epoch 6 -Seed 0");
        Assert.Equal("True", TensorText.Of(shell, "\"$(Bits $m)\" -eq \"$(Bits $n)\""));
    }

    [Fact]
    public void A_run_that_has_ended_cannot_go_on()
    {
        ShellResult result = shell.Run("Net | Start-TrainingRun $digits -Epoch 1 -Seed 0 | Resume-TrainingRun");
        ErrorRecord error = result.Error("CannotResume");
        Assert.Equal(ErrorCategory.InvalidOperation, error.CategoryInfo.Category);
        Assert.Contains("Finished", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_goes_on_in_another_session_to_the_same_bits()
    {
        shell.Run("$null = Net | Start-TrainingRun $digits -Epoch 3 -Seed 0 -CheckpointPath ./run.checkpoint");
        shell.Run(
            "$m = Net; $run = $m | Start-TrainingRun $digits -Epoch 6 -Seed 0 -CheckpointPath ./run.checkpoint -Resume");
        Assert.Equal("Finished 6 1 2 3 4 5 6", TensorText.Of(shell, "$run.State; $run.EpochCount; $run.History.Epoch"));
        shell.Run("$n = Net; $null = $n | Start-TrainingRun $digits -Epoch 6 -Seed 0");
        Assert.Equal("True", TensorText.Of(shell, "\"$(Bits $m)\" -eq \"$(Bits $n)\""));
    }

    [Fact]
    public void A_checkpoint_is_also_written_when_a_run_is_stopped()
    {
        shell.RunUntil(
            r => r.Progress.Count > 2,
            "$null = Net | Start-TrainingRun $digits -Epoch 100 -Seed 0 -CheckpointPath ./stopped.checkpoint");
        shell.Run(
            "$m = Net; $run = $m | Start-TrainingRun $digits -Epoch 100 -Seed 0 -CheckpointPath ./stopped.checkpoint -Resume");
        shell.Run("$n = Net; $null = $n | Start-TrainingRun $digits -Epoch 100 -Seed 0");
        Assert.Equal("Finished 100", TensorText.Of(shell, "$run.State; $run.EpochCount"));
        Assert.Equal("True", TensorText.Of(shell, "\"$(Bits $m)\" -eq \"$(Bits $n)\""));
    }

    [Theory]
    [InlineData("-Epoch 3 -Seed 1", "CheckpointMismatch")]
    [InlineData("-Epoch 3 -Seed 0 -BatchSize 16", "CheckpointMismatch")]
    [InlineData("-Epoch 3 -Seed 0 -Optimizer SGD", "CheckpointMismatch")]
    public void A_checkpoint_of_another_run_is_an_error_and_changes_nothing(string options, string id)
    {
        shell.Run(
            "$null = Net | Start-TrainingRun $digits -Epoch 2 -Seed 0 -CheckpointPath ./other.checkpoint; $m = Net; $before = \"$(Bits $m)\"");
        ShellResult result = shell.Run(
            $"$m | Start-TrainingRun $digits {options} -CheckpointPath ./other.checkpoint -Resume");
        Assert.Equal(ErrorCategory.InvalidArgument, result.Error(id).CategoryInfo.Category);
        Assert.Equal("True True", TensorText.Of(shell, "$before -eq \"$(Bits $m)\"; $null -eq $m.LastRun"));
    }

    [Theory]
    [InlineData("-Seed 1", "-Seed is 1 and was 0.")]
    [InlineData("", "-Seed is not given and was 0.")]
    [InlineData("-Seed 0 -BatchSize 16", "-BatchSize is 16 and was 32.")]
    [InlineData("-Seed 0 -LearningRate 0.01", "-LearningRate is 0.01 and was 0.001.")]
    [InlineData("-Seed 0 -WeightDecay 0.1", "-WeightDecay is 0.1 and was 0.")]
    [InlineData("-Seed 0 -Optimizer SGD -Momentum 0.9", "-Optimizer is SGD and was Adam.")]
    [InlineData("-Seed 0 -NoShuffle", "-NoShuffle is given and was not.")]
    [InlineData("-Seed 0 -DropLast", "-DropLast is given and was not.")]
    [InlineData("-Seed 0 -ClipNorm 1", "-ClipNorm is 1 and was not given.")]
    [InlineData("-Seed 0 -EarlyStopping 3", "-EarlyStopping is 3 and was not given.")]
    public void What_differs_from_a_checkpoint_is_told_as_it_is_typed(string options, string says)
    {
        shell.Run("$null = Net | Start-TrainingRun $digits -Epoch 1 -Seed 0 -CheckpointPath ./words.checkpoint");
        ShellResult result = shell.Run(
            $"Net | Start-TrainingRun $digits -Epoch 2 {options} -CheckpointPath ./words.checkpoint -Resume");
        Assert.EndsWith(": " + says, result.Error("CheckpointMismatch").Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$digits.Train", "Net", "the validation data has 0 rows and had 180.")]
    [InlineData("$digits", "New-Model 64 -Seed 0 { Linear 10 }", "the model has another input shape, or other layers.")]
    [InlineData(
        "($whole | Split-Dataset -Test 0.2 -Validation 0.1 -Seed 77)", "Net",
        "the training data has other values, another order or another scale.")]
    public void Other_data_or_another_model_than_the_checkpoints_is_told(string data, string model, string says)
    {
        shell.Run("$null = Net | Start-TrainingRun $digits -Epoch 1 -Seed 0 -CheckpointPath ./data.checkpoint");
        ShellResult result = shell.Run(
            $"{model} | Start-TrainingRun {data} -Epoch 2 -Seed 0 -CheckpointPath ./data.checkpoint -Resume");
        Assert.EndsWith(": " + says, result.Error("CheckpointMismatch").Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-LearningRate 0.001 -BatchSize 32 -Optimizer Adam -WeightDecay 0 -Loss CrossEntropy")]
    [InlineData("-Thread 1")]
    public void An_option_that_says_its_default_goes_on(string options)
    {
        shell.Run("$null = Net | Start-TrainingRun $digits -Epoch 1 -Seed 0 -CheckpointPath ./equal.checkpoint");
        shell.Run(
            $"$m = Net; $run = $m | Start-TrainingRun $digits -Epoch 2 -Seed 0 {options} -CheckpointPath ./equal.checkpoint -Resume");
        shell.Run("$n = Net; $null = $n | Start-TrainingRun $digits -Epoch 2 -Seed 0");
        Assert.Equal("2 True", TensorText.Of(shell, "$run.EpochCount; \"$(Bits $m)\" -eq \"$(Bits $n)\""));
    }

    [Fact]
    public void A_seed_that_nobody_chose_does_not_keep_a_run_from_going_on()
    {
        shell.Run(
            """
            Net | Export-Model ./net.safetensors
            $whole = Import-Model ./net.safetensors
            $first = $whole | Start-TrainingRun $digits -Epoch 1 -CheckpointPath ./drawn.checkpoint
            $m = Import-Model ./net.safetensors
            $run = $m | Start-TrainingRun $digits -Epoch 2 -CheckpointPath ./drawn.checkpoint -Resume
            $n = Import-Model ./net.safetensors
            $null = $n | Start-TrainingRun $digits -Epoch 2 -Seed $first.Options.Seed
            """);
        Assert.Equal("2 True True", TensorText.Of(
            shell, "$run.EpochCount; $null -eq $run.Options.Seed; \"$(Bits $m)\" -eq \"$(Bits $n)\""));
    }

    [Fact]
    public void Without_a_checkpoint_there_is_nothing_to_resume()
    {
        const string Command = "$run = Net | Start-TrainingRun $digits -Epoch 1 -Seed 0 -CheckpointPath ./fresh.checkpoint ";
        ErrorRecord error = shell.Run(Command + "-Resume").Error("PathNotFound");
        Assert.Contains("-Resume:(Test-Path file)", error.Exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "fresh.checkpoint")));
        shell.Run(Command + "-Resume:(Test-Path ./fresh.checkpoint)");
        Assert.Equal("Finished 1", TensorText.Of(shell, "$run.State; $run.EpochCount"));
        Assert.True(File.Exists(Path.Combine(folder, "fresh.checkpoint")));
    }

    [Fact]
    public void What_a_kill_left_behind_goes_with_the_next_run()
    {
        string left = Path.Combine(folder, $".normtools-{Guid.NewGuid():N}.tmp");
        File.WriteAllText(left, "half");
        shell.Run("$null = Net | Start-TrainingRun $digits -Epoch 1 -Seed 0 -CheckpointPath ./whole.checkpoint");
        Assert.False(File.Exists(left));
    }

    [Theory]
    [InlineData("[IO.File]::WriteAllText(\"$pwd/victim\", 'a table, for instance')")]
    [InlineData("[IO.File]::WriteAllText(\"$pwd/victim\", '')")]
    [InlineData("[IO.File]::WriteAllText(\"$pwd/victim\", '{\"normtools_checkpoint\":' * 9)")]
    [InlineData("Net | Export-Model ./victim")]
    public void A_file_that_is_no_checkpoint_is_not_replaced(string make)
    {
        shell.Run($"{make}; $before = [IO.File]::ReadAllBytes(\"$pwd/victim\"); $m = Net");
        ErrorRecord error = shell.Run("$m | Start-TrainingRun $digits -Epoch 1 -CheckpointPath ./victim").Error("FileIsNoCheckpoint");
        Assert.Equal(ErrorCategory.ResourceExists, error.CategoryInfo.Category);
        Assert.Contains(Path.Combine(folder, "victim"), error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("True True", TensorText.Of(
            shell, "$null -eq $m.LastRun; \"$before\" -eq \"$([IO.File]::ReadAllBytes(\"$pwd/victim\"))\""));
    }

    [Fact]
    public void Two_runs_do_not_write_to_one_checkpoint()
    {
        shell.Run(
            """
            $first = Net
            $first | Start-TrainingRun $digits -Epoch 3 -Seed 0 -CheckpointPath ./shared.checkpoint -OnEpoch {
                $script:inner = try { Net | Start-TrainingRun $digits -Epoch 1 -Seed 5 -CheckpointPath ./shared.checkpoint -Force -ErrorAction Stop } catch { $_ }
            } | Out-Null
            """);
        Assert.Equal("CheckpointInUse Finished", TensorText.Of(
            shell, "$inner.FullyQualifiedErrorId.Split(',')[0]; $first.LastRun.State"));

        // Its place is free again.
        Assert.Equal("Finished", TensorText.Of(
            shell, "(Net | Start-TrainingRun $digits -Epoch 1 -Seed 5 -CheckpointPath ./shared.checkpoint -Force).State"));
    }

    [Fact]
    public void What_was_put_in_the_place_of_a_checkpoint_meanwhile_stays()
    {
        shell.Run(
            """
            $m = Net
            $run = { $m | Start-TrainingRun $digits -Epoch 3 -Seed 0 -CheckpointPath ./mine.checkpoint -OnEpoch { [IO.File]::WriteAllText("$pwd/mine.checkpoint", 'notes') } }
            """);
        ErrorRecord error = shell.Run("& $run").Error("CheckpointChanged");
        Assert.Equal(ErrorCategory.ResourceExists, error.CategoryInfo.Category);
        Assert.Equal("notes Interrupted", TensorText.Of(shell, "[IO.File]::ReadAllText(\"$pwd/mine.checkpoint\"); $m.LastRun.State"));
        Assert.Equal("Finished 3", TensorText.Of(
            shell, "$on = $m.LastRun | Resume-TrainingRun -CheckpointPath ./elsewhere.checkpoint; $on.State; $on.EpochCount"));
    }

    [Fact]
    public void A_checkpoint_that_was_cut_is_said_to_be_damaged_where_it_is_to_be_read()
    {
        shell.Run(
            """
            $null = Net | Start-TrainingRun $digits -Epoch 1 -Seed 0 -CheckpointPath ./cut.checkpoint
            $bytes = [IO.File]::ReadAllBytes("$pwd/cut.checkpoint")
            [IO.File]::WriteAllBytes("$pwd/cut.checkpoint", $bytes[0..($bytes.Length - 2)])
            """);
        const string Command = "Net | Start-TrainingRun $digits -Epoch 2 -Seed 0 -CheckpointPath ./cut.checkpoint";
        Assert.Equal(ErrorCategory.ReadError, shell.Run(Command + " -Resume").Errors[0].CategoryInfo.Category);
        shell.Run(Command).Error("FileIsNoCheckpoint");
    }

    [Fact]
    public void A_model_that_a_script_of_its_run_disposes_of_ends_the_run()
    {
        shell.Run("$m = Net; $m | Start-TrainingRun $digits -Epoch 3 -Seed 0 -OnEpoch { $m.Dispose() }").Error("ModelDisposed");
        Assert.Equal("Interrupted 1", TensorText.Of(shell, "$m.LastRun.State; $m.LastRun.EpochCount"));
    }

    [Fact]
    public void Rows_that_weigh_nothing_together_are_no_training_data()
    {
        ErrorRecord error = shell.Run("Net | Start-TrainingRun $digits -Epoch 2 -ClassWeight (,0 * 10)").Error("NothingWeighted");
        Assert.Contains("-ClassWeight", error.Exception.Message, StringComparison.Ordinal);
        shell.Run("New-Dataset (New-Tensor 2, 3) (New-Tensor 2) -SampleWeight (New-Tensor 2 -Value -1)").Error("InvalidSampleWeight");
        shell.Run("Net | Start-TrainingRun $digits -Epoch 1 -Metric @{ a = 1 }").Error("UnknownMetric");
    }

    [Fact]
    public void A_run_that_goes_on_replaces_checkpoints_alone()
    {
        shell.Run(
            """
            [IO.File]::WriteAllText("$pwd/table", 'a,b')
            $m = Net
            try { $m | Start-TrainingRun $digits -Epoch 3 -Seed 0 -OnEpoch { throw 'broken' } -ErrorAction Stop } catch { }
            """);
        shell.Run("$m.LastRun | Resume-TrainingRun -CheckpointPath ./table").Error("FileIsNoCheckpoint");
        Assert.Equal("a,b Interrupted", TensorText.Of(shell, "[IO.File]::ReadAllText(\"$pwd/table\"); $m.LastRun.State"));
    }

    [Fact]
    public void A_checkpoint_takes_the_place_of_another_one_with_force_alone()
    {
        shell.Run("$null = Net | Start-TrainingRun $digits -Epoch 3 -Seed 0 -CheckpointPath ./again.checkpoint");
        const string Command = "$run = Net | Start-TrainingRun $digits -Epoch 2 -Seed 1 -CheckpointPath ./again.checkpoint";
        ErrorRecord error = shell.Run(Command).Error("CheckpointExists");
        Assert.Equal(ErrorCategory.ResourceExists, error.CategoryInfo.Category);
        Assert.Contains("in epoch 3", error.Exception.Message, StringComparison.Ordinal);
        shell.Run(Command + " -Force");
        Assert.Equal("Finished 2", TensorText.Of(shell, "$run.State; $run.EpochCount"));
    }

    [Fact]
    public void A_run_that_goes_on_replaces_its_own_checkpoint_without_force()
    {
        shell.Run(
            """
            $null = Net | Start-TrainingRun $digits -Epoch 1 -Seed 0 -CheckpointPath ./another.checkpoint
            $m = Net
            $p = './own.checkpoint'
            try { $m | Start-TrainingRun $digits -Epoch 3 -Seed 0 -OnEpoch { throw 'x' } -CheckpointPath $p -ErrorAction Stop } catch { }
            """);
        shell.Run("$m.LastRun | Resume-TrainingRun -CheckpointPath ./another.checkpoint").Error("CheckpointExists");
        shell.Run("$run = $m.LastRun | Resume-TrainingRun -CheckpointPath ./own.checkpoint");
        Assert.Equal("Finished 3", TensorText.Of(shell, "$run.State; $run.EpochCount"));
    }

    [Fact]
    public void A_target_that_a_script_makes_impossible_breaks_the_run_off_and_is_named()
    {
        shell.Run(
            """
            $d = New-Dataset -Feature (New-RandomTensor 60, 4 -Seed 0) -Target (New-Tensor -Data (0..59 | ForEach-Object { $_ % 3 }) -Shape 60 -DType Int64) -ClassName a, b, c
            $m = New-Model 4 -Seed 0 { Linear 8; ReLU; Linear 3 }
            """);
        ErrorRecord error = shell.Run("$m | Start-TrainingRun $d -Epoch 5 -Seed 0 -OnEpoch { $d.Target.Fill(1e9) }").Error("LabelOutOfRange");
        Assert.Contains("has the class 1000000000 in row", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("Interrupted", TensorText.Of(shell, "$m.LastRun.State"));
        shell.Run("$d | Split-Dataset -Test 0.2 -Stratify").Error("LabelOutOfRange");
    }

    [Theory]
    [InlineData("Loss", "training")]
    [InlineData("Accuracy", "validation")]
    [InlineData("loss", "Loss")]
    public void The_learning_curves_are_drawn_as_SVG(string metric, string series)
    {
        ShellResult result = shell.Run(
            $"Net | Start-TrainingRun $digits -Epoch 5 -EarlyStopping 9 -Seed 0 | Export-TrainingChart ./{metric}.svg -Metric {metric} -Title 'Digits & more' -PassThru");
        Assert.Equal($"{metric}.svg", ((FileInfo)Assert.Single(result.Objects).BaseObject).Name);
        System.Xml.Linq.XDocument svg = System.Xml.Linq.XDocument.Load(Path.Combine(folder, $"{metric}.svg"));
        Assert.Equal("svg", svg.Root!.Name.LocalName);
        Assert.Contains("Digits & more", svg.Root.Value, StringComparison.Ordinal);
        Assert.Contains(series, svg.Root.Value, StringComparison.Ordinal);
        Assert.Equal(
            "FileExists",
            shell.Run($"Get-TrainingRun -Last 1 | Export-TrainingChart ./{metric}.svg").Error("FileExists").FullyQualifiedErrorId.Split(',')[0]);
    }

    [Theory]
    [InlineData("1e13", "1e26 1.02e26 1.04e26 1.06e26 1.08e26 1.1e26")] // one value alone
    [InlineData("1e4", "1e8 1.02e8 1.04e8 1.06e8 1.08e8 1.1e8")]
    [InlineData("1e-5", "1e-10 1.02e-10 1.04e-10 1.06e-10 1.08e-10 1.1e-10")]
    public void Losses_of_any_size_have_ticks_that_differ(string target, string labels)
    {
        shell.Run(
            $$"""
            $far = New-Dataset (New-Tensor 8, 2) (1..8 | ForEach-Object { [double]{{target}} }) -Task Regression
            $null = New-Model 2 -Seed 1 { Linear 1 -NoBias } | Start-TrainingRun $far -Epoch 2 -Seed 1 -LearningRate 1e-30 |
                Export-TrainingChart ./far.svg -Force
            """);
        string svg = File.ReadAllText(Path.Combine(folder, "far.svg"));
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.All(labels.Split(' '), label => Assert.Contains($">{label}<", svg, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("$run, $run | Export-TrainingChart", 1)] // both are in one chart
    [InlineData("$run.Model, $run.Model | Measure-SignalPropagation -ChartPath", 2)]
    public void A_chart_that_cannot_be_written_is_an_error_and_the_next_one_goes_on(string script, int errors)
    {
        shell.Run("$run = Net | Start-TrainingRun $digits -Epoch 1 -Seed 0");
        ShellResult result = shell.Run($"{script} ('x' * 300 + '.svg'); 'goes on'");
        Assert.Equal(errors, result.Errors.Count);
        Assert.All(result.Errors, error => Assert.StartsWith("FileNotWritable,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.All(result.Errors, error => Assert.Equal(ErrorCategory.WriteError, error.CategoryInfo.Category));
        Assert.Equal("goes on", Assert.Single(result.Objects).BaseObject);
    }
}
