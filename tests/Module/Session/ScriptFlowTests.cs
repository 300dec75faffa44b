using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>break and continue in a user's script block: they are about the cmdlet's loop, never about the
/// caller's.</summary>
[Collection("Training runs")]
public sealed class ScriptFlowTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public ScriptFlowTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            $data = New-Dataset (1..8) (2..9)
            function Net { New-Model 1 -Seed 0 { Linear 2; ReLU; Linear 1 } }
            """);
    }

    [Theory]
    [InlineData("if ($_.Epoch -eq 2) { break }", "StoppedByScript 2 The script of -OnEpoch ended it after epoch 2.")]
    [InlineData("break outer", "StoppedByScript 1 The script of -OnEpoch ended it after epoch 1.")]
    [InlineData("foreach ($j in 1..3) { break }", "Finished 3 All 3 epochs are done.")]
    [InlineData("continue", "Finished 3 All 3 epochs are done.")]
    [InlineData("$args[1].Stop(); continue", "StoppedByScript 1 The script of -OnEpoch ended it after epoch 1.")]
    public void A_script_behind_an_epoch_breaks_off_the_epochs_alone(string script, string ending) => Assert.Equal(
        $"1 {ending} 2 {ending} end",
        TensorText.Of(
            shell,
            $$"""
            :outer foreach ($i in 1, 2) {
                $run = Net | Start-TrainingRun $data -Epoch 3 -Seed 0 -OnEpoch { {{script}} }
                $i; $run.State; $run.EpochCount; $run.Reason
            }
            'end'
            """));

    [Fact]
    public void A_script_behind_an_epoch_changes_the_callers_variables_and_its_parameters_are_its_own() => Assert.Equal(
        "3 mine 3",
        TensorText.Of(
            shell,
            """
            function Count {
                $run = 'mine'; $seen = 0
                $null = Net | Start-TrainingRun $data -Epoch 3 -Seed 0 -OnEpoch { $seen++ }
                $trained = Net | Start-TrainingRun $data -Epoch 3 -Seed 0 -OnEpoch { param($epoch, $run) $null = $run.State }
                $seen; $run; $trained.EpochCount
            }
            Count
            """));

    [Fact]
    public void Whoever_holds_the_run_can_end_it_and_a_stopped_one_goes_on_without_that_wish() => Assert.Equal(
        "StoppedByScript 2 $run.Stop() ended it after epoch 2. It is under way. Finished 4",
        TensorText.Of(
            shell,
            """
            $model = Net
            $run = $model | Start-TrainingRun $data -Epoch 4 -Seed 0 -Verbose 4>&1 |
                ForEach-Object { if ("$_" -like 'Epoch 2*') { $seen = $model.LastRun.Reason; $model.LastRun.Stop() } else { $_ } } |
                Where-Object { $_ -is [NormTools.TrainingRun] }
            $run.State; $run.EpochCount; $run.Reason; $seen
            try { Net | Start-TrainingRun $data -Epoch 4 -Seed 0 -OnEpoch { $args[1].Stop(); throw 'x' } } catch { }
            $run = (Get-TrainingRun -Last 1) | Resume-TrainingRun
            $run.State; $run.EpochCount
            """));

    [Theory]
    [InlineData("continue", "0 1 2")]
    [InlineData("if ($_.Name -eq 1) { break }", "0 1")]
    public void A_script_for_each_layer_breaks_off_the_layers_alone(string script, string layers) => Assert.Equal(
        $"{layers} {layers} end",
        TensorText.Of(
            shell,
            $$"""
            $seen = [Collections.ArrayList]::new()
            foreach ($i in 1, 2) { Net | Initialize-Model -Seed 0 { $null = $seen.Add($_.Name); {{script}} } }
            $seen; 'end'
            """));

    [Theory]
    [InlineData("New-Model 1 { Linear 1; break }", "-Layer")]
    [InlineData("New-Model 1 { Sequential { Linear 1; continue } }", "-Layer")]
    [InlineData("Get-InitializationGain -Activation { break }", "-Activation")]
    public void A_block_that_is_no_loop_cannot_be_broken_off(string script, string parameter)
    {
        ShellResult result = shell.Run($"foreach ($i in 1, 2) {{ try {{ {script} -ErrorAction Stop }} catch {{ $_ }} }}; 'end'");
        Assert.Equal(3, result.Objects.Count);
        ErrorRecord[] errors = [.. result.Objects.Take(2).Select(o => (ErrorRecord)o.BaseObject)];
        Assert.All(errors, error => Assert.StartsWith("NoLoop,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.Contains(parameter, error.Exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_s_block_may_have_loops_of_its_own() => Assert.Equal(
        "4", TensorText.Of(shell, "(New-Model 1 { foreach ($n in 4, 3) { Linear $n; break } }).OutputShape"));
}
