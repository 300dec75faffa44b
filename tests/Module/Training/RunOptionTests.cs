using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>The options of a run as a value: written as JSON text, read again, and a run that starts from them.</summary>
[Collection("Training runs")]
public sealed class RunOptionTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public RunOptionTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            param($data)
            $iris = Import-Dataset ($data + '/iris.csv') -Label label -Standardize | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1
            function Net { New-Model 4 -Seed 0 { Linear 8; ReLU; Dropout 0.1; Linear 3 } }
            function Losses($run) { $run.History.TrainingLoss -join ' ' }
            """,
            Path.Combine(BuiltModule.Folder, "data"));
    }

    [Theory]
    [InlineData("-Epoch 3 -BatchSize 16 -Optimizer SGD -Momentum 0.9 -Nesterov -WeightDecay 1e-4 -NoShuffle -DropLast -Seed 3")]
    [InlineData("-Epoch 2 -LabelSmoothing 0.1 -ClassWeight Balanced -Metric BalancedAccuracy, @{ type = 'TopKAccuracy'; k = 2 } -Seed 1")]
    [InlineData("-Epoch 2 -ClassWeight @{ setosa = 2 } -Metric @() -Seed 18446744073709551615")]
    [InlineData("-Epoch 4 -EarlyStopping 2 -Monitor ValidationAccuracy -KeepLastWeight -StartEpoch 2 -Baseline 0.1 -MinimumChange 0.01 -Seed 1")]
    [InlineData("-Epoch 4 -EarlyStopping 1 -ClipNorm 1 -ClipValue 0.5 -Thread 1 -Seed 1")]
    [InlineData("-Epoch 3 -OptimizerArgument @{ betas = 0.8, 0.99; amsgrad = $true; eps = 1e-9 } -Schedule StepLR -ScheduleArgument @{ step_size = 1 } -Seed 1")]
    [InlineData("-Epoch 4 -Schedule SequentialLR -ScheduleArgument @{ schedulers = @{ type = 'ConstantLR'; factor = 0.5 }, @{ type = 'ExponentialLR'; gamma = 0.9 }; milestones = 2 } -Seed 1")]
    [InlineData("-Epoch 3 -Schedule { param($epoch) 0.1 / $epoch } -Seed 1")]
    [InlineData("-Epoch 2 -Freeze 0 -Group @{ Name = '*.bias'; LearningRate = 0.01; L1 = 1e-4 } -L1 0.001 -Proximal -MaximumNorm 3 -DecayTarget Weight -Seed 1")]
    [InlineData("-Epoch 2 -Accumulate 2 -AverageDecay 0.9 -OrderSeed 5 -DrawForValidation -ClipNorm 1 -ClipNormType ([double]::PositiveInfinity) -SkipLimit 3 -L2 0.01 -Seed 1")]
    [InlineData("-Epoch 2 -Optimizer LBFGS -Seed 1")]
    [InlineData("-Epoch 2")]
    public void A_run_of_the_text_of_another_s_options_is_the_same_run(string parameters) => Assert.Equal(
        "True True True",
        TensorText.Of(
            shell,
            $$"""
            $run = Net | Start-TrainingRun $iris {{parameters}}
            $text = $run.Options | ConvertTo-Json -Depth 5
            $again = Net | Start-TrainingRun $iris -Option ($text | ConvertFrom-Json)
            $again.Options.Equals($run.Options); (Losses $again) -eq (Losses $run); ($again.Options | ConvertTo-Json -Depth 5) -eq $text
            """));

    [Fact]
    public void So_it_is_with_every_optimiser_and_its_defaults() => Assert.Empty(shell.Run(
        """
        $names = [System.Management.Automation.CommandCompletion]::CompleteInput('Start-TrainingRun -Optimizer ', 29, $null).CompletionMatches
        foreach ($name in $names.CompletionText) {
            $run = Net | Start-TrainingRun $iris -Epoch 1 -Optimizer $name -Seed 0
            $again = Net | Start-TrainingRun $iris -Option ($run.Options | ConvertTo-Json -Depth 5)
            if (!$again.Options.Equals($run.Options) -or $run.Options.Optimizer -ne $name) { $name }
        }
        if ($names.Count -lt 8) { "only $($names.Count) optimisers" }
        """).All<string>());

    [Theory]
    [InlineData("$run")]
    [InlineData("$run.Options")]
    [InlineData("($run.Options | ConvertTo-Json -Depth 5)")]
    [InlineData("(($run.Options | ConvertTo-Json -Depth 5) -split \"`n\")")]
    [InlineData("($run.Options | ConvertTo-Json -Depth 5 | ConvertFrom-Json -AsHashtable)")]
    [InlineData("([System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($run.Options, 5)))")]
    [InlineData("@{ epoch = 2; Optimizer = 'sgd'; LearningRate = 0.1; shuffle = $false; Seed = 4 }")]
    [InlineData("@{ Epoch = 2; Optimizer = 'SGD'; OptimizerArgument = @{ lr = 0.1 }; NoShuffle = $true; Seed = 4 }")]
    public void Options_are_taken_in_every_form(string option)
    {
        shell.Run("$run = Net | Start-TrainingRun $iris -Epoch 2 -Optimizer SGD -LearningRate 0.1 -NoShuffle -Seed 4");
        Assert.Equal("True", TensorText.Of(
            shell, $"$other = Net | Start-TrainingRun $iris -Option {option}; $other.Options.Equals($run.Options) -and $other.Options.Epoch -eq 2"));
    }

    [Theory]
    [InlineData("-Epoch 3", "3 32 SGD 0.1 0.9 StepLR 1")]
    [InlineData("-LearningRate 0.2 -BatchSize 8", "2 8 SGD 0.2 0.9 StepLR 1")]
    [InlineData("-OptimizerArgument @{ momentum = 0.5 }", "2 32 SGD 0.1 0.5 StepLR 1")]
    [InlineData("-Optimizer sgd -Momentum 0", "2 32 SGD 0.1 0 StepLR 1")]
    [InlineData("-Optimizer RMSprop", "2 32 RMSprop 0.01 0 StepLR 1")]
    [InlineData("-Schedule ExponentialLR -ScheduleArgument @{ gamma = 0.5 }", "2 32 SGD 0.1 0.9 ExponentialLR ")]
    [InlineData("-ScheduleArgument @{ step_size = 2 }", "2 32 SGD 0.1 0.9 StepLR 2")]
    public void Parameters_that_are_given_win(string parameters, string expected) => Assert.Equal(
        expected,
        shell.Run(
            $$"""
            $option = @{
                Epoch = 2; Optimizer = 'SGD'; OptimizerArguments = @{ lr = 0.1; momentum = 0.9 }
                Schedule = 'StepLR'; ScheduleArguments = @{ step_size = 1 }; Seed = 0
            }
            $o = (Net | Start-TrainingRun $iris -Option $option {{parameters}}).Options
            $o.Epoch, $o.BatchSize, $o.Optimizer, $o.OptimizerArguments['lr'], $o.OptimizerArguments['momentum'], $o.Schedule,
                $o.ScheduleArguments['step_size'] -join ' '
            """).Single<string>());

    [Theory]
    [InlineData("@{ Epochs = 3 }", "UnknownOption", "\"Epochs\"")]
    [InlineData("@{ Data = 3 }", "UnknownOption", "\"Data\"")]
    [InlineData("@{ Epoch = 0 }", "InvalidOption", "Epoch is a whole number from 1 to 2147483647")]
    [InlineData("@{ BatchSize = 2.5 }", "InvalidOption", "BatchSize is a whole number")]
    [InlineData("@{ BatchSize = $null }", "InvalidOption", "BatchSize is a whole number")]
    [InlineData("@{ ClipNorm = 'much' }", "InvalidOption", "ClipNorm is a number")]
    [InlineData("@{ Shuffle = 'no' }", "InvalidOption", "Shuffle is true or false; the text 'no'")]
    [InlineData("@{ Shuffle = $true; NoShuffle = $true }", "InvalidOption", "-NoShuffle")]
    [InlineData("@{ OptimizerArguments = 0.1 }", "InvalidOption", "OptimizerArguments is a table")]
    [InlineData("@{ OptimizerArguments = @{ rate = 0.1 } }", "UnknownOption", "\"rate\"")]
    [InlineData("@{ Optimizer = 'Best' }", "UnknownOptimizer", "\"Best\"")]
    [InlineData("@{ Group = 'all' }", "InvalidOption", "Group is a list of tables")]
    [InlineData("@{ Seed = -1.5 }", "InvalidOption", "Seed is a whole number")]
    [InlineData("'{ \"Generator\": { \"Seed\": 7 } }'", "InvalidOption", "give -Generator or -Seed instead")]
    [InlineData("'{ \"Epoch\": 3'", "InvalidOption", "a text that is not JSON")]
    [InlineData("'[1, 2]'", "InvalidOption", "JSON text of another kind")]
    [InlineData("3", "InvalidOption", "$run.Options")]
    public void What_is_unknown_or_wrong_is_one_error_that_names_it(string option, string id, string message)
    {
        ErrorRecord error = shell.Run($"Net | Start-TrainingRun $iris -Option {option}").Error(id);
        Assert.Contains(message, error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_generator_is_passed_on_as_it_is_and_gives_way_to_a_seed()
    {
        shell.Run("$run = Net | Start-TrainingRun $iris -Epoch 1 -Generator (New-RandomGenerator -Seed 7)");
        Assert.Equal("True  5", TensorText.Of(
            shell,
            """
            $same = Net | Start-TrainingRun $iris -Option $run.Options
            [object]::ReferenceEquals($same.Options.Generator, $run.Options.Generator)
            $other = Net | Start-TrainingRun $iris -Option ($run.Options | ConvertTo-Json -Depth 5) -Seed 5
            "$($other.Options.Generator) $($other.Options.Seed)"
            """));
    }
}
