using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>-AsJob: a job that PowerShell's own cmdlets know, whose run is that of the same command without it.</summary>
[Collection("Training runs")]
public sealed class TrainingJobTests : IDisposable
{
    private const string Endless = "$model = Net; $job = $model | Start-TrainingRun $iris -Epoch 100000000 -Seed 0 -AsJob";

    private readonly string place = Directory.CreateTempSubdirectory("NormTools-").FullName;
    private readonly Shell shell = new();

    public TrainingJobTests() => shell.Run(
        """
        param($data, $place)
        Set-Location $place
        $iris = Import-Dataset ($data + '/iris.csv') -Label label -Standardize | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1
        function Net { New-Model 4 -Seed 0 { Linear 8; ReLU; Linear 3 } }
        """,
        Path.Combine(BuiltModule.Folder, "data"),
        place);

    [Fact]
    public void Receive_Job_gives_the_run_that_it_would_have_been_without()
    {
        shell.Run("$job = Net | Start-TrainingRun $iris -Epoch 5 -Seed 0 -AsJob; $run = $job | Wait-Job | Receive-Job; $same = Net | Start-TrainingRun $iris -Epoch 5 -Seed 0");
        Assert.Equal("Completed TrainingJob Finished True", TensorText.Of(shell, "$job.State; $job.PSJobTypeName; $run.State; [object]::ReferenceEquals($job.Run, $run)"));
        Assert.Equal("True", TensorText.Of(shell, "$run.Result.ValidationLoss -eq $same.Result.ValidationLoss"));
        Assert.Equal("True", TensorText.Of(shell, "(Get-Job -Id $job.Id).Run -eq $run -and (Get-TrainingRun) -contains $run"));
        Assert.Equal("False 0", TensorText.Of(shell, "$job.HasMoreData; $job | Remove-Job; @(Get-Job).Count"));
    }

    [Fact]
    public void Stop_Job_ends_it_so_that_it_goes_on_to_the_same_end()
    {
        shell.Run("$job = Net | Start-TrainingRun $iris -Epoch 3000 -Seed 0 -AsJob; while ($job.Run.EpochCount -lt 3) { Start-Sleep -Milliseconds 5 }; $job | Stop-Job");
        Assert.Equal("Stopped Interrupted It was stopped (Stop-Job).", TensorText.Of(shell, "$job.State; $job.Run.State; $job.Run.Reason"));
        shell.Run("$run = $job | Receive-Job; $again = $run | Resume-TrainingRun -AsJob; $null = $again | Wait-Job; $end = $again | Receive-Job");
        shell.Run("$whole = Net | Start-TrainingRun $iris -Epoch 3000 -Seed 0");
        Assert.Equal("Finished 3000 True", TensorText.Of(shell, "$end.State; $end.EpochCount; $end.Result.TrainingLoss -eq $whole.Result.TrainingLoss"));
    }

    [Fact]
    public void Its_model_is_taken_until_it_has_ended()
    {
        shell.Run(Endless);
        Assert.Contains("another run", shell.Run("$model | Start-TrainingRun $iris -Epoch 1").Error("ModelInTraining").Exception.Message, StringComparison.Ordinal);
        shell.Run("$model | Start-TrainingRun $iris -Epoch 1 -AsJob").Error("ModelInTraining");
        shell.Run("$job | Stop-Job");
        Assert.Equal("Finished", TensorText.Of(shell, "($model | Start-TrainingRun $iris -Epoch 1).State"));
    }

    [Fact]
    public void Progress_is_the_latest_alone_and_a_job_that_is_removed_ends()
    {
        shell.Run(Endless + "; while ($job.Run.EpochCount -lt 100) { Start-Sleep -Milliseconds 20 }");
        Assert.InRange(int.Parse(TensorText.Of(shell, "$job.Progress.Count"), System.Globalization.CultureInfo.InvariantCulture), 0, 2);
        Assert.StartsWith("Running: ", TensorText.Of(shell, "$job.StatusMessage"), StringComparison.Ordinal);
        shell.Run("$run = $job.Run; $job | Remove-Job -Force");
        Assert.Equal("Interrupted", TensorText.Of(shell, "$run.State"));
    }

    [Fact]
    public void A_named_run_is_kept_and_its_job_has_its_name()
    {
        shell.Run("$job = Net | Start-TrainingRun $iris -Epoch 5 -Seed 0 -Name kept -AsJob; $null = $job | Wait-Job");
        Assert.Equal("kept Finished", TensorText.Of(shell, "$job.Name; (Get-TrainingRun kept).State"));
        shell.Run("$more = Resume-TrainingRun kept -Epoch 7 -AsJob | Wait-Job | Receive-Job");
        Assert.Equal("7 epoch 5 of 7", TensorText.Of(shell, "$more.EpochCount; $more.ResumedFrom"));
    }

    [Fact]
    public void What_is_wrong_with_the_run_is_said_at_once_and_no_job_made()
    {
        shell.Run("Net | Start-TrainingRun $iris -Loss Nothing -AsJob");
        Assert.Equal("0", TensorText.Of(shell, "@(Get-Job).Count"));
        ErrorRecord script = shell.Run("Net | Start-TrainingRun $iris -AsJob -OnEpoch { 1 }").Error("ScriptInJob");
        Assert.Contains("Start-ThreadJob", script.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("0", TensorText.Of(shell, "@(Get-Job).Count"));
    }

    [Fact]
    public void A_schedule_may_be_a_script_and_a_run_that_diverges_says_so()
    {
        shell.Run("$job = Net | Start-TrainingRun $iris -Epoch 3 -Seed 0 -AsJob -Schedule { param($epoch) 0.1 / $epoch }; $run = $job | Wait-Job | Receive-Job");
        Assert.Equal("0.05", TensorText.Of(shell, "$run.History[1].LearningRate"));
        shell.Run("$far = New-Dataset (New-RandomTensor 40, 2 Normal -Seed 0) (1..40 | ForEach-Object { 1e20 * $_ }) -Task Regression");
        ShellResult result = shell.Run("New-Model 2 -Seed 0 { Linear 1 } | Start-TrainingRun $far -Optimizer SGD -LearningRate 1e10 -Epoch 9 -AsJob | Wait-Job | Receive-Job");
        result.Error("LossNotFinite");
        Assert.Equal("NotFinite", TensorText.Of(shell, "(Get-TrainingRun -Last 1).State"));
    }

    public void Dispose()
    {
        shell.Run("Get-Job | Remove-Job -Force");
        shell.Dispose();
        Directory.Delete(place, recursive: true);
    }
}
