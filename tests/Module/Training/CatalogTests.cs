using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>Losses, metrics, optimisers and schedules from a script: everything that the core has can be reached, and
/// what it has not is refused.</summary>
[Collection("Training runs")]
public sealed class CatalogTests : IClassFixture<Shell>
{
    /// <summary>Arguments without which a schedule is not defined.</summary>
    private static readonly Dictionary<string, string> Required = new()
    {
        ["StepLR"] = "step_size = 2",
        ["MultiStepLR"] = "milestones = 1, 2",
        ["ExponentialLR"] = "gamma = 0.9",
        ["CosineAnnealingLR"] = "T_max = 3",
        ["CosineAnnealingWarmRestarts"] = "T_0 = 2",
        ["CyclicLR"] = "base_lr = 0.001; max_lr = 0.01",
        ["OneCycleLR"] = "max_lr = 0.01",
        ["ChainedScheduler"] = "schedulers = @(@{ type = 'ExponentialLR'; gamma = 0.9 })",
        ["SequentialLR"] = "schedulers = @{ type = 'LinearLR' }, @{ type = 'ExponentialLR'; gamma = 0.9 }; milestones = 1",
        ["Table"] = "rates = 0.1, 0.01",
    };

    private readonly Shell shell;

    public CatalogTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            param($data)
            $iris = Import-Dataset ($data + '/iris.csv') -Label label -Standardize | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1
            $sugar = Import-Dataset ($data + '/diabetes.csv') -Label progression -Standardize | Split-Dataset -Test 0.2 -Validation 0.2 -Seed 1
            function Net($outputs = 3) { New-Model 4 -Seed 0 { Linear 8; ReLU; Linear $outputs } }
            function Positive { New-Model 10 -Seed 0 { Linear 8; ReLU; Linear 2 } }
            $binary = New-Dataset (New-RandomTensor 40, 4 -Seed 1) ((1..40) | ForEach-Object { $_ % 2 }) -Task Regression
            """,
            Path.Combine(BuiltModule.Folder, "data"));
    }

    [Fact]
    public void Every_optimizer_is_offered_and_trains()
    {
        string[] names = Offered("Start-TrainingRun -Optimizer ");
        Assert.Contains("AdamW", names);
        foreach (string name in names)
        {
            string run = $"$run = Net | Start-TrainingRun $iris -Epoch 2 -Seed 0 -Optimizer {name}";
            Assert.Equal(
                "Finished " + name + " True",
                TensorText.Of(shell, run + "; $run.State; $run.Options.Optimizer; $run.Options.OptimizerArguments['lr'] -gt 0"));
        }
    }

    [Fact]
    public void Groups_and_frozen_parameters_are_listed_in_the_options()
    {
        Assert.Equal(
            "2.weight: lr 0.001, weight_decay 0 0.weight, 0.bias: frozen 2.bias: lr 0.5, weight_decay 0.1",
            TensorText.Of(shell, "$run = Net | Start-TrainingRun $iris -Epoch 1 -Freeze 0 -Group @{ Name = '*.bias'; LearningRate = 0.5; WeightDecay = 0.1 };"
                + " $run.Options.Group | ForEach-Object { \"$_\" }"));
        ErrorRecord unknown = shell.Run("Net | Start-TrainingRun $iris -Group @{ Name = '*'; Rate = 1 }").Error("UnknownOption");
        Assert.Contains("arguments of Adam: lr, betas", unknown.Exception.Message, StringComparison.Ordinal);
        ErrorRecord nobody = shell.Run("Net | Start-TrainingRun $iris -Freeze encoder").Error("NoSuchParameter");
        Assert.Contains("0.weight, 0.bias, 2.weight, 2.bias", nobody.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("90", TensorText.Of(shell, "(Net | Start-TrainingRun $iris -Epoch 1 -Optimizer LBFGS).Options.BatchSize"));
    }

    [Fact]
    public void Every_schedule_is_offered_and_moves_the_rate()
    {
        foreach (string name in Offered("Start-TrainingRun -Schedule "))
        {
            string arguments = Required.TryGetValue(name, out string? required) ? $"-ScheduleArgument @{{ {required} }}" : string.Empty;
            shell.Run($"$run = Net | Start-TrainingRun $iris -Epoch 6 -Seed 0 -Optimizer SGD -Momentum 0.9 -LearningRate 0.1 -Schedule {name} {arguments}");
            Assert.Equal("Finished " + name, TensorText.Of(shell, "$run.State; $run.Options.Schedule"));
            bool moves = name is not "ReduceLROnPlateau"; // six epochs are no plateau
            Assert.Equal(moves ? "True" : "False", TensorText.Of(shell, "($run.History.LearningRate | Sort-Object -Unique).Count -gt 1"));
        }
    }

    [Fact]
    public void Every_metric_is_offered_and_measured_of_what_it_is_for()
    {
        int measured = 0;
        foreach (string name in Offered("Start-TrainingRun -Metric "))
        {
            ShellResult classes = shell.Run($"Net | Start-TrainingRun $iris -Epoch 1 -Seed 0 -Metric {name} | ForEach-Object {{ $_.History[0] }}");
            ShellResult values = shell.Run(
                $"New-Model 10 -Seed 0 {{ Linear 1 }} | Start-TrainingRun $sugar -Epoch 1 -Seed 0 -Metric {name} | ForEach-Object {{ $_.History[0] }}");
            ShellResult fitting = classes.Errors.Count == 0 ? classes : values;
            ShellResult other = classes.Errors.Count == 0 ? values : classes;
            other.Error("MetricDoesNotFit");
            string label = name == "TopKAccuracy" ? "Top3Accuracy" : name;
            PSObject epoch = Assert.Single(fitting.Objects);
            Assert.IsType<double>(epoch.Properties["Validation" + label].Value);
            Assert.IsType<double>(epoch.Properties["Training" + label].Value);
            measured++;
        }

        Assert.True(measured > 20, $"{measured} metrics");
    }

    [Fact]
    public void Every_loss_is_offered_and_trains_what_it_is_for()
    {
        string[] ways =
        [
            "Net | Start-TrainingRun $iris",
            "Net 1 | Start-TrainingRun $binary",
            "Positive | Start-TrainingRun (New-Dataset (New-RandomTensor 20, 10 -Seed 1) (New-Tensor 20, 1 -Value 0.5))",
        ];
        foreach (string name in Offered("Start-TrainingRun -Loss "))
        {
            bool trains = ways.Any(way => shell.Run($"{way} -Epoch 1 -Seed 0 -Loss {name}").Errors.Count == 0);
            Assert.True(trains, name);
        }
    }

    [Theory]
    [InlineData("-Optimizer SGD -OptimizerArgument ", "@{ dampening = 0 }")]
    [InlineData("-OptimizerArgument ", "@{ betas = 0.9, 0.999 }")]
    [InlineData("-Loss CrossEntropy -LossArgument ", "@{ label_smoothing = 0 }")]
    [InlineData("-Schedule StepLR -ScheduleArgument ", "@{ gamma = 0.1 }")]
    [InlineData("-Metric RocAuc -Monitor Val", "ValidationRocAuc")]
    [InlineData("-ClassWeight ", "Balanced")]
    public void Arguments_are_offered_with_their_defaults(string line, string expected) =>
        Assert.Contains(expected, Offered("Start-TrainingRun " + line));

    [Fact]
    public void Every_argument_that_is_offered_can_be_given()
    {
        int given = 0;
        foreach (string optimizer in Offered("Start-TrainingRun -Optimizer "))
        {
            foreach (string table in Offered($"Start-TrainingRun -Optimizer {optimizer} -OptimizerArgument "))
            {
                shell.Run($"$run = Net | Start-TrainingRun $iris -Epoch 1 -Seed 0 -Optimizer {optimizer} -OptimizerArgument {table}");
                Assert.Equal("Finished", TensorText.Of(shell, "$run.State"));
                given++;
            }
        }

        Assert.True(given > 40, $"{given} arguments");
    }

    [Theory]
    [InlineData("-Optimizer Adm", "UnknownOptimizer", "AdamW")]
    [InlineData("-Loss Square", "UnknownLoss", "MeanSquaredError")]
    [InlineData("-Metric Luck", "UnknownMetric", "RocAuc")]
    [InlineData("-Schedule Step", "UnknownSchedule", "StepLR")]
    [InlineData("-OptimizerArgument @{ beta = 1 }", "UnknownOption", "Adam has no argument \"beta\". It takes lr, betas")]
    [InlineData("-OptimizerArgument @{ betas = 0.9, 2 }", "InvalidRunOptions", "betas has to be between 0 and")]
    [InlineData("-Metric Accuracy, Accuracy", "InvalidRunOptions", "names Accuracy twice")]
    [InlineData("-LearningRate 1 -OptimizerArgument @{ lr = 1 }", "ParameterHasNoEffect", "-LearningRate and lr of -OptimizerArgument")]
    [InlineData("-Momentum 0.9", "ParameterHasNoEffect", "-Momentum has an effect only with -Optimizer")]
    [InlineData("-Loss MultiMargin -LabelSmoothing 0.1", "ParameterHasNoEffect", "-Loss CrossEntropy")]
    [InlineData("-ScheduleArgument @{ gamma = 1 }", "ParameterHasNoEffect", "-Schedule")]
    [InlineData("-StartEpoch 3", "ParameterHasNoEffect", "-EarlyStopping")]
    [InlineData("-Baseline 3", "ParameterHasNoEffect", "-EarlyStopping")]
    [InlineData("-Schedule OneCycleLR -ScheduleArgument @{ max_lr = 1 } -Optimizer Adagrad", "InvalidRunOptions", "momentum")]
    [InlineData("-Schedule OneCycleLR", "InvalidRunOptions", "max_lr is required")]
    [InlineData("-Schedule { 'fast' }", "InvalidRate", "epoch 1")]
    [InlineData("-EarlyStopping 2 -Monitor ValidationRocAuc", "InvalidRunOptions", "ValidationAccuracy")]
    [InlineData("-ClassWeight @{ rose = 2 }", "InvalidClassWeight", "setosa")]
    [InlineData("-ClassWeight $iris", "InvalidClassWeight", "Dataset")]
    [InlineData("-ClassWeight @{ setosa = 'much' }", "InvalidClassWeight", "the text 'much' was given for setosa")]
    [InlineData("-ClassWeight 1, 2, { 3 }", "InvalidClassWeight", "a number for each class")]
    [InlineData("-ClassWeight (1, 2, (Get-Date))", "InvalidClassWeight", "a number for each class")]
    [InlineData("-ClassWeight (New-Tensor 2)", "InvalidRunOptions", "3 numbers")]
    [InlineData("-Loss BinaryCrossEntropy", "TargetWidthMismatch", "CrossEntropy")]
    public void What_cannot_be_is_refused(string options, string id, string message)
    {
        ErrorRecord error = shell.Run($"Net | Start-TrainingRun $iris -Epoch 1 -Seed 0 {options}").Error(id);
        Assert.Contains(message, error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(New-Tensor -Data 1, 2, 4 -Shape 3)")]
    [InlineData("(New-Tensor -Data 1, 2, 4 -Shape 3, 1 -DType Int64)")]
    [InlineData("@{ versicolor = New-Tensor 1 -Value 2; virginica = '4' }")]
    public void Class_weights_are_numbers_in_whatever_holds_them(string weights) => Assert.Equal(
        TensorText.Of(shell, "(Net | Start-TrainingRun $iris -Epoch 2 -Seed 0 -ClassWeight 1, 2, 4).History[-1].TrainingLoss"),
        TensorText.Of(shell, $"(Net | Start-TrainingRun $iris -Epoch 2 -Seed 0 -ClassWeight {weights}).History[-1].TrainingLoss"));

    [Fact]
    public void Options_show_what_was_used_and_cannot_be_changed()
    {
        shell.Run("$run = Net | Start-TrainingRun $iris -Epoch 2 -Seed 0 -Optimizer adamw -Schedule step_lr -ScheduleArgument @{ step_size = 1 }");
        Assert.Equal(
            "AdamW 0.001 0.01 0.9 0.999 StepLR 1 0.1 CrossEntropy 0 Accuracy",
            TensorText.Of(
                shell,
                """
                $o = $run.Options
                $o.Optimizer; $o.OptimizerArguments['lr']; $o.OptimizerArguments['weight_decay']; $o.OptimizerArguments['betas']
                $o.Schedule; $o.ScheduleArguments['step_size']; $o.ScheduleArguments['gamma']; $o.Loss; $o.LossArguments['label_smoothing']; $o.Metric
                """));
        foreach (string change in new[]
        {
            "$run.Options.BatchSize = 1", "$run.Options.OptimizerArguments['lr'] = 1", "$run.Options.OptimizerArguments.lr = 1",
            "$run.Options.Metric[0] = 'x'", "$run.Options.Loss = 'x'", "$run.Options = 1", "$run.History[0].ValidationAccuracy = 1",
            "$run.History[0].TrainingMetrics['Accuracy'] = 1",
        })
        {
            Assert.True(shell.Run(change) is { Failure: not null } or { Errors.Count: > 0 }, change);
        }

        Assert.Equal("0.001 Accuracy", TensorText.Of(shell, "$run.Options.OptimizerArguments['lr']; $run.Options.Metric"));
    }

    [Fact]
    public void Options_of_two_runs_can_be_compared()
    {
        shell.Run(
            """
            $one = Net | Start-TrainingRun $iris -Epoch 1 -Seed 0
            $same = Net | Start-TrainingRun $iris -Epoch 1 -Seed 0 -LearningRate 0.001
            $other = Net | Start-TrainingRun $iris -Epoch 1 -Seed 0 -OptimizerArgument @{ amsgrad = $true } -ClipValue 1
            """);
        Assert.Equal("True False", TensorText.Of(shell, "$one.Options.Equals($same.Options); $one.Options.Equals($other.Options)"));
        Assert.Equal(
            "clip_value = not given; 1|optimizer.amsgrad = False; True",
            TensorText.Of(shell, "$one.Options.Difference($other.Options) -join '|'"));
        Assert.Contains("optimizer.eps = 1E-08", TensorText.Of(shell, "\"$($one.Options)\""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_block_says_the_rate_of_each_epoch_or_step()
    {
        shell.Run("$run = Net | Start-TrainingRun $iris -Epoch 3 -Seed 0 -Schedule { param($epoch) 0.1 / $epoch }");
        Assert.Equal("0.1 0.05 0.0333", TensorText.Of(shell, "$run.History.LearningRate | ForEach-Object { [math]::Round($_, 4) }"));
        shell.Run("$run = Net | Start-TrainingRun $iris -Epoch 2 -BatchSize 30 -Seed 0 -Schedule { param($epoch, $step) $step / 100 }");
        Assert.Equal("0.03 0.06", TensorText.Of(shell, "$run.History.LearningRate"));
    }

    [Fact]
    public void Any_metric_is_in_the_history_monitored_drawn_and_shown()
    {
        shell.Run(
            """
            $run = Net | Start-TrainingRun $iris -Epoch 6 -Seed 0 -Metric BalancedAccuracy, RocAuc, @{ type = 'TopKAccuracy'; k = 2 } `
                -EarlyStopping 5 -Monitor validationrocauc -StartEpoch 2
            """);
        Assert.Equal("BalancedAccuracy RocAuc Top2Accuracy ValidationRocAuc", TensorText.Of(shell, "$run.Options.Metric; $run.Options.Monitor"));
        Assert.Equal("True", TensorText.Of(shell, "$run.History[5].ValidationTop2Accuracy -gt 0.5"));
        Assert.Equal("True", TensorText.Of(shell, "$run.BestEpoch -ge 2 -and $run.Result.Epoch -eq $run.BestEpoch"));
        string[] shown = TensorText.Of(shell, "$run.ToDisplayString()").ReplaceLineEndings("\n").Split('\n');
        Assert.Contains(shown, line => line.Contains("RocAuc", StringComparison.Ordinal) && line.Contains("ValLoss", StringComparison.Ordinal));
        Assert.All(shown, line => Assert.True(line.Length <= 80, line));
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.svg");
        shell.Run("$run | Export-TrainingChart -Path $args[0] -Metric RocAuc", path);
        Assert.Contains("RocAuc", File.ReadAllText(path), StringComparison.Ordinal);
        File.Delete(path);
        shell.Run("$run | Export-TrainingChart -Path $args[0] -Metric LogLoss", path).Error("NoSuchMetric");
        shell.Run("$run | Export-TrainingChart -Path $args[0] -Metric $null", path).Error("ParameterArgumentValidationError");
    }

    [Fact]
    public void A_checkpoint_carries_metrics_schedule_and_optimizer()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        const string Options = "-Seed 0 -Optimizer RAdam -Metric RocAuc, LogLoss -Schedule OneCycleLR -ScheduleArgument @{ max_lr = 0.05; total_steps = 40 } "
            + "-ClassWeight Balanced -EarlyStopping 9 -Monitor ValidationLogLoss";
        shell.Run(
            $$"""
            $whole = Net | Start-TrainingRun $iris -Epoch 6 {{Options}}
            $first = Net | Start-TrainingRun $iris -Epoch 6 {{Options}} -CheckpointPath $args[0] -OnEpoch { if ($_.Epoch -eq 3) { throw 'enough' } }
            """,
            path);
        shell.Run($"$rest = Net | Start-TrainingRun $iris -Epoch 6 {Options} -CheckpointPath $args[0] -Resume", path);
        Assert.Equal("6 True", TensorText.Of(
            shell,
            """
            $rest.EpochCount
            ($whole.History | ForEach-Object { $_.ValidationLogLoss; $_.TrainingRocAuc; $_.LearningRate }) -join ' ' -eq
            (($rest.History | ForEach-Object { $_.ValidationLogLoss; $_.TrainingRocAuc; $_.LearningRate }) -join ' ')
            """));
        Assert.Equal("True", TensorText.Of(
            shell, "($whole.Model.Parameters['0.weight'].ToArray() -join ' ') -eq ($rest.Model.Parameters['0.weight'].ToArray() -join ' ')"));
        shell.Run($"Net | Start-TrainingRun $iris -Epoch 6 {Options.Replace("RocAuc, ", string.Empty, StringComparison.Ordinal)} -CheckpointPath $args[0] -Resume", path)
            .Error("CheckpointMismatch");
        File.Delete(path);
    }

    [Fact]
    public void A_test_of_a_model_gives_every_metric_that_fits_with_an_interval()
    {
        shell.Run("$model = Net; $null = $model | Start-TrainingRun $iris -Epoch 20 -LearningRate 0.02 -Seed 0; $test = $model | Test-Model $iris -Worst 2");
        Assert.Equal("True", TensorText.Of(
            shell,
            """
            $accuracy = $test.Metrics | Where-Object Name -eq Accuracy
            $accuracy.Low -lt $accuracy.Value -and $accuracy.Value -le $accuracy.High -and $accuracy.Count -eq 30
            """));
        Assert.Equal("3 Class Count Precision Recall F1 Auc AveragePrecision", TensorText.Of(shell, "$test.PerClass.Count; $test.PerClass[0].PSObject.Properties.Name"));
        Assert.Equal("True", TensorText.Of(shell, "$test.Worst.Count -le 2 -and ($test.Calibration | Measure-Object Count -Sum).Sum -eq 30"));
        Assert.Equal("True", TensorText.Of(shell, "[math]::Abs($test.Baseline - 1 / 3) -lt 0.01"));
        shell.Run("$model = New-Model 10 -Seed 0 { Linear 1 }; $null = $model | Start-TrainingRun $sugar -Epoch 5 -Seed 0; $test = $model | Test-Model $sugar");
        Assert.Equal("1 R2", TensorText.Of(shell, "@($test.Metrics | Where-Object Name -eq R2).Count; ($test.Metrics | Where-Object Name -eq R2).Name"));
    }

    private string[] Offered(string line) => [.. shell.Complete(line).Select(match => match.CompletionText)];
}
