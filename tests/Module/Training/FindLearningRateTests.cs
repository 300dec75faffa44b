using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>Find-LearningRate: rates that train, an honest "no descent", and a model that stays as it was.</summary>
[Collection("Training runs")]
public sealed class FindLearningRateTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public FindLearningRateTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            param($data)
            $iris = Import-Dataset ($data + '/iris.csv') -Label label -Standardize | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1
            function Net { New-Model 4 -Seed 0 { Linear 16; BatchNorm; ReLU; Dropout 0.2; Linear 3 } }
            function State($model) { $model.Parameters.Values + $model.Buffers.Values | ForEach-Object { $_.ToArray() -join ' ' } }
            """,
            Path.Combine(BuiltModule.Folder, "data"));
    }

    [Fact]
    public void A_rate_is_suggested_that_trains() => Assert.Equal(
        "True True True",
        TensorText.Of(shell, "$s = Net | Find-LearningRate $iris; $s.Valley -gt 1e-4 -and $s.Valley -lt 1;"
            + " ($s.Trial | Where-Object { $_.LearningRate -le 0 }).Count -eq 0;"
            + " (Net | Start-TrainingRun $iris -Epoch 30 -LearningRate $s.Steepest -Seed 0).Result.ValidationAccuracy -gt 0.85"));

    [Fact]
    public void Nothing_of_the_model_changes() => Assert.Equal(
        "True True",
        TensorText.Of(shell, "$m = Net; $other = Net; $before = State $m; $null = $m | Find-LearningRate $iris -Seed 0, 1;"
            + " (Compare-Object $before (State $m)) -eq $null;"
            + " ($m | Start-TrainingRun $iris -Epoch 2).Result.TrainingLoss -eq ($other | Start-TrainingRun $iris -Epoch 2).Result.TrainingLoss"));

    [Fact]
    public void Where_nothing_falls_no_rate_is_suggested() => Assert.Equal(
        "True True",
        TensorText.Of(shell, "$s = Net | Find-LearningRate $iris -Minimum 1e-9 -Maximum 1e-7;"
            + " $s.Verdict.StartsWith('No descent found'); $null -eq $s.Valley"));

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Equal(ErrorCategory.InvalidArgument, shell.Run("Net | Find-LearningRate $iris -Minimum 1 -Maximum 0.1").Error("InvalidRange").CategoryInfo.Category);
        Assert.NotNull(shell.Run("Net | Find-LearningRate $iris -Optimizer LBFGS").Error("NoRateToFind"));
    }
}
