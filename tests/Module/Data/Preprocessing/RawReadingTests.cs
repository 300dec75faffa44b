namespace NormTools.Module.Tests;

/// <summary>Raw rows are read as the training file was; what was learnt of gaps and scales goes with the data.</summary>
[Collection("Training runs")]
public sealed class RawReadingTests : IDisposable
{
    private const string European = "size;price;kind;y\n1,5;1.200,50;a;ja\n2,25;900;b;nein\nk.A.;1.000;a;ja\n0,75;2.100,00;b;nein\n3;1.750,5;a;ja\n1;800;b;nein\n";

    private readonly Shell shell = new();

    public void Dispose() => shell.Dispose();

    [Fact]
    public void A_decimal_comma_thousands_and_markers_are_remembered_in_the_file_too()
    {
        using TemporaryFile file = new(European);
        Run($$"""
            $file = '{{file.Name}}'
            $split = Import-Dataset $file -Label y -Decimal ',' -Thousands '.' -MissingMarker k.A. |
                Split-Dataset -Test 2 -NoShuffle -Preprocessor { Impute Mean; OneHot kind; Standardize }
            $model = New-Model -Data $split -Seed 0 { Linear 4; ReLU; Linear }
            $null = $model | Start-TrainingRun $split -Epoch 2 -Seed 0
            $path = Join-Path ([System.IO.Path]::GetTempPath()) "normtools-$([guid]::NewGuid()).safetensors"
            $model | Export-Model $path
            $read = Import-Model $path
            Remove-Item $path
            $rows = Import-Csv $file -Delimiter ';'
            """);
        Same("($split.Test | Invoke-Model $model)", "($rows[4, 5] | Invoke-Model $model)");
        Same("($split.Train | Invoke-Model $model)", "($rows[0..3] | Invoke-Model $read)");
        Same("($rows[4, 5] | Invoke-Model $read)", "(@{ size = 3; price = 1750.5; kind = 'a' }, @{ size = 1.0; price = '800'; kind = 'b' } | Invoke-Model $read)");
        shell.Run("@{ size = '1.5'; price = 3; kind = 'a' } | Invoke-Model $read").Error("TextInNumberColumn");
        Same("(Invoke-Model $model $split)", "((Import-Dataset $file -Label y -Like $split)[4, 5] | Invoke-Model $read)");
    }

    [Theory]
    [InlineData("Percent, Currency, Accounting")]
    [InlineData("percent, currency, accounting")]
    [InlineData("CURRENCY, Percent, currency, accounting, percent")]
    [InlineData("Accounting, Accounting, Percent, Percent, Currency, Currency")]
    [InlineData("('currency', 'ACCOUNTING', 'pErCeNt')")]
    public void Signs_around_numbers_are_remembered(string signs)
    {
        using TemporaryFile file = new("cost,rate,y\n$12,5 %,1.5\n($3),10%,2.5\n$7,1 %,3.5\n");
        Run($$"""
            $data = Import-Dataset '{{file.Name}}' -Label y -NumberSign {{signs}}
            $model = New-Model -Data $data -Seed 0 { Linear 1 }
            $null = $model | Start-TrainingRun $data -Epoch 1 -Seed 0
            $rows = Import-Csv '{{file.Name}}'
            $path = Join-Path ([System.IO.Path]::GetTempPath()) "normtools-$([guid]::NewGuid()).safetensors"
            $model | Export-Model $path
            $read = Import-Model $path
            Remove-Item $path
            """);
        Assert.Equal([12f, 0.05f, -3, 0.1f, 7, 0.01f], shell.Run("$data.Feature.ToArray()").All<float>());
        Same("($data | Invoke-Model $model)", "($rows | Invoke-Model $model)");
        Same("($data | Invoke-Model $model)", "($rows | Invoke-Model $read)");
    }

    [Theory]
    [InlineData("Percent, Percent", "5 %", "$12")]
    [InlineData("currency", "$12", "5 %")]
    [InlineData("accounting, Accounting, Accounting, Accounting", "(5)", "5 %")]
    public void One_sign_is_not_another(string sign, string read, string refused)
    {
        using TemporaryFile file = new($"a,b,y\n{read},2,1.5\n{read},4,2.5\n");
        Run($$"""
            $data = Import-Dataset '{{file.Name}}' -Label y -NumberSign {{sign}}
            $model = New-Model -Data $data -Seed 0 { Linear 1 }
            $null = $model | Start-TrainingRun $data -Epoch 1 -Seed 0
            """);
        Run($"$null = @{{ a = '{read}'; b = 1 }} | Invoke-Model $model");
        shell.Run($"@{{ a = '{refused}'; b = 1 }} | Invoke-Model $model").Error("TextInNumberColumn");
    }

    [Theory]
    [InlineData("?")]
    [InlineData("-")]
    [InlineData("n/a")]
    [InlineData("#N/A")]
    [InlineData("<na>")]
    [InlineData("None")]
    [InlineData("NULL")]
    [InlineData("nan")]
    [InlineData(" ")]
    public void The_usual_markers_are_one_list_for_files_and_rows(string marker)
    {
        using TemporaryFile file = new($"a,b,y\n1,2,1.5\n{marker},4,2.5\n5,6,3.5\n");
        Run($$"""
            $split = Import-Dataset '{{file.Name}}' -Label y | Split-Dataset -Test 1 -NoShuffle -Preprocessor { Impute Mean }
            $model = New-Model -Data $split -Seed 0 { Linear 1 }
            $null = $model | Start-TrainingRun $split -Epoch 1 -Seed 0
            """);
        Same("($split.Train | Invoke-Model $model)", $"(Import-Csv '{file.Name}' | Select-Object -First 2 | Invoke-Model $model)");
    }

    [Theory]
    [InlineData("-MissingValue Mean")]
    [InlineData("")]
    public void Gaps_of_a_second_file_are_filled_with_the_mean_of_the_training(string parameter)
    {
        using TemporaryFile file = new("a,b,y\n1,10,1.5\n,20,2.5\n5,30,3.5\n"), second = new("b,a,y\n,100,1\n7,,2\n");
        Run($$"""
            $train = Import-Dataset '{{file.Name}}' -Label y -MissingValue Mean
            $second = Import-Dataset '{{second.Name}}' -Label y -Like $train {{parameter}}
            """);
        Assert.Equal([1f, 10, 3, 20, 5, 30], shell.Run("$train.Feature.ToArray()").All<float>());
        Assert.Equal([100f, 20, 3, 7], shell.Run("$second.Feature.ToArray()").All<float>());
    }

    [Fact]
    public void Rows_of_a_scaled_feature_are_known_to_be_scaled()
    {
        Run("""
            $split = Import-Dataset (Join-Path $args[0] data/iris.csv) -Label label | Split-Dataset -Test 30 -Seed 1 -Preprocessor { Standardize }
            $model = New-Model -Data $split -Seed 0 { Linear 3 }
            $null = $model | Start-TrainingRun $split -Epoch 1 -Seed 0
            $x = $split.Test.Feature
            $expected = (Invoke-Model $model $split)['0:5']
            """);
        Same("$expected", "(Invoke-Model $model $x['0:5'])");
        Same("$expected", "(Invoke-Model $model $x.Slice(0, 0, 5))");
        Same("$expected", "(Invoke-Model $model $x.Clone()['0:5', ':'])");
        Assert.Contains(
            shell.Run("$null = New-Dataset $x (1..30) | Split-Dataset -Test 5 -Standardize").Warnings,
            warning => warning.Contains("scaled twice", StringComparison.Ordinal));
        Assert.Contains(
            shell.Run("$null = New-Dataset $x['0:20'] (1..20) -Standardize").Warnings,
            warning => warning.Contains("scaled twice", StringComparison.Ordinal));
    }

    private void Run(string script)
    {
        ShellResult result = shell.Run(script, BuiltModule.Repository);
        Assert.True(result.Failure is null && result.Errors.Count == 0, $"{result.Failure}{result.Errors.FirstOrDefault()}");
    }

    private void Same(string expected, string actual) => Assert.Equal(
        shell.Run($"{expected}.ToArray()").All<float>(), shell.Run($"{actual}.ToArray()").All<float>());
}
