using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>Scripts of a run: what -OnEpoch returns becomes metrics, -OnStep sees every step.</summary>
[Collection("Training runs")]
public sealed class RunScriptTests : IClassFixture<Shell>, IDisposable
{
    private readonly Shell shell;
    private readonly string folder = Directory.CreateTempSubdirectory("NormTools-").FullName;

    public RunScriptTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            param($data, $folder)
            $null = $ExecutionContext.SessionState.Path.SetLocation($folder)
            $iris = Import-Dataset ($data + '/iris.csv') -Label label -Standardize | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1
            $rows = $iris.Train.Count
            function Net { New-Model 4 -Seed 0 { Linear 8; ReLU; Linear 3 } }
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

    [Theory]
    [InlineData("@{ MyScore = 1 / $_.Epoch }")]
    [InlineData("[ordered]@{ MyScore = 1 / $_.Epoch }")]
    [InlineData("[pscustomobject]@{ MyScore = 1 / $_.Epoch }")]
    [InlineData("@{ MyScore = (1 / $_.Epoch).ToString([cultureinfo]::InvariantCulture) }")]
    [InlineData("@{ MyScore = New-Tensor (1 / $_.Epoch) -DType Float64 }")]
    [InlineData("@{ MyScore = , (1 / $_.Epoch) }")]
    public void Entries_of_a_table_become_metrics_of_the_epoch(string script)
    {
        shell.Run($"$run = Net | Start-TrainingRun $iris -Epoch 4 -Seed 0 -OnEpoch {{ {script} }}");
        Assert.Equal("1 0.5 0.333 0.25", TensorText.Of(shell, "$run.History.ForEach{ [math]::Round($_.MyScore, 3) }"));
        Assert.Equal("MyScore 0.25", TensorText.Of(shell, "$run.ScriptMetric; $run.History[3].ScriptMetrics['myscore']"));
        Assert.Contains("; MyScore 0.2500; ", TensorText.Of(shell, "\"$($run.History[3])\""), StringComparison.Ordinal);
        Assert.Contains("MyScore", TensorText.Of(shell, "$run.ToDisplayString()"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$null")]
    [InlineData("Get-Item ./nothing* | Select-Object -First 1")]
    public void What_is_nothing_is_NaN(string value) => Assert.Equal("NaN NaN", TensorText.Of(
        shell, $"(Net | Start-TrainingRun $iris -Epoch 2 -Seed 0 -OnEpoch {{ @{{ Score = {value} }} }}).History.Score"));

    [Fact]
    public void An_epoch_without_it_has_NaN_and_all_records_have_the_column() => Assert.Equal(
        "Often,Rare 1,NaN 2,NaN 3,30 4,NaN",
        TensorText.Of(
            shell,
            """
            $run = Net | Start-TrainingRun $iris -Epoch 4 -Seed 0 -OnEpoch { @{ Often = $_.Epoch }; if ($_.Epoch -eq 3) { @{ Rare = 10 * $_.Epoch } } }
            $run.ScriptMetric -join ','; foreach ($epoch in $run.History) { "$($epoch.Often),$($epoch.Rare)" }
            """));

    [Fact]
    public void A_chart_draws_it_as_one_line()
    {
        shell.Run("$run = Net | Start-TrainingRun $iris -Epoch 4 -Seed 0 -OnEpoch { @{ MyScore = 1 / $_.Epoch } }; $run | Export-TrainingChart ./mine.svg -Metric myscore");
        string svg = File.ReadAllText(Path.Combine(folder, "mine.svg"));
        Assert.Contains(">MyScore<", svg, StringComparison.Ordinal);
        Assert.DoesNotContain(">training<", svg, StringComparison.Ordinal);
        shell.Run("$run | Export-TrainingChart ./none.svg -Metric Other").Error("NoSuchMetric");
    }

    [Fact]
    public void It_is_monitored_in_its_own_epoch_and_its_weights_come_back()
    {
        shell.Run(
            """
            $bits = @{}
            $scores = 0, 0.5, 0.9, 0.7, 0.8, 0.6
            $run = Net | Start-TrainingRun $iris -Epoch 9 -Seed 0 -EarlyStopping 2 -Monitor MyScore -OnEpoch {
                $bits[$_.Epoch] = Bits $args[1].Model
                @{ MyScore = $scores[$_.Epoch] }
            }
            """);
        Assert.Equal("StoppedEarly 4 2 MyScore Maximum", TensorText.Of(
            shell, "$run.State; $run.EpochCount; $run.BestEpoch; $run.Options.Monitor; $run.Options.MonitorMode"));
        Assert.Equal("True 2", TensorText.Of(shell, "((Bits $run.Model) -join '') -eq ($bits[2L] -join ''); $run.Result.Epoch"));
        Assert.Equal(
            "MyScore did not improve for 2 epochs; the weights of epoch 2 were restored.", TensorText.Of(shell, "$run.Reason"));
    }

    [Theory]
    [InlineData("-Monitor Gini", "MonitorModeNeeded")]
    [InlineData("-Monitor ValidationLos", "UnknownMonitor")]
    [InlineData("-Monitor ValidationLoss -MonitorMode Maximum", "MonitorModeContradicts")]
    [InlineData("-MonitorMode Maximum", "ParameterHasNoEffect")]
    public void A_monitor_that_nothing_tells_of_is_refused(string monitor, string id) =>
        shell.Run($"Net | Start-TrainingRun $iris -Epoch 2 -EarlyStopping 2 {monitor} -OnEpoch {{ @{{ Gini = 1 }} }}").Error(id);

    [Theory]
    [InlineData("-Monitor Gini -MonitorMode Minimum", "1")]
    [InlineData("-Monitor Gini -MonitorMode Max", "3")]
    [InlineData("-Monitor my_rmse", "1")]
    [InlineData("-Monitor F1Score", "3")]
    [InlineData("-Monitor ValidationLoss -MonitorMode Minimum", "3")]
    [InlineData("-Schedule ReduceLROnPlateau -ScheduleArgument @{ monitor = 'Gini'; mode = 'max' }", "3")]
    public void Less_or_more_is_better_as_the_name_or_the_mode_tells_and_the_best_epoch_needs_no_early_stopping(string monitor, string best) =>
        Assert.Equal(best, TensorText.Of(
            shell,
            $"(Net | Start-TrainingRun $iris -Epoch 3 -Seed 0 {monitor} -OnEpoch {{ @{{ Gini = $_.Epoch; my_rmse = $_.Epoch; F1Score = $_.Epoch }} }}).BestEpoch"));

    [Fact]
    public void A_monitored_metric_that_does_not_come_is_told_once()
    {
        ShellResult result = shell.Run(
            "$run = Net | Start-TrainingRun $iris -Epoch 4 -Seed 0 -EarlyStopping 1 -Monitor Score -OnEpoch { @{ Scor = 1 } }");
        Assert.StartsWith("-Monitor Score: the script of -OnEpoch returned no such number for epoch 1; it returned Scor.", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal("Finished 4", TensorText.Of(shell, "$run.State; $run.EpochCount"));
    }

    [Theory]
    [InlineData("@{ Score = 'high' }", "ScriptMetricNotANumber")]
    [InlineData("@{ Score = $true }", "ScriptMetricNotANumber")]
    [InlineData("@{ Score = Get-Date }", "ScriptMetricNotANumber")]
    [InlineData("@{ Score = 1, 2 }", "ScriptMetricNotANumber")]
    [InlineData("@{ ' ' = 1 }", "ScriptMetricWithoutName")]
    [InlineData("@{ TrainingLoss = 1 }", "ScriptMetricTaken")]
    [InlineData("@{ validationaccuracy = 1 }", "ScriptMetricTaken")]
    [InlineData("@{ ToString = 1 }", "ScriptMetricTaken")]
    [InlineData("@{ psobject = 1 }", "ScriptMetricTaken")]
    public void What_is_no_metric_is_one_error_and_the_run_goes_on_with_a_better_script(string script, string id)
    {
        shell.Run($"$model = Net; $model | Start-TrainingRun $iris -Epoch 4 -Seed 0 -OnEpoch {{ if ($_.Epoch -eq 2) {{ {script} }} else {{ @{{ Score = 1 }} }} }}").Error(id);
        Assert.Equal("Interrupted 2", TensorText.Of(shell, "$model.LastRun.State; $model.LastRun.EpochCount"));
        Assert.Equal("Finished 1 5 5 5", TensorText.Of(
            shell, "$run = $model.LastRun | Resume-TrainingRun -OnEpoch { @{ Score = 5 } }; $run.State; $run.History.Score"));
    }

    [Theory]
    [InlineData("$_ | Select-Object Epoch, TrainingLoss")]
    [InlineData("$_")]
    [InlineData("'a line'; 3")]
    public void What_is_no_table_is_shown_and_no_metric(string script) => Assert.Equal(
        "Finished 0", TensorText.Of(shell, $"$run = Net | Start-TrainingRun $iris -Epoch 2 -Seed 0 -OnEpoch {{ {script} }}; $run.State; $run.ScriptMetric.Count"));

    [Fact]
    public void A_resumed_run_keeps_them_to_the_same_bits()
    {
        shell.Run(
            """
            $script = { @{ MyScore = (1, 5, 2, 7, 3, 4)[$_.Epoch - 1]; Other = [math]::PI * $_.Epoch } }
            $options = @{ Data = $iris; Epoch = 6; Seed = 5; Monitor = 'MyScore'; EarlyStopping = 5 }
            $whole = Net | Start-TrainingRun @options -OnEpoch $script
            """);
        foreach (string place in new[] { "-CheckpointPath ./run.checkpoint", "-Name kept" })
        {
            shell.Run($"Net | Start-TrainingRun @options {place} -OnEpoch {{ if ($_.Epoch -eq 4) {{ throw 'enough' }}; & $script }}").Error("enough");
            shell.Run($"$run = Net | Start-TrainingRun @options {place} -Resume -OnEpoch $script");
            Assert.Equal("True 1 5 2 7 3 4", TensorText.Of(shell, "((Bits $run.Model) -join '') -eq ((Bits $whole.Model) -join ''); $run.History.MyScore"));
            Assert.Equal(TensorText.Of(shell, "$whole.History.Other; $whole.BestEpoch"), TensorText.Of(shell, "$run.History.Other; $run.BestEpoch"));
        }

        Assert.Equal("1 5 2 7 3 4", TensorText.Of(shell, "(Import-TrainingRun kept).History.MyScore"));
        shell.Run("Resume-TrainingRun kept -Epoch 8 -Data $iris").Error("MonitorNeedsScript");
        Assert.Equal("8 6 6", TensorText.Of(
            shell, "$run = Resume-TrainingRun kept -Epoch 8 -Data $iris -OnEpoch { @{ MyScore = 6 } } 6> $null; $run.EpochCount; $run.History[6, 7].MyScore"));
    }

    [Fact]
    public void Every_step_is_seen_with_what_it_was()
    {
        shell.Run(
            """
            $steps = @()
            $run = Net | Start-TrainingRun $iris -Epoch 3 -BatchSize 32 -Seed 0 -Schedule StepLR -ScheduleArgument @{ step_size = 1; gamma = 0.5 } -LearningRate 0.01 -OnStep { $steps += $_ }
            $plain = Net | Start-TrainingRun $iris -Epoch 3 -BatchSize 32 -Seed 0 -Schedule StepLR -ScheduleArgument @{ step_size = 1; gamma = 0.5 } -LearningRate 0.01
            $each = [math]::Ceiling($rows / 32)
            """);
        Assert.Equal("True", TensorText.Of(shell, "$steps.Count -eq 3 * $each"));
        Assert.Equal("True True", TensorText.Of(shell, "(($steps.Step -join ' ') -eq ((@(1..$each) * 3) -join ' ')); ($steps.TotalStep -join ' ') -eq (1..(3 * $each) -join ' ')"));
        Assert.Equal("True True", TensorText.Of(shell, "$steps[0].LearningRate -eq 0.01 -and $steps[-1].LearningRate -eq 0.0025; @($steps | Where-Object { $_.GradientNorm -gt 0 -and $_.Loss -gt 0 }).Count -eq $steps.Count"));
        Assert.Equal("True True", TensorText.Of(shell, "((Bits $run.Model) -join '') -eq ((Bits $plain.Model) -join ''); ($run.History.TrainingLoss -join ' ') -eq ($plain.History.TrainingLoss -join ' ')"));
    }

    [Theory]
    [InlineData("if ($_.TotalStep -eq 5) { break }", "StoppedByScript 1 The script of -OnStep ended it in epoch 2, step 2.")]
    [InlineData("if ($_.TotalStep -eq 3) { break }", "StoppedByScript 0 The script of -OnStep ended it in epoch 1, step 3.")]
    [InlineData("$args[1].Stop()", "StoppedByScript 1 $run.Stop() ended it after epoch 1.")]
    [InlineData("continue", "Finished 3 All 3 epochs are done.")]
    public void A_script_of_steps_can_end_the_run(string script, string ending) => Assert.Equal(
        ending,
        TensorText.Of(
            shell,
            $"$run = Net | Start-TrainingRun $iris -Epoch 3 -BatchSize 32 -Seed 0 -OnStep {{ {script} }}; $run.State; $run.EpochCount; $run.Reason"));

    [Fact]
    public void A_rate_that_it_sets_holds_from_the_next_step_on() => Assert.Equal(
        "0.01 0.01 0.5 0.5",
        TensorText.Of(
            shell,
            """
            $rates = @()
            $null = Net | Start-TrainingRun $iris -Epoch 2 -BatchSize 60 -LearningRate 0.01 -Seed 0 -OnStep { $rates += $_.LearningRate; if ($_.TotalStep -eq 2) { $args[1].LearningRate = 0.5 } }
            $rates
            """));

    [Fact]
    public void An_error_in_it_breaks_the_run_off_and_it_goes_on_to_the_same_bits()
    {
        shell.Run("$whole = Net | Start-TrainingRun $iris -Epoch 4 -Seed 3; $model = Net; $model | Start-TrainingRun $iris -Epoch 4 -Seed 3 -OnStep { if ($_.TotalStep -eq 5) { throw 'enough' } }").Error("enough");
        Assert.Equal("Interrupted", TensorText.Of(shell, "$model.LastRun.State"));
        Assert.Equal("Finished True", TensorText.Of(
            shell, "$run = $model.LastRun | Resume-TrainingRun; $run.State; ((Bits $model) -join '') -eq ((Bits $whole.Model) -join '')"));
    }

    [Fact]
    public void It_can_be_stopped_at_any_time()
    {
        ShellResult result = shell.RunUntil(
            r => r.Progress.Count > 3, "$m = Net; $m | Start-TrainingRun $iris -Epoch 1000000 -Seed 0 -OnStep { $null = $_.Loss }");
        Assert.True(result.Stopped);
        Assert.Equal("Interrupted True", TensorText.Of(shell, "$m.LastRun.State; $m.LastRun.CanResume"));
    }
}
