namespace NormTools.Module.Tests;

/// <summary>Several runspaces and one model.</summary>
[Collection("Training runs")]
public sealed class ParallelRunTests : IDisposable
{
    private readonly Shell shell = new();

    public ParallelRunTests() => shell.Run(
        """
        $d = New-Dataset -Feature (New-RandomTensor 256, 16 -Seed 0) -Target (New-Tensor -Data (0..255 | ForEach-Object { $_ % 4 }) -Shape 256 -DType Int64) -ClassName a, b, c, d
        function Net { New-Model 16 -Seed 0 { Linear 32; BatchNorm; ReLU; Dropout 0.3; Linear 4 } }
        function Bits($model) { ($model.Parameters.Values + $model.Buffers.Values | ForEach-Object { [Convert]::ToBase64String([byte[]]($_.ToArray() | ForEach-Object { [BitConverter]::GetBytes($_) })) }) -join ' ' }
        $module = $args[0]
        """,
        BuiltModule.Manifest);

    public void Dispose() => shell.Dispose();

    [Fact]
    public void A_second_run_is_refused_by_name_and_the_model_and_its_stream_stay_whole()
    {
        ShellResult result = shell.Run(
            """
            $m = Net
            $ended = 1..8 | ForEach-Object -ThrottleLimit 8 -Parallel {
                Import-Module $using:module
                try { "$(($using:m | Start-TrainingRun $using:d -Epoch 60 -ErrorAction Stop).State)" }
                catch { $_.FullyQualifiedErrorId.Split(',')[0] }
            }
            # Those that were not refused were one behind the other, as these are.
            $n = Net
            foreach ($state in $ended -eq 'Finished') { $null = $n | Start-TrainingRun $d -Epoch 60 }
            ($ended | Sort-Object -Unique) -join ' '
            (Bits $m) -eq (Bits $n)
            [Linq.Enumerable]::SequenceEqual($m.Generator.GetState(), $n.Generator.GetState())
            """);
        string[] lines = [.. result.Objects.Select(line => line.ToString())];
        Assert.Contains(lines[0], new[] { "Finished ModelInTraining", "Finished" });
        Assert.Equal(["True", "True"], lines[1..]);
    }

    [Fact]
    public void Copies_files_and_predictions_see_a_model_in_training_between_two_steps_and_change_nothing()
    {
        ShellResult result = shell.Run(
            """
            $alone = Net
            $null = $alone | Start-TrainingRun $d -Epoch 300
            $m = Net
            $folder = [IO.Directory]::CreateTempSubdirectory('normtools').FullName
            $done = [Threading.CancellationTokenSource]::new()
            $failures = 0..3 | ForEach-Object -ThrottleLimit 4 -Parallel {
                Import-Module $using:module
                $m, $d, $done = $using:m, $using:d, $using:done
                if ($_ -eq 0) {
                    $null = $m | Start-TrainingRun $d -Epoch 300
                    $done.Cancel()
                    return
                }

                $file = "$using:folder/$_.safetensors"
                while (-not $done.IsCancellationRequested) {
                    try {
                        switch ($_) {
                            1 { $m | Export-Model $file -Force -ErrorAction Stop; (Import-Model $file -ErrorAction Stop).Dispose() }
                            2 { $m.Clone().Dispose() }
                            3 { $null = $d.Feature | Invoke-Model -Model $m -ErrorAction Stop; $null = $m | Test-Model -Data $d -ErrorAction Stop }
                        }
                    } catch {
                        "$_"
                    }
                }
            }
            [IO.Directory]::Delete($folder, $true)
            "$failures"
            (Bits $m) -eq (Bits $alone)
            """);
        Assert.Equal(["", "True"], result.Objects.Select(line => line.ToString()));
    }

    [Theory]
    [InlineData("$run.Model | Start-TrainingRun $d -Epoch 1")]
    [InlineData("$run | Resume-TrainingRun")]
    public void A_script_of_a_run_cannot_train_its_model_again(string script)
    {
        ShellResult result = shell.Run(
            $$"""
            $m = Net
            $null = $m | Start-TrainingRun $d -Epoch 2 -OnEpoch { param($epoch, $run) {{script}} -ErrorAction Stop }
            """);
        Assert.StartsWith("ModelInTraining,", (result.Failure ?? result.Errors[0]).FullyQualifiedErrorId, StringComparison.Ordinal);
        shell.Run("$m.LastRun | Resume-TrainingRun");
        Assert.Equal("Finished", TensorText.Of(shell, "$m.LastRun.State"));
    }

    [Fact]
    public void A_script_of_a_run_may_change_the_model_between_epochs()
    {
        shell.Run(
            """
            $m = Net
            $run = $m | Start-TrainingRun $d -Epoch 2 -OnEpoch { $m | Initialize-Model Xavier -Seed 1 }
            """);
        Assert.Equal("Finished", TensorText.Of(shell, "$run.State"));
    }
}
