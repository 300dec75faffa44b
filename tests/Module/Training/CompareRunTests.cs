namespace NormTools.Module.Tests;

/// <summary>Compare-TrainingRun: what differs, intervals, and what can be told from what.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class CompareRunTests : IDisposable
{
    private readonly string place = Directory.CreateTempSubdirectory("NormTools-").FullName;
    private readonly Shell shell = new();

    public CompareRunTests() => shell.Run(
        """
        param($data, $place)
        Set-Location $place
        $wine = Import-Dataset ($data + '/wine.csv') -Label label -Standardize | Split-Dataset -Test 0.2 -Validation 0.3 -Stratify -Seed 1
        $sugar = Import-Dataset ($data + '/diabetes.csv') -Label progression -Standardize | Split-Dataset -Validation 0.2 -Seed 1
        function Train([double]$Rate, [string]$Name, $More = @{}) {
            New-Model 13 -Seed 0 { Linear 16; ReLU; Linear 3 } | Start-TrainingRun $wine -Epoch 10 -LearningRate $Rate -Seed 0 -Name $Name @More
        }
        """,
        Path.Combine(BuiltModule.Folder, "data"),
        place);

    [Fact]
    public void The_best_comes_first_and_says_which_are_worse_beyond_chance()
    {
        shell.Run("$null = Train 0.0001 slow; $null = Train 0.03 fast; $null = Train 0.02 near; $rows = Compare-TrainingRun slow, fast, n?ar");
        Assert.Equal("3 fast slow", TensorText.Of(shell, "$rows.Count; $rows[0].Name; $rows[-1].Name"));
        Assert.Equal("slow", TensorText.Of(shell, "$rows[0].BetterThan"));
        Assert.Equal("best; better than slow", TensorText.Of(shell, "$rows[0].Verdict"));
        Assert.Equal("not to be told from fast", TensorText.Of(shell, "$rows[1].Verdict"));
        Assert.Equal("worse than fast", TensorText.Of(shell, "$rows[2].Verdict"));
        Assert.Equal("LearningRate 0.03 True", TensorText.Of(shell, "$rows[0].Option.Keys; $rows[0].Option.LearningRate; $rows[0].Option.LearningRate -is [double]"));
    }

    [Fact]
    public void Intervals_are_those_of_Test_Model_with_the_data_and_without_them()
    {
        shell.Run("$run = Train 0.003 one; $accuracy = ($run | Test-Model $wine.Validation).Metrics | Where-Object Name -eq Accuracy");
        shell.Run("Copy-Item runs kept -Recurse; $away = Get-TrainingRun one -Path kept; $rows = $run, $away | Compare-TrainingRun");
        Assert.Equal("True True", TensorText.Of(shell, "$rows[0].Low -eq $accuracy.Low; $rows[0].High -eq $accuracy.High"));
        Assert.Equal("True True", TensorText.Of(
            shell, "[Math]::Abs($rows[1].Low - $accuracy.Low) -lt 1e-12; [Math]::Abs($rows[1].High - $accuracy.High) -lt 1e-12"));
        Assert.Equal("ValidationAccuracy 54 54", TensorText.Of(shell, "$rows[0].Metric; $rows[0].Count; $rows[1].Count"));
        shell.Run("$test = ($run | Test-Model $wine.Validation).Metrics | Where-Object Name -eq CohenKappa; $kappa = $away | Compare-TrainingRun -Data $wine -Metric CohenKappa");
        Assert.Equal("CohenKappa True True", TensorText.Of(shell, "$kappa.Metric; $kappa.Value -eq $test.Value; $kappa.Low -eq $test.Low"));
    }

    [Fact]
    public void Runs_with_and_without_a_name_are_of_the_same_rows_where_their_data_are()
    {
        shell.Run("$a = Train 0.03 named; $b = New-Model 13 -Seed 0 { Linear 3 } | Start-TrainingRun $wine -Epoch 1 -LearningRate 1e-6 -Seed 0; $rows = $a, $b | Compare-TrainingRun");
        Assert.Equal("worse than named", TensorText.Of(shell, "$rows[-1].Verdict"));
    }

    [Fact]
    public void Models_seeds_and_options_that_differ_are_named_and_no_others()
    {
        shell.Run("$a = Train 0.01 a; $b = Train 0.01 b @{ Optimizer = 'SGD'; Momentum = 0.9; BatchSize = 16 }");
        Assert.Equal("BatchSize Optimizer", TensorText.Of(shell, "($a, $b | Compare-TrainingRun)[0].Option.Keys | Sort-Object"));
        shell.Run("$c = New-Model 13 -Seed 7 { Linear 3 } | Start-TrainingRun $wine -Epoch 10 -LearningRate 0.01 -Seed 7");
        Assert.Equal("Model ModelSeed Seed", TensorText.Of(shell, "($a, $c | Compare-TrainingRun)[0].Option.Keys | Sort-Object"));
    }

    [Fact]
    public void Runs_that_were_judged_by_other_rows_are_not_told_from_each_other()
    {
        shell.Run("$a = Train 0.03 a; $b = New-Model 13 -Seed 0 { Linear 3 } | Start-TrainingRun $wine.Train -Validation $wine.Test -Epoch 1 -LearningRate 1e-6 -Seed 0 -Name b; $rows = $a, $b | Compare-TrainingRun");
        Assert.Equal("0 judged by other rows than the best", TensorText.Of(shell, "$rows[0].BetterThan.Count; $rows[1].Verdict"));
        Assert.Equal("b", TensorText.Of(shell, "($a, $b | Compare-TrainingRun -Data $wine)[0].BetterThan"));
    }

    [Fact]
    public void Runs_without_validation_say_that_only_training_rows_judge_them()
    {
        shell.Run(
            """
            $a, $b = foreach ($rate in 0.03, 1e-6) { New-Model 13 -Seed 0 { Linear 3 } | Start-TrainingRun $wine.Train -Epoch 2 -LearningRate $rate -Seed 0 }
            $other = New-Model 13 -Seed 0 { Linear 3 } | Start-TrainingRun $wine.Test -Epoch 1 -LearningRate 1e-6 -Seed 0
            $valid = New-Model 13 -Seed 0 { Linear 3 } | Start-TrainingRun $wine -Epoch 1 -LearningRate 1e-6 -Seed 0
            """);
        Assert.Equal(
            "best on training rows alone on training rows alone: nothing to tell", TensorText.Of(shell, "($a, $b | Compare-TrainingRun).Verdict"));
        Assert.Equal("judged by other training rows than the best", TensorText.Of(shell, "($a, $other | Compare-TrainingRun)[1].Verdict"));
        Assert.Equal(
            "judged by its validation rows, the best by its training rows", TensorText.Of(shell, "($a, $valid | Compare-TrainingRun)[1].Verdict"));
        Assert.Equal("TrainingAccuracy True", TensorText.Of(
            shell, "$row = $valid | Compare-TrainingRun -Metric TrainingAccuracy; $row.Metric; $row.Value -eq $valid.Result.TrainingAccuracy"));
    }

    [Fact]
    public void A_run_that_has_no_such_metric_is_named()
    {
        shell.Run("$class = Train 0.03 wine; $quantity = New-Model 10 -Seed 0 { Linear 1 } | Start-TrainingRun $sugar -Epoch 1 -Seed 0");
        Assert.Contains("'run 2'", shell.Run("$class, $quantity | Compare-TrainingRun").Error("NoSuchMetric").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Augmentations_differ_in_what_was_given()
    {
        shell.Run("$a = Train 0.03 a; $b = Train 0.03 b @{ Augment = { Noise 0.2; Mixup } }");
        Assert.Equal("Augment", TensorText.Of(shell, "($a, $b | Compare-TrainingRun)[0].Option.Keys"));
        Assert.Equal("Noise sigma 0.2; Mixup", TensorText.Of(shell, "($a, $b | Compare-TrainingRun).Option.Augment | Where-Object { $_ }"));
        shell.Run("Copy-Item runs kept -Recurse; $rows = Get-TrainingRun -Path kept | Compare-TrainingRun");
        Assert.Equal("Noise sigma 0.2; Mixup", TensorText.Of(shell, "$rows.Option.Augment | Where-Object { $_ }"));
    }

    [Fact]
    public void Less_of_an_error_is_better()
    {
        shell.Run("$runs = foreach ($rate in 1e-6, 0.1) { New-Model 10 -Seed 0 { Linear 8; ReLU; Linear 1 } | Start-TrainingRun $sugar -Epoch 20 -LearningRate $rate -Seed 0 }; $rows = $runs | Compare-TrainingRun");
        Assert.Equal("run 2 ValidationRootMeanSquaredError run 1", TensorText.Of(shell, "$rows[0].Name; $rows[0].Metric; $rows[0].BetterThan"));
        Assert.Equal("best; no interval to tell", TensorText.Of(shell, "($runs | Compare-TrainingRun -Metric Loss)[0].Verdict"));
    }

    [Fact]
    public void A_metric_of_a_script_compares_runs_too()
    {
        shell.Run("$runs = foreach ($rate in 0.03, 1e-6) { New-Model 13 -Seed 0 { Linear 3 } | Start-TrainingRun $wine -Epoch 4 -LearningRate $rate -Seed 0 -OnEpoch { @{ Regret = $_.ValidationLoss; Quux = $_.ValidationLoss } } }");
        Assert.Equal(
            "run 1 run 2 Regret True best; no interval to tell",
            TensorText.Of(shell, "$rows = @($runs | Compare-TrainingRun -Metric regret); $rows.Name; $rows[0].Metric; $rows[0].Value -eq $runs[0].Result.ValidationLoss; $rows[0].Verdict"));
        Assert.Contains("-MetricMode Maximum", shell.Run("$runs | Compare-TrainingRun -Metric Quux").Error("MetricModeNeeded").Exception.Message, StringComparison.Ordinal);
        Assert.Equal("run 2", TensorText.Of(shell, "($runs | Compare-TrainingRun -Metric Quux -MetricMode Max)[0].Name"));
        Assert.Equal("run 1", TensorText.Of(shell, "($runs | Compare-TrainingRun -Metric Quux -MetricMode Minimum)[0].Name"));
        shell.Run("$plain = New-Model 13 -Seed 0 { Linear 3 } | Start-TrainingRun $wine -Epoch 1 -Seed 0");
        Assert.Contains("it has Loss, Accuracy", shell.Run("$runs[0], $plain | Compare-TrainingRun -Metric Regret").Error("NoSuchMetric").Exception.Message, StringComparison.Ordinal);
        shell.Run("$runs | Compare-TrainingRun -Metric Regret -Data $wine").Error("ParameterHasNoEffect");
    }

    [Fact]
    public void What_a_script_counted_follows_the_mode_that_it_was_monitored_by()
    {
        shell.Run("$runs = foreach ($rate in 0.03, 1e-6) { New-Model 13 -Seed 0 { Linear 3 } | Start-TrainingRun $wine -Epoch 3 -LearningRate $rate -Seed 0 -Monitor Quux -MonitorMode Minimum -OnEpoch { @{ Quux = $_.ValidationLoss } } }");
        Assert.Equal("run 1 run 2", TensorText.Of(shell, "($runs | Compare-TrainingRun -Metric Quux).Name"));
    }

    [Theory]
    [InlineData("$run | Compare-TrainingRun -Metric Accuracy -MetricMode Max", "ParameterHasNoEffect")]
    [InlineData("$run | Compare-TrainingRun -Metric Nothing", "UnknownMetric")]
    [InlineData("$run | Compare-TrainingRun -Metric RocAuc -Data 5", "NotADataset")]
    [InlineData("Compare-TrainingRun never", "RunNotFound")]
    [InlineData("$run | Compare-TrainingRun -Metric TrainingLoss -Data $wine", "ParameterHasNoEffect")]
    [InlineData("Resume-TrainingRun never", "RunNotFound")]
    [InlineData("Export-TrainingChart never.svg -InputObject never", "RunNotFound")]
    public void What_cannot_be_compared_is_told(string line, string id)
    {
        shell.Run("$run = New-Model 13 -Seed 0 { Linear 3 } | Start-TrainingRun $wine.Train -Epoch 1 -Seed 0");
        shell.Run(line).Error(id);
    }

    [Fact]
    public void The_table_fits_a_console_of_80_columns()
    {
        shell.Run("$null = Train 0.0001 'a name of some length'; $null = Train 0.03 'fast'");
        string text = TensorText.Of(shell, "Compare-TrainingRun 'a name*', fast | Out-String -Width 80");
        Assert.All(text.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 80));
        Assert.Contains("LearningRate 0.0001", text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        shell.Run("Set-Location /");
        shell.Dispose();
        Directory.Delete(place, recursive: true);
    }
}
