namespace NormTools.Module.Tests;

/// <summary>Models that were made and not trained, models that are trained further, and data that comes before its model.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class FirstUseTests : IDisposable
{
    private readonly Shell shell = new();
    private readonly string folder = Directory.CreateTempSubdirectory("normtools-first-").FullName;

    public FirstUseTests()
    {
        File.WriteAllText(Path.Combine(folder, "t.csv"), "a;g;y\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"{i};{"pqr"[i % 3]};{1000 + (10 * i)}\n")));
        shell.Run("""
            Set-Location $args[0]
            $raw = Import-Csv ./t.csv -Delimiter ';'
            $d = Import-Dataset ./t.csv -Label y -ExcludeProperty g
            $split = $d | Split-Dataset -Test 3 -Seed 0 -Preprocessor { Standardize; ScaleTarget }
            $new = New-Model -Data $split -Seed 0 { Linear }
            $known = New-Model -Data $split -Seed 0 { Linear }
            $null = $known | Start-TrainingRun $split -Epoch 1 -Seed 0
            """, folder);
    }

    public void Dispose()
    {
        shell.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_model_before_training_answers_in_the_unit_of_the_target()
    {
        double[] answers = [.. shell.Run("$split.Test | Invoke-Model $new -As Row | ForEach-Object { [double]$_.Prediction }").Objects.Select(value => (double)value.BaseObject)];
        Assert.Equal(3, answers.Length);
        Assert.All(answers, answer => Assert.InRange(answer, 800, 1300));
        Assert.Equal(answers[0], shell.Run("[double]($split.Test | Invoke-Model $new).ToArray()[0]").Single<double>(), 0.01);
    }

    [Theory]
    [InlineData("$raw | Invoke-Model $new -As Row", "NoColumnNames", "it was not trained here")]
    [InlineData("Invoke-Model $new $raw -As Row", "NoColumnNames", "it was not trained here")]
    [InlineData("$raw | Invoke-Model $known -As Class", "NotOfClasses", "-As Class is for classes")]
    [InlineData("$raw | Start-TrainingRun 5", "NotAModel", "A model (New-Model, Import-Model) or a training run is wanted")]
    [InlineData("Invoke-Model $known @()", "NoRows", "there is no row to answer")]
    [InlineData("$raw | Test-Model 5", "NotAModel", "A model (New-Model, Import-Model) or a training run is wanted")]
    [InlineData("$raw | Test-Model $new", "NoColumnNames", "$rows | Import-Dataset -Label COLUMN | Start-TrainingRun $model")]
    [InlineData("$raw | Start-TrainingRun $new -Epoch 1", "NoColumnNames", "$rows | Import-Dataset -Label COLUMN | Start-TrainingRun $model")]
    [InlineData("$new | Start-TrainingRun $raw -Epoch 1", "NoColumnNames", "$rows | Import-Dataset -Label COLUMN | Start-TrainingRun $model")]
    [InlineData("$raw | Select-Object a | Test-Model $known", "MissingColumn", "The rows lack 'y'")]
    [InlineData("$raw | Select-Object a | Start-TrainingRun $known", "MissingColumn", "The rows lack 'y'")]
    [InlineData("$raw | Select-Object y | Test-Model $known", "MissingColumn", "The model was trained with 'a'")]
    [InlineData("$raw | Select-Object y | Start-TrainingRun $known", "MissingColumn", "The model was trained with 'a'")]
    [InlineData("Measure-CrossValidation { Linear } -Data $d -Group g", "ParameterArgumentTransformationError", "-GroupBy COLUMN of Measure-CrossValidation")]
    [InlineData("$d | Split-Dataset -Test 0.2 -Group g", "ColumnNotFound", "-Group (Import-Csv './t.csv' -Delimiter ';').'g'.")]
    [InlineData("$d | Split-Dataset -Test 0.3 -Group ($raw.g)", "EmptyPart", "-Test 0.3 of 3 groups is less than one group.")]
    public void It_is_told_once(string call, string id, string expected)
    {
        ShellResult result = shell.Run(call);
        Assert.Single(result.Errors);
        Assert.Contains(expected, result.Error(id).Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_before_training_takes_the_rows_by_the_line_of_the_error()
    {
        string message = shell.Run("$raw | Invoke-Model $new").Error("NoColumnNames").Exception.Message;
        string line = message[message.IndexOf("$rows | ", StringComparison.Ordinal)..(message.IndexOf("$model", StringComparison.Ordinal) + "$model".Length)];
        ShellResult result = shell.Run($"$rows = $raw | Select-Object a, y; $model = New-Model 1 -Seed 0 {{ Linear 1 }}; $null = {line.Replace("COLUMN", "y", StringComparison.Ordinal)} -Epoch 1 -Seed 0 -WarningAction Ignore; ($raw | Invoke-Model $model -WarningAction Ignore).Count");
        Assert.Equal(12, result.Single<long>());
    }

    [Theory]
    [InlineData("MAE", "ValidationMeanAbsoluteError")]
    [InlineData("mae", "ValidationMeanAbsoluteError")]
    [InlineData("val_mae", "ValidationMeanAbsoluteError")]
    [InlineData("rmse", "ValidationRootMeanSquaredError")]
    [InlineData("train_mse", "TrainingMeanSquaredError")]
    [InlineData("val_loss", "ValidationLoss")]
    [InlineData("'Validation loss'", "ValidationLoss")]
    [InlineData("'training loss'", "TrainingLoss")]
    [InlineData("validation/rmse", "ValidationRootMeanSquaredError")]
    [InlineData("loss", "ValidationLoss")]
    public void A_result_is_known_by_the_names_of_others(string name, string expected)
    {
        string Of(string monitored) => shell.Run($"($known.Clone() | Start-TrainingRun $split -Validation $split.Test -Epoch 3 -Seed 1 -EarlyStopping 5 -Metric MAE, MSE, rmse -Monitor {monitored} -WarningAction Ignore).Options.Monitor").Single<string>();
        Assert.Equal(expected, Of(name));
        Assert.Equal(expected, Of(expected));
    }

    [Theory]
    [InlineData("$new | Export-Model ./new.safetensors -Force", "The model was not trained")]
    [InlineData("$known | Export-Model ./known.safetensors -Force", "")]
    [InlineData("New-Model 1 { Linear 1 } | Export-Model ./plain.safetensors -Force", "")]
    [InlineData("$null = $known.Clone() | Start-TrainingRun ($d | Split-Dataset -Test 4 -Seed 1 -Preprocessor { Standardize }) -Epoch 1", "the steps of this data set are not used")]
    [InlineData("$null = $known.Clone() | Start-TrainingRun $split -Epoch 1", "")]
    [InlineData("$null = $d | Split-Dataset -Test 3 -Preprocessor $known.Preprocessor", "fitted anew")]
    public void A_word_says_what_is_not_as_it_seems(string call, string expected)
    {
        string[] warnings = [.. shell.Run(call).Warnings];
        Assert.Equal(expected.Length == 0 ? 0 : 1, warnings.Length);
        Assert.All(warnings, warning => Assert.Contains(expected, warning, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("$raw | Start-TrainingRun $model -Epoch 2 -Seed 1", "$model | Start-TrainingRun $raw -Epoch 2 -Seed 1")]
    [InlineData("$split | Start-TrainingRun $model -Epoch 2 -Seed 1 -LR 0.01", "$model | Start-TrainingRun $split -Epoch 2 -Seed 1 -LearningRate 0.01")]
    [InlineData("$model | Start-TrainingRun $split -Epoch 2 -Seed 1 -Loss mse -Metric MAE, rmse", "$model | Start-TrainingRun $split -Epoch 2 -Seed 1 -Loss MeanSquaredError -Metric MeanAbsoluteError, RootMeanSquaredError")]
    public void Two_ways_to_write_a_run_are_one(string first, string second)
    {
        string Of(string call) => shell.Run($"$model = $known.Clone()\n$r = {call} -WarningAction Ignore\n($r.History | ForEach-Object {{ \"$($_.TrainingLoss) $($_.TrainingMeanAbsoluteError)\" }}) -join ' '").Single<string>();
        string expected = Of(second);
        Assert.Matches(@"^\d", expected);
        Assert.Equal(expected, Of(first));
    }
}
