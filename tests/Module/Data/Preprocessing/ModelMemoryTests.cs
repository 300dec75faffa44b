using System.Management.Automation;

namespace NormTools.Module.Tests;

/// <summary>From the raw table to the answers of tomorrow's rows: what the model remembers.</summary>
[Collection("Training runs")]
public sealed class ModelMemoryTests : IDisposable
{
    private const string Train = """
        $iris = Import-Dataset (Join-Path $args[0] data/iris.csv) -Label label
        $split = $iris | Split-Dataset -Test 30 -Stratify -Seed 1 -Preprocessor { Standardize }
        $model = New-Model -Data $split -Seed 0 { Linear 8; BatchNorm; ReLU; Linear }
        $run = $model | Start-TrainingRun $split -Epoch 3 -Seed 0
        """;

    private readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void New_model_takes_its_shapes_from_the_data()
    {
        Run(Train);
        Assert.Equal("[4] -> [3]", shell.Run("\"[$($model.InputShape)] -> [$($model.OutputShape)]\"").Single<string>());
    }

    [Fact]
    public void Raw_rows_give_the_bits_of_the_prepared_part()
    {
        Run(Train);
        Run("$expected = $split.Test | Invoke-Model $model");
        Run("""
            $all = Import-Csv (Join-Path $args[0] data/iris.csv)
            $raw = $iris | Split-Dataset -Test 30 -Stratify -Seed 1
            $names = $iris.FeatureNames
            $x = $raw.Test.Feature.ToNestedArray()
            $rows = foreach ($line in $x) { [pscustomobject]@{ $names[3] = $line[3]; $names[0] = $line[0]; other = 'x'; $names[2] = $line[2]; $names[1] = $line[1] } }
            """);
        Same("$expected", "($rows | Invoke-Model $model -WarningAction SilentlyContinue)");
        Same("$expected", "($raw.Test | Invoke-Model $model)");
        Same("$expected", "($raw.Test.Feature | Invoke-Model $model)");
        Same("$expected", "($split.Test.Feature | Invoke-Model $model)");
        Same("$expected", "(Invoke-Model $model $split)");
        Same("$expected", "(Invoke-Model $model (New-Tensor -Data $raw.Test.Feature.ToArray() -Shape 30, 4))");
    }

    [Fact]
    public void A_model_file_keeps_what_the_model_remembers()
    {
        Run(Train);
        Run("""
            $path = Join-Path ([System.IO.Path]::GetTempPath()) "normtools-$([guid]::NewGuid()).safetensors"
            $run | Export-Model $path
            $read = Import-Model $path
            Remove-Item $path
            $rows = Import-Csv (Join-Path $args[0] data/iris.csv) | Select-Object -First 20 -ExcludeProperty label
            """);
        Same("($rows | Invoke-Model $model)", "($rows | Invoke-Model $read)");
        PSObject answer = shell.Run("$rows | Invoke-Model $read -As Row | Select-Object -First 1").Objects[0];
        Assert.Equal(
            ["Prediction", "Confidence", "setosa", "versicolor", "virginica"],
            answer.Properties.Select(property => property.Name).Skip(4));
        Assert.Equal(1, shell.Run("$read.Preprocessor.Step.Count").Single<int>());
    }

    [Fact]
    public void The_short_form_is_remembered_too()
    {
        Run("""
            $split = Import-Dataset (Join-Path $args[0] data/iris.csv) -Label label -Standardize | Split-Dataset -Test 30 -Seed 1
            $model = New-Model -Data $split -Seed 0 { Linear 8; ReLU; Linear }
            $null = $model | Start-TrainingRun $split -Epoch 2 -Seed 0
            $raw = Import-Dataset (Join-Path $args[0] data/iris.csv) -Label label | Split-Dataset -Test 30 -Seed 1
            """);
        Same("($split.Test | Invoke-Model $model)", "($raw.Test | Invoke-Model $model)");
        Same("($split.Test | Invoke-Model $model)", "($raw.Test.Feature | Invoke-Model $model)");
        Assert.Equal(
            shell.Run("($model | Test-Model $split).Loss").Single<double>(),
            shell.Run("($model | Test-Model $raw).Loss").Single<double>());
        Assert.Equal("Standardize", shell.Run("($model | Get-Preprocessor)[0].Step").Single<string>());
    }

    [Theory]
    [InlineData("$raw | Test-Model $model")]
    [InlineData("$raw | Test-Model $run")]
    [InlineData("$raw | Test-Model -Data $model")]
    [InlineData("Test-Model $model $raw")]
    [InlineData("Test-Model $raw $model")]
    [InlineData("$model | Test-Model $raw")]
    [InlineData("$run | Test-Model -Data $raw")]
    [InlineData("Test-Model -Model $model -Data $raw")]
    [InlineData("$iris | Test-Model $model")]
    [InlineData("$model | Test-Model $iris")]
    public void A_model_is_judged_by_rows_in_either_order(string test)
    {
        Run(Train);
        Run("$raw = Import-Csv (Join-Path $args[0] data/iris.csv); $loss = ($model | Test-Model $raw).Loss");
        Assert.Equal("1 150 True", shell.Run($"$t = @({test}); \"$($t.Count) $($t[0].Count) $($t[0].Loss -eq $loss)\"").Single<string>());
    }

    [Theory]
    [InlineData("$split | Test-Model $split", "NotAModel")]
    [InlineData("5 | Test-Model $split", "NotAModel")]
    [InlineData("$model | Test-Model $model", "NotADataset")]
    [InlineData("$model | Test-Model 5", "NotADataset")]
    [InlineData("$rows | Find-LearningRate $model", "belongs to -Data")]
    [InlineData("$model | Invoke-Model $split", "Invoke-Model to -InputObject")]
    public void What_is_in_the_wrong_place_is_said_to_be(string command, string expected)
    {
        Run(Train);
        Run("$rows = @(Import-Csv (Join-Path $args[0] data/iris.csv))[0]");
        ErrorRecord error = Assert.Single(shell.Run(command).Errors);
        Assert.Contains(expected, error.FullyQualifiedErrorId + " " + error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$rows | Invoke-Model $model")]
    [InlineData("Invoke-Model $model $rows")]
    [InlineData("$maps | Invoke-Model $model")]
    [InlineData("Invoke-Model $model $maps")]
    [InlineData("$tables | Invoke-Model $model")]
    [InlineData("$mixed | Invoke-Model $model")]
    public void Rows_of_any_kind_give_the_same(string answers)
    {
        Run(Train);
        Run("""
            $rows = Import-Csv (Join-Path $args[0] data/iris.csv) | Select-Object -ExcludeProperty label
            $maps = foreach ($row in $rows) { $map = [ordered]@{}; foreach ($p in $row.psobject.Properties) { $map[$p.Name.ToUpperInvariant()] = ' ' + $p.Value + ' ' }; $map }
            $tables = foreach ($row in $rows) { $map = @{}; foreach ($p in $row.psobject.Properties) { $map[$p.Name] = [decimal]$p.Value }; $map }
            $mixed = for ($i = 0; $i -lt $rows.Count; $i++) { @($rows, $maps, $tables)[$i % 3][$i] }
            """);
        Same("($rows | Invoke-Model $model)", $"({answers})");
        Same(
            "(New-Tensor -Data ($rows | Invoke-Model $model -As Row).Confidence)",
            $"(New-Tensor -Data ({answers} -As Row).Confidence)");
    }

    [Fact]
    public void A_row_that_changes_once_it_has_gone_by_is_taken_as_it_came()
    {
        Run(Train);
        Run("""
            $rows = Import-Csv (Join-Path $args[0] data/iris.csv) | Select-Object -First 3
            $one = $rows[0].psobject.Copy()
            function Flow { foreach ($row in $rows) { foreach ($p in $row.psobject.Properties) { $one.($p.Name) = $p.Value }; $one } }
            """);
        Same("($rows | Invoke-Model $model)", "(Flow | Invoke-Model $model)");
        Assert.Equal(
            shell.Run("$rows | Invoke-Model $model -As Row | ForEach-Object { \"$_\" }").All<string>(),
            shell.Run("Flow | Invoke-Model $model -As Row | ForEach-Object { \"$_\" }").All<string>());
    }

    [Fact]
    public void Answers_have_the_columns_of_their_own_row()
    {
        Run(Train);
        Assert.Equal(
            [
                "sepalLength sepalWidth petalLength petalWidth Prediction Confidence setosa versicolor virginica",
                "note petalWidth petalLength sepalWidth sepalLength Prediction Confidence setosa versicolor virginica",
                "Prediction sepalLength sepalWidth petalLength petalWidth Prediction_2 Confidence setosa versicolor virginica",
                "sepalLength sepalWidth petalLength petalWidth Prediction Confidence setosa versicolor virginica",
            ],
            shell.Run("""
                $plain = [pscustomobject]@{ sepalLength = 5; sepalWidth = 3; petalLength = '1.5'; petalWidth = 0.2 }
                $turned = [pscustomobject]@{ note = 'x'; petalWidth = 0.2; petalLength = 1.5; sepalWidth = 3; sepalLength = '5' }
                $named = $plain | Select-Object @{ n = 'Prediction'; e = { 'mine' } }, *
                $plain, $turned, $named, $plain | Invoke-Model $model -As Row -WarningAction Ignore |
                    ForEach-Object { $_.psobject.Properties.Name -join ' ' }
                """).All<string>());
    }

    [Theory]
    [InlineData("5.1", "5.1")]
    [InlineData(" 5.1 ", "5.1")]
    [InlineData("5.1e0", "5.1")]
    [InlineData("+5.1", "5.1")]
    [InlineData(".51e1", "5.1")]
    [InlineData("51e-1", "5.1")]
    [InlineData("005.10", "5.1")]
    public void A_number_may_be_written_in_any_usual_way(string text, string plain)
    {
        Run(Train);
        const string Row = "[pscustomobject]@{{ sepalLength = '{0}'; sepalWidth = '3'; petalLength = '1.5'; petalWidth = '0.2' }}";
        Same(
            "(" + string.Format(System.Globalization.CultureInfo.InvariantCulture, Row, text) + " | Invoke-Model $model)",
            "(" + string.Format(System.Globalization.CultureInfo.InvariantCulture, Row, plain) + " | Invoke-Model $model)");
    }

    [Theory]
    [InlineData("1e39", "ValueOutOfRange")]
    [InlineData("5,1", "TextInNumberColumn")]
    [InlineData("5.1.2", "TextInNumberColumn")]
    [InlineData("-", "MissingValue")]
    [InlineData("NaN", "MissingValue")]
    public void What_is_no_number_is_an_error_of_its_row(string text, string id)
    {
        Run(Train);
        ErrorRecord error = Assert.Single(shell.Run(
            $"$row = [pscustomobject]@{{ sepalLength = '{text}'; sepalWidth = '3'; petalLength = '1.5'; petalWidth = '0.2' }}; "
            + "$row | Invoke-Model $model").Errors);
        Assert.StartsWith(id, error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(text, ((PSObject)error.TargetObject).Properties["sepalLength"].Value);
    }

    [Fact]
    public void A_missing_column_is_an_error_and_a_further_one_is_left_out_with_a_word()
    {
        Run(Train);
        ShellResult missing = shell.Run("[pscustomobject]@{ sepalLength = 1 } | Invoke-Model $model -As Row");
        Assert.Equal(ErrorCategory.InvalidData, missing.Error("MissingColumn").CategoryInfo.Category);
        ShellResult further = shell.Run(
            "Import-Csv (Join-Path $args[0] data/iris.csv) | Select-Object *, @{ n = 'colour'; e = { 'red' } } -First 2 | Invoke-Model $model -As Row",
            BuiltModule.Repository);
        Assert.Contains("'colour'", Assert.Single(further.Warnings), StringComparison.Ordinal);
        Assert.Equal(2, further.Objects.Count);
    }

    [Fact]
    public void One_bad_row_is_an_error_and_the_others_go_on()
    {
        Run(Train);
        ShellResult result = shell.Run("""
            $rows = Import-Csv (Join-Path $args[0] data/iris.csv) | Select-Object -First 3
            $rows[1].($iris.FeatureNames[0]) = 'wide'
            $rows[2].($iris.FeatureNames[1]) = 'NA'
            $rows | Invoke-Model $model -As Row
            """, BuiltModule.Repository);
        Assert.Single(result.Objects);
        Assert.Equal(["TextInNumberColumn", "MissingValue"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
    }

    [Fact]
    public void What_is_set_aside_is_refused_to_be_fitted_on()
    {
        Run(Train);
        shell.Run("$split.Test | Split-Dataset -Test 5 -Preprocessor { Standardize }").Error("FitOnTestRows");
        shell.Run("$split.Test | Split-Dataset -Test 5 -Standardize").Error("PreparedAlready");
        shell.Run("($iris | Split-Dataset -Test 9 -Seed 0).Test | Split-Dataset -Test 5 -Standardize").Error("FitOnTestRows");
    }

    [Fact]
    public void Further_training_and_tests_prepare_what_was_prepared_otherwise()
    {
        Run(Train);
        Run("""
            $other = $iris | Split-Dataset -Test 30 -Stratify -Seed 1 -Preprocessor { OneHot $iris.FeatureNames[3]; Standardize }
            $raw = $iris | Split-Dataset -Test 30 -Stratify -Seed 1
            """);
        double expected = shell.Run("($model | Test-Model $split).Loss").Single<double>();
        Assert.Equal(expected, shell.Run("($model | Test-Model $other).Loss").Single<double>());
        Assert.Equal(expected, shell.Run("($model | Test-Model $raw).Loss").Single<double>());
        shell.Run("$other.Test.Feature | Invoke-Model $model").Error("PreparedOtherwise");
        double further = shell.Run("$a = $model.Clone(); ($a | Start-TrainingRun $split -Epoch 1 -Seed 5).Result.TrainingLoss").Single<double>();
        Assert.Equal(further, shell.Run("$a = $model.Clone(); ($a | Start-TrainingRun $raw -Epoch 1 -Seed 5).Result.TrainingLoss").Single<double>());
    }

    [Theory]
    [InlineData("{ }", null)]
    [InlineData("{ Standardize; 3 }", "NotAStep")]
    [InlineData("{ Standardise }", "UnknownStep")]
    [InlineData("{ Standardize nowhere }", "ColumnNotFound")]
    [InlineData("7", "NotAPreprocessor")]
    [InlineData("{ Impute Constant }", "InvalidStepArgument")]
    public void What_is_no_preprocessor_is_one_error(string steps, string? id)
    {
        Run("$iris = Import-Dataset (Join-Path $args[0] data/iris.csv) -Label label");
        ShellResult result = shell.Run($"$iris | Split-Dataset -Test 30 -Seed 1 -Preprocessor {steps}");
        Assert.Equal(id is null ? [] : [id], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
    }

    private void Run(string script)
    {
        ShellResult result = shell.Run(script, BuiltModule.Repository);
        Assert.True(result.Failure is null && result.Errors.Count == 0, $"{result.Failure}{result.Errors.FirstOrDefault()}");
    }

    private void Same(string expected, string actual) => Assert.Equal(
        shell.Run($"{expected}.ToArray()").All<float>(), shell.Run($"{actual}.ToArray()").All<float>());
}
