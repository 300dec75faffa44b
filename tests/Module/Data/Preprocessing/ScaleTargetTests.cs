namespace NormTools.Module.Tests;

/// <summary>Quantities that are scaled for the loss, and come out in their own unit.</summary>
[Collection("Training runs")]
public sealed class ScaleTargetTests : IDisposable
{
    private const string Train = """
        $data = Import-Dataset (Join-Path $args[0] data/diabetes.csv) -Label progression
        $split = $data | Split-Dataset -Test 0.2 -Validation 0.2 -Seed 1 -Preprocessor { Standardize; ScaleTarget METHOD }
        $model = New-Model -Data $split -Seed 0 { Linear 8; ReLU; Linear }
        $run = $model | Start-TrainingRun $split -Epoch 4 -Seed 0 -Metric RootMeanSquaredError
        """;

    private readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Theory]
    [InlineData("Standardize")]
    [InlineData("RobustScale")]
    [InlineData("MinMaxScale")]
    public void It_trains_as_a_target_that_was_scaled_by_hand_does(string method)
    {
        Run(Train.Replace("METHOD", method, StringComparison.Ordinal));
        Run("""
            $unit = $split.Train.Target
            $scaler = New-Preprocessor { & "New-${method}Step" } -Data $unit
            $own = foreach ($part in $split.Train, $split.Validation) {
                New-Dataset $part.Feature (Invoke-Preprocessor $scaler $part.Target)
            }
            $second = New-Model 10 -Seed 0 { Linear 8; ReLU; Linear 1 }
            $byHand = $second | Start-TrainingRun $own[0] -Validation $own[1] -Epoch 4 -Seed 0
            """.Replace("${method}", method, StringComparison.Ordinal));
        Assert.Equal(4, shell.Run("$byHand.History.TrainingLoss.Count").Single<int>());
        Assert.True(shell.Run("($run.History.TrainingLoss -join ' ') -eq ($byHand.History.TrainingLoss -join ' ')").Single<bool>());
        Assert.True(shell.Run("($run.History.ValidationLoss -join ' ') -eq ($byHand.History.ValidationLoss -join ' ')").Single<bool>());
        float[] predicted = shell.Run("($split.Test | Invoke-Model $model).ToArray()").All<float>();
        float[] expected = shell.Run(
            "(Invoke-Preprocessor $scaler (Invoke-Model $second $split.Test.Feature) -Inverse).ToArray()").All<float>();
        Assert.All(predicted.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-4f * Math.Abs(pair.Second)));
    }

    [Fact]
    public void Metrics_and_worst_rows_are_in_the_unit()
    {
        Run(Train.Replace("METHOD", string.Empty, StringComparison.Ordinal));
        Run("$test = $model | Test-Model $split -Worst 2; $y = ($split.Test | Invoke-Model $model).ToArray(); $t = $split.Test.Target.ToArray()");
        Run("$sum = 0; for ($i = 0; $i -lt $y.Count; $i++) { $sum += [math]::Pow($y[$i] - $t[$i], 2) }; $rmse = [math]::Sqrt($sum / $y.Count)");
        double rmse = shell.Run("$rmse").Single<double>();
        Assert.Equal(rmse, shell.Run("($test.Metrics | Where-Object Name -eq RootMeanSquaredError).Value").Single<double>(), 1e-4);
        Assert.True(rmse > 20);
        Assert.True(shell.Run("$run.History[0].ValidationRootMeanSquaredError -gt 20").Single<bool>());
        Assert.True(shell.Run("$w = $test.Worst[0]; $w.True -eq $t[$w.Row] -and [math]::Abs($w.Difference - ($y[$w.Row] - $t[$w.Row])) -lt 1e-3").Single<bool>());
        Assert.Equal(25, shell.Run("($data.Target.ToArray() | Measure-Object -Minimum).Minimum").Single<double>());
    }

    [Fact]
    public void A_model_file_keeps_the_scaling()
    {
        Run(Train.Replace("METHOD", "RobustScale", StringComparison.Ordinal));
        Run("""
            $path = Join-Path ([System.IO.Path]::GetTempPath()) "normtools-$([guid]::NewGuid()).safetensors"
            $run | Export-Model $path
            $read = Import-Model $path
            Remove-Item $path
            $rows = Import-Csv (Join-Path $args[0] data/diabetes.csv) | Select-Object -First 20
            """);
        Same("($rows | Invoke-Model $model)", "($rows | Invoke-Model $read)");
        Assert.True(shell.Run("($rows[0] | Invoke-Model $read -As Row).Prediction -gt 20").Single<bool>());
        Assert.Equal("ScaleTarget progression", shell.Run("$s = @($read | Get-Preprocessor)[-1]; \"$($s.Step) $($s.Column)\"").Single<string>());
        Assert.True(shell.Run("($model | Test-Model $split).Loss -eq ($read | Test-Model $split).Loss").Single<bool>());
    }

    [Fact]
    public void Several_targets_are_scaled_each_by_its_own()
    {
        Run("""
            $x = New-RandomTensor Normal -Shape 60, 3 -Seed 1
            $y = New-Tensor -Data (0..59 | ForEach-Object { 1000 + $_; 0.001 * $_ }) -Shape 60, 2
            $data = New-Dataset $x $y
            $split = $data | Split-Dataset -Test 10 -Seed 1 -Preprocessor { ScaleTarget }
            $model = New-Model 3 -Seed 0 { Linear 2 }
            $run = $model | Start-TrainingRun $split -Epoch 40 -LearningRate 0.1 -Seed 0
            $means = ($split.Test | Invoke-Model $model).ToArray()
            """);
        Assert.True(shell.Run("[math]::Abs($means[0] - 1030) -lt 40 -and [math]::Abs($means[1] - 0.03) -lt 0.04").Single<bool>());
    }

    [Fact]
    public void A_variance_comes_out_in_the_unit_too()
    {
        Run("""
            $data = Import-Dataset (Join-Path $args[0] data/diabetes.csv) -Label progression
            $split = $data | Split-Dataset -Test 0.2 -Seed 1 -Preprocessor { Standardize; ScaleTarget }
            $model = New-Model 10 -Seed 0 { Linear 2 }
            $run = $model | Start-TrainingRun $split -Loss GaussianNegativeLogLikelihood -Epoch 20 -LearningRate 0.01 -Seed 0
            $y = ($split.Test | Invoke-Model $model).ToArray()
            $deviation = [math]::Exp($y[1] / 2)
            """);
        Assert.InRange(shell.Run("$deviation").Single<double>(), 20, 150);
    }

    [Theory]
    [InlineData("$iris | Split-Dataset -Test 30 -Preprocessor { ScaleTarget }", "NoTargetToScale")]
    [InlineData("New-Preprocessor { ScaleTarget } -Data (New-Tensor -Data (1..6) -Shape 3, 2)", "NoTargetToScale")]
    [InlineData("New-Dataset (New-Tensor -Data (1..6) -Shape 3, 2) | Split-Dataset -Test 1 -Preprocessor { ScaleTarget }", "NoTargetToScale")]
    [InlineData("New-Preprocessor { ScaleTarget; Standardize; ScaleTarget }", "DuplicateStep")]
    [InlineData("$model | Test-Model ($split.Test) -Loss PoissonNegativeLogLikelihood", "ScaledTarget")]
    [InlineData("$model | Start-TrainingRun $split -Loss BinaryCrossEntropy", "ScaledTarget")]
    [InlineData("$model | Test-Model (New-Dataset (New-RandomTensor Normal -Shape 4, 10 -Seed 1) a, b, a, b)", "TargetNotAsScaled")]
    public void What_is_no_quantity_is_refused(string script, string id)
    {
        Run(Train.Replace("METHOD", string.Empty, StringComparison.Ordinal));
        Run("$iris = Import-Dataset (Join-Path $args[0] data/iris.csv) -Label label");
        shell.Run(script).Error(id);
    }

    private void Run(string script)
    {
        ShellResult result = shell.Run(script, BuiltModule.Repository);
        Assert.True(result.Failure is null && result.Errors.Count == 0, $"{result.Failure}{result.Errors.FirstOrDefault()}");
    }

    private void Same(string expected, string actual) => Assert.Equal(
        shell.Run($"{expected}.ToArray()").All<float>(), shell.Run($"{actual}.ToArray()").All<float>());
}
