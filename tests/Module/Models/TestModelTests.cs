namespace NormTools.Module.Tests;

/// <summary>Test-Model: its loss, what it warns of, and how its results are shown.</summary>
[Collection("Training runs")]
public sealed class TestModelTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public TestModelTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            $s = Import-Dataset ($args[0] + '/breast-cancer.csv') -Label label | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1 -Standardize
            $iris = Import-Dataset ($args[0] + '/iris.csv') -Label label -Standardize | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1
            function One { New-Model 30 -Seed 0 { Linear 1 } }
            """,
            Path.Combine(BuiltModule.Folder, "data"));
    }

    [Theory]
    [InlineData("-Loss BinaryCrossEntropy", "-Loss BinaryCrossEntropy")]
    [InlineData("-Loss BinaryCrossEntropy -LossArgument @{ pos_weight = 3 }", "-Loss BinaryCrossEntropy -LossArgument @{ pos_weight = 3 }")]
    [InlineData("-Loss BinaryFocal", "-Loss BinaryFocal")]
    public void A_model_is_tested_with_the_loss_that_it_was_trained_with(string training, string testing) => Assert.Equal(
        "True True",
        TensorText.Of(
            shell,
            $$"""
            $model = One
            $run = $model | Start-TrainingRun $s -Epoch 3 -Seed 0 {{training}}
            $wanted = ($model.Clone() | Test-Model $s {{testing}}).Loss
            ($model | Test-Model $s).Loss -eq $wanted
            ($run | Test-Model $s).Loss -eq $wanted
            """));

    [Theory]
    [InlineData("-Loss BinaryCrossEntropy -LossArgument @{ pos_weight = 3 }")]
    [InlineData("-Loss BinaryCrossEntropy -ClassWeight Balanced")]
    [InlineData("-Loss BinaryFocal -LossArgument @{ gamma = 1.5 }")]
    public void A_model_file_knows_the_loss(string training) => Assert.Equal(
        "True",
        TensorText.Of(
            shell,
            $$"""
            $model = One
            $null = $model | Start-TrainingRun $s -Epoch 3 -Seed 0 {{training}}
            $path = Join-Path ([IO.Path]::GetTempPath()) "NormTools-$([guid]::NewGuid()).safetensors"
            try {
                $model | Export-Model $path
                (Import-Model $path | Test-Model $s).Loss -eq ($model | Test-Model $s).Loss
            }
            finally { Remove-Item $path -ErrorAction Ignore }
            """));

    [Fact]
    public void What_gives_logarithms_of_counts_is_judged_by_counts_in_every_session() => Assert.Equal(
        "True True True True True",
        TensorText.Of(
            shell,
            """
            $rows = foreach ($i in 0..199) { [pscustomobject]@{ x = $i / 100; visits = [Math]::Round([Math]::Exp(1 + $i / 100)) } }
            $visits = $rows | Import-Dataset -Label visits -Task Regression | Split-Dataset -Test 0.2 -Validation 0.2 -Seed 0
            $model = New-Model -Data $visits -Seed 0 { Linear }
            $run = $model | Start-TrainingRun $visits -Epoch 60 -LearningRate 0.05 -Optimizer Adam -Loss PoissonNegativeLogLikelihood -Seed 0
            $path = Join-Path ([IO.Path]::GetTempPath()) "NormTools-$([guid]::NewGuid()).safetensors"
            try {
                $model | Export-Model $path
                $later = Import-Model $path
            }
            finally { Remove-Item $path -ErrorAction Ignore }
            $answer = ($rows[100] | Invoke-Model $later -As Row).Prediction
            [Math]::Abs($answer - [Math]::Exp((Invoke-Model $model $rows[100]).ToArray()[0])) -lt 1e-4
            [Math]::Abs($answer - $rows[100].visits) -lt 1.5
            $judged = ($later | Test-Model $visits.Validation).Metrics | Where-Object Name -eq R2
            $judged.Value -gt 0.95
            $fit = $run | Test-ModelFit -NoTrial
            [Math]::Abs(($fit.Evidence | Where-Object Name -match 'validation' | Select-Object -First 1).Value - $judged.Value) -lt 0.05
            ($run | Test-ModelFit).Verdict.Name -notcontains 'Unstable' -and $later.ToDisplayString() -match 'the logarithm of visits'
            """));

    [Theory]
    [InlineData("", 1)]
    [InlineData("-Loss PoissonNegativeLogLikelihood", 0)]
    [InlineData("-Loss MeanSquaredError", 0)]
    public void Training_further_with_another_loss_is_told_unless_it_was_asked_for(string loss, int warnings) => Assert.Equal(
        warnings,
        shell.Run(
            $$"""
            $visits = foreach ($i in 0..49) { [pscustomobject]@{ x = $i / 50; visits = [Math]::Round([Math]::Exp(1 + $i / 50)) } }
            $visits = $visits | Import-Dataset -Label visits -Task Regression
            $model = New-Model -Data $visits -Seed 0 { Linear }
            $null = $model | Start-TrainingRun $visits -Epoch 1 -Loss PoissonNegativeLogLikelihood -Seed 0 3> $null
            $null = $model | Start-TrainingRun $visits -Epoch 1 -Seed 0 {{loss}}
            """).Warnings.Count(warning => warning.Contains("-Loss PoissonNegativeLogLikelihood keeps to it", StringComparison.Ordinal)));

    [Fact]
    public void A_loss_that_is_given_wins() => Assert.Equal(
        "True",
        TensorText.Of(
            shell,
            """
            $model = New-Model 4 -Seed 0 { Linear 3 }
            $null = $model | Start-TrainingRun $iris -Epoch 3 -Seed 0 -LabelSmoothing 0.2
            ($model | Test-Model $iris -Loss CrossEntropy).Loss -lt ($model | Test-Model $iris).Loss
            """));

    [Fact]
    public void A_loss_that_does_not_fit_names_the_one_that_does() => Assert.Contains(
        "add -Loss BinaryCrossEntropy", shell.Run("One | Test-Model $s").Errors.Single().Exception.Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("30 { Linear 1; Sigmoid }", "$s", "-Loss BinaryCrossEntropy", "layer 1 (Sigmoid)")]
    [InlineData("30 { Linear 1; Sigmoid }", "$s", "-Loss BinaryCrossEntropy", "-LossArgument @{ from_logits = $false }")]
    [InlineData("4 { Linear 3; Softmax }", "$iris", "", "layer 1 (Softmax)")]
    [InlineData("4 { Linear 3; Softmax }", "$iris", "-Loss NegativeLogLikelihood", "LogSoftmax")]
    [InlineData("4 { Linear 4; Sequential { Linear 3; Softmax; Identity } }", "$iris", "", "layer 1.1 (Softmax)")]
    public void Probabilities_for_a_loss_of_scores_are_warned_of(string model, string data, string loss, string part)
    {
        ShellResult run = shell.Run($"New-Model {model} -Seed 0 | Start-TrainingRun {data} -Epoch 1 -Seed 0 {loss}");
        Assert.Contains(run.Warnings, warning => warning.Contains(part, StringComparison.Ordinal));
        ShellResult test = shell.Run($"New-Model {model} -Seed 0 | Test-Model {data} {loss}");
        Assert.Contains(test.Warnings, warning => warning.Contains(part, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("30 { Linear 1; Sigmoid }", "$s", "-Loss BinaryCrossEntropy -LossArgument @{ from_logits = $false }")]
    [InlineData("30 { Linear 1 }", "$s", "-Loss BinaryCrossEntropy")]
    [InlineData("4 { Linear 3; LogSoftmax }", "$iris", "-Loss NegativeLogLikelihood")]
    [InlineData("4 { Linear 4; Sigmoid; Linear 3 }", "$iris", "")]
    [InlineData("4 { Linear 3; Residual { Linear 3; Sigmoid } }", "$iris", "")]
    public void What_belongs_together_is_not_warned_of(string model, string data, string loss) =>
        Assert.Empty(shell.Run($"New-Model {model} -Seed 0 | Start-TrainingRun {data} -Epoch 1 -Seed 0 {loss}").Warnings);

    [Theory]
    [InlineData("$test.Metrics", "Name Value Low High Reason")]
    [InlineData("$test.PerClass", "Class Count Precision Recall F1 Auc")]
    [InlineData("$test.Worst", "Row True Predicted Confidence")]
    [InlineData("(Test-Model (New-Model 1 -Seed 0 { Linear 1 }) (New-Dataset (1..9) (1.5..9.5)) -Worst 3).Worst", "Row True Predicted Difference")]
    [InlineData("Measure-PrincipalComponent $s", "Name Variance Share Cumulative Largest loadings")]
    public void Results_are_shown_as_tables_that_fit_the_console(string expression, string headings)
    {
        string[] lines = TensorText.Of(
            shell, $"$test = One | Test-Model $s -Loss BinaryCrossEntropy -Worst 2; {expression} | Out-String -Width 80").Trim('\r', '\n').Split('\n');
        Assert.Equal(headings, string.Join(' ', lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)).Trim());
        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Fact]
    public void Three_classes_have_no_share_of_the_three_most_probable()
    {
        Assert.Equal("0", TensorText.Of(
            shell, "@((New-Model 4 -Seed 0 { Linear 3 } | Test-Model $iris).Metrics | Where-Object Name -eq Top3Accuracy).Count"));
        Assert.Equal("1", TensorText.Of(
            shell,
            """
            $four = New-Dataset (New-Tensor 8, 2 -Value 1) (0..7 | ForEach-Object { $_ % 4 })
            @((New-Model 2 -Seed 0 { Linear 4 } | Test-Model $four).Metrics | Where-Object Name -eq Top3Accuracy).Count
            """));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Metric RocAuc")]
    [InlineData("-Metric BalancedAccuracy")]
    [InlineData("-Metric Accuracy, RocAuc, F1 -Monitor ValidationRocAuc -EarlyStopping 3")]
    public void The_columns_of_a_run_have_distinct_names_that_fit_the_console(string arguments)
    {
        string[] lines = TensorText.Of(
            shell, $"(One | Start-TrainingRun $s -Epoch 3 -Seed 0 -Loss BinaryCrossEntropy {arguments} | Out-String -Width 80)").Split('\n');
        string heading = lines.Single(line => line.Contains("TrainLoss", StringComparison.Ordinal));
        string[] names = heading.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.True(names.Length > 4, heading);
        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Fact]
    public void The_table_of_a_history_shows_the_metrics_that_were_asked_for()
    {
        string text = TensorText.Of(
            shell,
            """
            $run = One | Start-TrainingRun $s -Epoch 1 -Seed 0 -Loss BinaryCrossEntropy -Metric RocAuc, F1 -LearningRate 0.001
            $run.History | Format-Table | Out-String -Width 80
            """);
        Assert.Matches(@"RocAuc +\S+ +\S+ +0\.001", text);
        Assert.Matches(@"\n +F1 +\S+ +\S+", text);
        Assert.DoesNotContain("Accuracy", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RocAuc")]
    [InlineData("ValidationRocAuc")]
    [InlineData("trainingrocauc")]
    [InlineData("ValidationLoss")]
    public void A_chart_takes_the_names_of_the_history(string metric) => Assert.Equal(
        "True",
        TensorText.Of(
            shell,
            $$"""
            $run = One | Start-TrainingRun $s -Epoch 2 -Seed 0 -Loss BinaryCrossEntropy -Metric RocAuc
            $file = Join-Path ([IO.Path]::GetTempPath()) "$(New-Guid).svg"
            $run | Export-TrainingChart $file -Metric {{metric}}
            (Get-Content $file -Raw).Contains('{{(metric.EndsWith("Loss", StringComparison.Ordinal) ? "Loss" : "RocAuc")}}')
            Remove-Item $file
            """));

    [Fact]
    public void A_model_of_a_file_says_what_it_takes_and_gives()
    {
        string text = TensorText.Of(
            shell,
            """
            $model = New-Model 4 -Seed 0 { Linear 3 }
            $null = $model | Start-TrainingRun $iris -Epoch 1 -Seed 0
            $file = Join-Path ([IO.Path]::GetTempPath()) "$(New-Guid).safetensors"
            $model | Export-Model $file
            Import-Model $file | Out-String -Width 80
            Remove-Item $file
            """);
        Assert.Contains("Takes: raw rows with sepalLength, sepalWidth,", text, StringComparison.Ordinal);
        Assert.Contains("preprocessor", text, StringComparison.Ordinal);
        Assert.Contains("Gives: the classes setosa, versicolor, virginica.", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Theory]
    [InlineData("Start-TrainingRun", "Epoch", "Epochs")]
    [InlineData("Start-TrainingRun", "EarlyStopping", "Patience")]
    public void Parameters_have_their_names_elsewhere_as_aliases(string command, string parameter, string alias) => Assert.Equal(
        "True", TensorText.Of(shell, $"'{alias}' -in (Get-Command {command}).Parameters['{parameter}'].Aliases"));

    [Fact]
    public void A_quantity_that_is_called_classes_is_warned_of()
    {
        ShellResult result = shell.Run(
            "Import-Dataset (Join-Path $args[0] diabetes.csv) -Label progression -Task Classification",
            Path.Combine(BuiltModule.Folder, "data"));
        Assert.Contains(result.Warnings, warning => warning.Contains("214 classes", StringComparison.Ordinal));
    }
}
