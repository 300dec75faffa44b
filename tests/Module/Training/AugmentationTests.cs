using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>Augmentation from a script: the words of the catalog, their arguments, what they are in a run's options.</summary>
[Collection("Training runs")]
public sealed class AugmentationTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public AugmentationTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            $images = New-Dataset (New-RandomTensor 40, 3, 10, 10 -Seed 1) ((1..40) | ForEach-Object { $_ % 2 })
            $table = New-Dataset (New-RandomTensor 40, 4 -Seed 1) ((1..40) | ForEach-Object { $_ % 2 })
            function Net { New-Model 3, 10, 10 -Seed 0 { Conv2d 4 3; ReLU; Flatten; Linear 2 } }
            function Shown($run) { ($run.Options.Augment | ForEach-Object { $_.GetEnumerator() | ForEach-Object { "$($_.Key)=$($_.Value)" } }) -join ' ' }
            """);
    }

    [Fact]
    public void Every_augmentation_is_offered_and_trains()
    {
        string[] names = [.. shell.Run(
            "[System.Management.Automation.CommandCompletion]::CompleteInput('Start-TrainingRun -Augment ', 27, $null).CompletionMatches.CompletionText").All<string>()];
        Assert.Contains("RandomErasing", names);
        foreach (string name in names)
        {
            string run = $"Start-TrainingRun -Epoch 1 -Seed 0 -Augment {{ {name} }}";
            ShellResult ofImages = shell.Run($"(Net | {run} $images).State");
            Assert.Equal("Finished", Assert.Single(ofImages.Objects).ToString());
        }
    }

    [Theory]
    [InlineData("{ RandomCrop 2; RandomErasing 0.3 -Value 1 }", "type=RandomCrop fill=0 padding=2 padding_mode=constant type=RandomErasing p=0.3 ratio=0.3 3.3 scale=0.02 0.33 value=1")]
    [InlineData("{ RandomCrop -PaddingMode Reflect 3 }", "type=RandomCrop fill=0 padding=3 padding_mode=reflect")]
    [InlineData("{ RandomErasing -s (0.1, 0.2); Noise 0.2 -Clip:$false }", "type=RandomErasing p=0.5 ratio=0.3 3.3 scale=0.1 0.2 value=0 type=Noise clip=False sigma=0.2")]
    [InlineData("{ if ($true) { RandomFlip -dir VERTICAL } }", "type=RandomFlip direction=vertical p=0.5")]
    [InlineData("RandomFlip, @{ type = 'randomrotation'; degrees = 5 }", "type=RandomFlip direction=horizontal p=0.5 type=RandomRotation degrees=5 fill=0 interpolation=nearest")]
    [InlineData("{ }", "")]
    public void Arguments_are_given_by_place_or_by_name(string given, string shown) => Assert.Equal(
        shown, TensorText.Of(shell, $"Shown (Net | Start-TrainingRun $images -Epoch 1 -Seed 0 -Augment {given})"));

    [Theory]
    [InlineData("{ RandomFlop }", "UnknownAugmentation", "Did you mean RandomFlip?")]
    [InlineData("{ RandomHorizontalFlip }", "UnknownAugmentation", "Did you mean RandomFlip?")]
    [InlineData("Sharpen", "UnknownAugmentation", "There are ColorJitter, CutMix")]
    [InlineData("{ RandomFlip -Angle 3 }", "UnknownOption", "It takes p, direction")]
    [InlineData("{ Mixup 0.2 0.5 1 }", "UnknownOption", "alpha, p")]
    [InlineData("{ Mixup -Alpha }", "MissingValue", "-Alpha of Mixup")]
    [InlineData("{ Mixup 0.2 -Alpha 1 }", "ParameterSetTwice", "alpha")]
    [InlineData("{ RandomCrop 0 }", "InvalidRunOptions", "padding has to be at least 1")]
    [InlineData("{ RandomErasing -P 2 }", "InvalidRunOptions", "between 0 and 1")]
    [InlineData("{ 5 }", "NotAnAugmentation", "RandomFlip")]
    [InlineData("@{ type = 'Noise'; amount = 1 }", "UnknownOption", "-Augment: Noise has no argument")]
    [InlineData("{ RandomCrop 10 }", "AugmentationDoesNotFit", "more than 10 rows")]
    public void What_is_wrong_is_told_before_the_run_starts(string given, string id, string part)
    {
        ErrorRecord error = shell.Run($"$model = Net; $model | Start-TrainingRun $images -Epoch 1 -Augment {given}").Error(id);
        Assert.Contains(part, error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("False", TensorText.Of(shell, "[bool]$model.LastRun"));
    }

    [Fact]
    public void Images_are_asked_for_where_they_are_needed_and_tables_are_noisy()
    {
        shell.Run("$net = New-Model 4 -Seed 0 { Linear 8; ReLU; Linear 2 }");
        Assert.Contains("[4]", shell.Run("$net | Start-TrainingRun $table -Epoch 1 -Augment CutMix").Error("AugmentationDoesNotFit").Exception.Message, StringComparison.Ordinal);
        Assert.Equal("Finished", TensorText.Of(shell, "($net | Start-TrainingRun $table -Epoch 2 -Seed 0 -Augment { Noise 0.1; Mixup 0.2 }).State"));
    }

    [Fact]
    public void The_options_start_the_same_run_again() => Assert.Equal(
        "True True",
        TensorText.Of(
            shell,
            """
            $run = Net | Start-TrainingRun $images -Epoch 2 -Seed 3 -Augment { RandomFlip; RandomCrop 2; Mixup 0.2; RandomErasing }
            $again = Net | Start-TrainingRun $images -Option ($run.Options | ConvertTo-Json -Depth 5)
            $again.Options.Equals($run.Options); "$($again.History.TrainingLoss)" -eq "$($run.History.TrainingLoss)"
            """));

    [Fact]
    public void The_rate_finder_takes_it_too() => Assert.Equal(
        "True", TensorText.Of(
            shell,
            "$one = Net | Find-LearningRate $images -Step 20; $other = Net | Find-LearningRate $images -Step 20 -Augment { RandomErasing 1 };"
                + " \"$($one.Trial.Loss)\" -ne \"$($other.Trial.Loss)\""));
}
