namespace NormTools.Module.Tests;

/// <summary>Whatever takes a model and data takes raw rows, raw data sets, tensors and splits, and prepares them as the model
/// was trained.</summary>
[Collection("Training runs")]
public sealed class ModelDataTests : IDisposable
{
    private const string Train = """
        $file = Join-Path $args[0] data/iris.csv
        $raw = Import-Dataset $file -Label label | Split-Dataset -Test 30 -NoShuffle
        $split = Import-Dataset $file -Label label | Split-Dataset -Test 30 -NoShuffle -Preprocessor { Standardize }
        $model = New-Model -Data $split -Seed 0 { Linear 8; BatchNorm; ReLU; Linear }
        $null = $model | Start-TrainingRun $split -Epoch 2 -Seed 0
        $all = Import-Csv $file
        $rows = $all[0..119]
        $moved = $rows | Select-Object label, petalWidth, sepalWidth, sepalLength, petalLength
        $untold = $rows | Select-Object petalWidth, sepalWidth, sepalLength, petalLength
        $list = [System.Collections.Generic.List[object]]$rows
        $tables = $rows | ForEach-Object { @{ label = $_.label; petalWidth = $_.petalWidth; sepalWidth = [double]$_.sepalWidth; sepalLength = $_.sepalLength; petalLength = $_.petalLength } }
        """;

    private readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Theory]
    [InlineData("$raw.Train")]
    [InlineData("$raw")]
    [InlineData("$rows")]
    [InlineData("$moved")]
    [InlineData("$list")]
    [InlineData("$tables")]
    public void What_learns_from_data_with_targets_takes_it_raw(string data)
    {
        Run(Train);
        Same("$_.Layers.StandardDeviation", "$model | Measure-SignalPropagation {0} -Loss CrossEntropy -Seed 1", data);
        Same("$_.TrainEvalGap", "$model | Test-ModelNormalization {0}", data);
        Same("$_.Trial.Loss", "$model | Find-LearningRate {0} -Step 20 -Seed 1", data);
        Same("$_.Result.TrainingLoss", "$model.Clone() | Start-TrainingRun {0} -Epoch 1 -Seed 5", data);
    }

    [Theory]
    [InlineData("$raw.Test")]
    [InlineData("$raw")]
    [InlineData("$all[120..149]")]
    [InlineData("($all[120..149] | Select-Object label, petalWidth, sepalWidth, sepalLength, petalLength)")]
    public void A_model_is_judged_by_raw_rows(string data)
    {
        Run(Train);
        Assert.Equal(
            shell.Run("($model | Test-Model $split).Loss").Single<double>(), shell.Run($"($model | Test-Model {data}).Loss").Single<double>());
    }

    [Theory]
    [InlineData("$untold")]
    [InlineData("$raw.Train.Feature")]
    [InlineData("$split.Train.Feature")]
    [InlineData("$raw.Train.Feature.ToNestedArray()")]
    public void What_needs_no_targets_takes_samples_without(string data)
    {
        Run(Train);
        Same("$_.Layers.StandardDeviation", "$model | Measure-SignalPropagation {0} -Seed 1", data);
    }

    [Fact]
    public void Lsuv_takes_raw_rows_of_a_model_that_knows_its_columns()
    {
        Run(Train);
        Same("$_.Parameters.Values.ToArray()", "$model.Clone() | Initialize-Model -Scheme Lsuv -Data {0} -Seed 1 -PassThru", "$rows");
        Same("$_.Parameters.Values.ToArray()", "$model.Clone() | Initialize-Model -Scheme Lsuv -Data {0} -Seed 1 -PassThru", "$raw");
    }

    [Theory]
    [InlineData("$model | Test-Model $untold", "MissingColumn")]
    [InlineData("$model | Start-TrainingRun $untold", "MissingColumn")]
    [InlineData("$model | Measure-SignalPropagation $untold -Loss CrossEntropy", "NoTargets")]
    [InlineData("$model | Test-Model ($rows | Select-Object * -ExcludeProperty petalWidth)", "MissingColumn")]
    [InlineData("$rows[3].label = 'tulip'; $model | Test-Model $rows", "UnknownClass")]
    [InlineData("$rows[3].label = 'NA'; $model | Test-Model $rows", "MissingValue")]
    [InlineData("$rows[3].petalWidth = 'wide'; $model | Test-Model $rows", "TextInNumberColumn")]
    [InlineData("$model | Test-Model $raw.Test.Feature", "NotADataset")]
    [InlineData("$model | Test-Model $file", "NotADataset")]
    [InlineData("New-Model 4 -Seed 0 { Linear 3 } | Test-Model $rows", "NoColumnNames")]
    [InlineData("$model | Measure-SignalPropagation (New-RandomTensor -Shape 5, 3)", "FeatureWidthMismatch")]
    public void What_does_not_fit_is_told(string script, string id)
    {
        Run(Train);
        shell.Run(script).Error(id);
    }

    [Fact]
    public void Quantities_of_rows_are_read_as_those_of_the_training_file()
    {
        using TemporaryFile file = new(string.Concat("a;b;y;z\n", string.Concat(Enumerable.Range(1, 30).Select(i => $"{i},5;{i % 7};{i * 2},25;{i % 3},5\n"))));
        Run($$"""
            $split = Import-Dataset '{{file.Name}}' -Label y, z -Decimal ',' | Split-Dataset -Test 10 -NoShuffle -Preprocessor { Standardize; ScaleTarget }
            $model = New-Model -Data $split -Seed 0 { Linear 4; ReLU; Linear }
            $null = $model | Start-TrainingRun $split -Epoch 2 -Seed 0
            $rows = Import-Csv '{{file.Name}}' -Delimiter ';'
            """);
        Assert.Equal(
            shell.Run("($model | Test-Model $split).Loss").Single<double>(),
            shell.Run("($model | Test-Model $rows[20..29]).Loss").Single<double>());
    }

    [Theory]
    [InlineData("$raw.Train | Measure-PrincipalComponent")]
    [InlineData("$raw | Measure-PrincipalComponent")]
    [InlineData("$rows | Measure-PrincipalComponent")]
    [InlineData("Measure-PrincipalComponent $rows")]
    [InlineData("Measure-PrincipalComponent $list")]
    public void Components_are_measured_of_rows_too(string script)
    {
        Run(Train);
        Assert.Equal(
            shell.Run("($raw.Train.Feature | Measure-PrincipalComponent).Variance").All<double>(),
            shell.Run($"({script}).Variance").All<double>());
    }

    [Theory]
    [InlineData("Measure-Normalization $raw", "Measure-Normalization $raw.Train.Feature")]
    [InlineData("$split.Test | Measure-Normalization", "Measure-Normalization $split.Test.Feature")]
    [InlineData("Measure-Normalization ($untold | Select-Object sepalLength, sepalWidth, petalLength, petalWidth)", "Measure-Normalization $raw.Train.Feature")]
    [InlineData("$raw.Train | Measure-Tensor -Axis 0", "$raw.Train.Feature | Measure-Tensor -Axis 0")]
    public void A_data_set_is_measured_by_its_features(string script, string expected)
    {
        Run(Train);
        Assert.Equal(shell.Run($"{expected} | Out-String").Single<string>(), shell.Run($"{script} | Out-String").Single<string>());
    }

    private void Run(string script)
    {
        ShellResult result = shell.Run(script, BuiltModule.Repository);
        Assert.True(result.Failure is null && result.Errors.Count == 0, $"{result.Failure}{result.Errors.FirstOrDefault()}");
    }

    private void Same(string what, string call, string data)
    {
        string Of(string samples) => string.Join(" ", shell.Run(
            string.Concat(call.Replace("{0}", samples, StringComparison.Ordinal), $" | ForEach-Object {{ {what} }} | ForEach-Object {{ \"$_\" }}")).All<string>());
        string expected = Of("$split");
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Of(data));
    }
}
