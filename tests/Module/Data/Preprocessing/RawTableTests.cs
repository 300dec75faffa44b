using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>A table with gaps, text and, tomorrow, categories that nobody has seen.</summary>
[Collection("Training runs")]
public sealed class RawTableTests : IDisposable
{
    private readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void The_script_of_an_analyst_runs_from_the_file_to_the_answers()
    {
        using TemporaryFile table = TitanicTable.Write(400, 1);
        using TemporaryFile later = TitanicTable.Write(50, 2, isLater: true);
        using TemporaryFile swapped = TitanicTable.Write(50, 2, isLater: true, swapsColumns: true);
        Run("""
            $titanic = Import-Dataset $args[0] -Label survived -ExcludeProperty name, ticket
            $split = $titanic | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1 -Preprocessor { Impute Median; OneHot sex, embarked; Standardize }
            $model = New-Model -Data $split -Seed 0 { Linear 32; BatchNorm; ReLU; Linear }
            $run = $model | Start-TrainingRun $split -Epoch 5 -EarlyStopping 5 -Seed 0
            $test = $run | Test-Model $split
            $path = "$($args[0]).safetensors"
            $run | Export-Model $path
            $read = Import-Model $path
            Remove-Item $path
            """, table.Name);
        ShellResult answers = shell.Run("Import-Csv $args[0] | Invoke-Model $read -As Row", later.Name);
        Assert.Empty(answers.Errors);
        Assert.Equal(50, answers.Objects.Count);
        Assert.Equal(
            ["name", "pclass", "sex", "age", "fare", "ticket", "embarked", "Prediction", "Confidence", "no", "yes"],
            answers.Objects[0].Properties.Select(property => property.Name));
        Assert.Contains(answers.Warnings, warning => warning.Contains("'X", StringComparison.Ordinal));
        string[] here = Confidences("$model", later), there = Confidences("$read", later);
        Assert.Equal(here, there);
        Assert.Equal(here, Confidences("$read", swapped));
    }

    [Fact]
    public void Raw_rows_of_the_file_give_the_bits_of_the_training_session()
    {
        using TemporaryFile table = TitanicTable.Write(300, 3);
        Run("""
            $titanic = Import-Dataset $args[0] -Label survived -ExcludeProperty name, ticket
            $split = $titanic | Split-Dataset -Test 0.25 -Seed 1 -Preprocessor { Impute Mean -Indicator; Impute Missing; OneHot; Standardize age, fare }
            $model = New-Model -Data $split -Seed 0 { Linear 16; ReLU; Linear }
            $null = $model | Start-TrainingRun $split -Epoch 2 -Seed 0
            $rows = Import-Csv $args[0]
            $raw = Import-Dataset $args[0] -Like $split -ExcludeProperty name, ticket -Label survived
            """, table.Name);
        float[] whole = shell.Run("($rows | Invoke-Model $model -WarningAction Ignore).ToArray()").All<float>();
        Assert.Equal(600, whole.Length);
        Assert.Equal(whole, shell.Run("foreach ($row in $rows) { ($row | Invoke-Model $model -WarningAction Ignore).ToArray() }").All<float>());
        Assert.Equal(whole, shell.Run("(Invoke-Model $model $raw).ToArray()").All<float>());
        Assert.Equal(whole, shell.Run("(Invoke-Model $model $titanic).ToArray()").All<float>());
        string[] tests = shell.Run("(Invoke-Model $model $split.Test -As Row).Confidence | ForEach-Object { $_.ToString('R') }").All<string>();
        Assert.Equal(75, tests.Length);
    }

    [Fact]
    public void Text_that_no_step_turns_into_numbers_is_an_error_that_names_it()
    {
        using TemporaryFile table = TitanicTable.Write(60, 4);
        Run("$titanic = Import-Dataset $args[0] -Label survived -ExcludeProperty name, ticket", table.Name);
        ErrorRecord error = shell.Run("$titanic | Split-Dataset -Test 10 -Seed 0 -Preprocessor { Impute Median; OneHot sex }").Error("TextRemains");
        Assert.Contains("'embarked'", error.Exception.Message, StringComparison.Ordinal);
    }

    private string[] Confidences(string model, TemporaryFile file) => shell.Run(
        $"Import-Csv $args[0] | Invoke-Model {model} -As Row -WarningAction Ignore | ForEach-Object {{ $_.Prediction + $_.Confidence.ToString('R') }}",
        file.Name).All<string>();

    private void Run(string script, string file)
    {
        ShellResult result = shell.Run(script, file);
        Assert.True(result.Failure is null && result.Errors.Count == 0, $"{result.Failure}{result.Errors.FirstOrDefault()}");
    }
}
