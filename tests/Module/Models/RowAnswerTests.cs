namespace NormTools.Module.Tests;

/// <summary>Answers stand beside their rows, and are of the type of the rows' own labels.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class RowAnswerTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public RowAnswerTests(Shell shell)
    {
        this.shell = shell;
        shell.Run("""
            function Taught($rows, [string]$task) {
                $more = @{}; if ($task) { $more.Task = $task }
                $set = $rows | Import-Dataset -Label y @more
                $fresh = New-Model -Data $set -Seed 0 { Linear }
                $null = $fresh | Start-TrainingRun $set -Epoch 200 -LearningRate 0.1 -BatchSize 10 -Seed 0
                $fresh
            }
            $plain = 1..40 | ForEach-Object { [pscustomobject]@{ x = ($_ % 8) - 3.5; z = $_ % 3; y = ('no', 'yes')[($_ % 8) -gt 3] } }
            $taught = Taught $plain
            $asked = @(
                [pscustomobject]@{ x = -3; z = 1 }
                [pscustomobject]@{ x = 'far'; z = 1 }
                [pscustomobject]@{ x = 3; z = 1 }
                [pscustomobject]@{ x = $null; z = 1 }
                [pscustomobject]@{ z = 1 }
                [pscustomobject]@{ x = 2; z = 0 })
            """);
    }

    [Theory]
    [InlineData("Output")]
    [InlineData("Probability")]
    public void A_row_that_was_refused_has_NaN_in_a_tensor(string form)
    {
        ShellResult result = shell.Run($$"""
            $all = $asked | Invoke-Model $taught -As {{form}}
            $some = $asked[0, 2, 5] | Invoke-Model $taught -As {{form}}
            "$($all.Shape)"; 0..5 | ForEach-Object { [double]::IsNaN($all[$_, 0]) -and [double]::IsNaN($all[$_, 1]) }
            0, 2, 5 | ForEach-Object { $place = 0 } { $all[$_, 1] -eq $some[$place, 1]; $place++ }
            """);
        Assert.Equal("6 2 False True False True True False True True True", string.Join(' ', result.Objects));
        Assert.Equal(3, result.Errors.Count);
    }

    [Fact]
    public void Class_numbers_of_some_rows_are_refused_with_the_way_out()
    {
        ShellResult result = shell.Run("$asked | Invoke-Model $taught -As Class");
        Assert.Empty(result.Objects);
        Assert.Contains("3 rows of 6", result.Errors.Single(error => error.FullyQualifiedErrorId.StartsWith("RowsWithoutClass", StringComparison.Ordinal)).Exception.Message, StringComparison.Ordinal);
        Assert.Equal("0 1", string.Join(' ', shell.Run("($asked[0, 2] | Invoke-Model $taught -As Class).ToArray()").Objects));
        Assert.Equal("no yes yes", string.Join(' ', shell.Run("($asked | Invoke-Model $taught -As Row -ErrorAction Ignore).Prediction").Objects));
    }

    [Theory]
    [InlineData("$true, $false", "Boolean")]
    [InlineData("0, 1", "Int32")]
    [InlineData("3L, 7L", "Int64")]
    [InlineData("1.0, 2.0", "Double")]
    [InlineData("'False', 'True'", "String")]
    [InlineData("'01', '02'", "String")]
    [InlineData("'0', '1'", "String")]
    [InlineData("[DayOfWeek]::Monday, [DayOfWeek]::Friday", "DayOfWeek")]
    public void A_prediction_compares_with_the_label_of_its_row(string labels, string type)
    {
        ShellResult result = shell.Run($$"""
            $pair = {{labels}}
            $labelled = 1..40 | ForEach-Object { [pscustomobject]@{ x = ($_ % 8) - 3.5; y = $pair[[int](($_ % 8) -gt 3)] } }
            $knows = Taught $labelled Classification
            $answered = $labelled | Invoke-Model $knows -As Row
            $answered[0].Prediction.GetType().Name
            ($answered | Where-Object { $_.Prediction -eq $_.y }).Count
            ($answered | Where-Object { $_.y -eq $_.Prediction }).Count
            ($labelled | Select-Object x | Invoke-Model $knows -As Row)[0].Prediction.GetType().Name
            $file = Join-Path ([IO.Path]::GetTempPath()) "$([guid]::NewGuid()).csv"
            $labelled | Export-Csv $file
            $texts = Import-Csv $file | Invoke-Model $knows -As Row
            ($texts | Where-Object { $_.Prediction -eq $_.y }).Count
            ($texts | Where-Object { $_.y -eq $_.Prediction }).Count
            Remove-Item $file
            """);
        Assert.Empty(result.Errors);
        Assert.Equal($"{type} 40 40 String 40 40", string.Join(' ', result.Objects));
    }

    [Theory]
    [InlineData("'1.0', '0.0'", "")]
    [InlineData("'+1', '-1'", "")]
    [InlineData("'1', \"$([char]0x2212)1\"", "")]
    [InlineData("' yes ', 'no'", "")]
    [InlineData("'1e0', '0'", "")]
    [InlineData("'1,000', '2,000'", "-Thousands ','")]
    [InlineData("'10%', '20%'", "-NumberSign Percent")]
    [InlineData("'01', '1'", "")]
    [InlineData("'1.50', '2.50'", "")]
    public void A_prediction_is_written_as_its_row_writes_the_class(string labels, string reading)
    {
        ShellResult result = shell.Run($$"""
            $both = {{labels}}
            $written = 1..40 | ForEach-Object { [pscustomobject]@{ x = ($_ % 8) - 3.5; y = $both[[int](($_ % 8) -gt 3)] } }
            $readSet = $written | Import-Dataset -Label y -Task Classification {{reading}}
            $reads = New-Model -Data $readSet -Seed 0 { Linear }
            $null = $reads | Start-TrainingRun $readSet -Epoch 200 -LearningRate 0.1 -BatchSize 10 -Seed 0
            $own = $written | Invoke-Model $reads -As Row
            ($own | Where-Object { $_.Prediction -ceq $_.y }).Count
            $turned = $written | ForEach-Object { [pscustomobject]@{ x = -$_.x; y = $_.y } } | Invoke-Model $reads -As Row
            @($turned | Where-Object { $_.Prediction -ceq $_.y }).Count
            ($written | Test-Model $reads).Accuracy
            """);
        Assert.Empty(result.Errors);
        Assert.Equal("40 0 1", string.Join(' ', result.Objects));
    }

    [Fact]
    public void Weights_of_rows_are_known_to_a_model_and_not_told()
    {
        ShellResult result = shell.Run("""
            $heavy = $plain | ForEach-Object { [pscustomobject]@{ x = $_.x; z = $_.z; w = 1 + $_.z; y = $_.y } }
            $weighted = $heavy | Import-Dataset -Label y -SampleWeight W
            $scale = New-Model -Data $weighted -Seed 0 { Linear }
            $null = $scale | Start-TrainingRun $weighted -Epoch 1 -Seed 0
            $null = $heavy | Invoke-Model $scale; $null = $plain | Invoke-Model $scale; $null = $heavy | Test-Model $scale; $null = $heavy | Invoke-Model $scale -As Row
            ($weighted.Column | Where-Object Name -eq w).Kind
            ($weighted.Column | Where-Object Name -eq w).Treatment
            """);
        Assert.Empty(result.Errors);
        Assert.DoesNotContain(result.Warnings, text => text.Contains("left out", StringComparison.Ordinal));
        Assert.Equal("Weight weight of the row", string.Join(' ', result.Objects));
    }

    [Theory]
    [InlineData("$plain | Select-Object x, z | Test-Model $taught")]
    [InlineData("Test-Model $taught ($plain | Select-Object x, z)")]
    [InlineData("$plain | Select-Object x, z, @{ n = 'why'; e = { $_.y } } | Test-Model $taught")]
    public void Rows_without_the_label_are_told_who_takes_them(string call)
    {
        string message = shell.Run(call).Error("MissingColumn").Exception.Message;
        Assert.StartsWith("The rows lack 'y', which the model predicts", message, StringComparison.Ordinal);
        Assert.Contains("Invoke-Model -As Row", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Impute", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_that_differs_in_case_alone_is_told() => Assert.Contains(
        "'Yes' in row 1 (counted from 0), which is none of the classes that the model was trained on, and differs from 'yes' in case alone (no, yes)",
        shell.Run("$plain[0], [pscustomobject]@{ x = 1; z = 1; y = 'Yes' } | Test-Model $taught").Error("UnknownClass").Exception.Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("'x,y', '1,yes', '2,yes', '3,yes' | ConvertFrom-Csv | Import-Dataset -Label y", "-Label 'y' is 'yes' in all 3 rows")]
    [InlineData("'x,y', '1,1', '2,1' | ConvertFrom-Csv | Import-Dataset -Label y", "-Label 'y' is '1' in all 2 rows")]
    [InlineData("New-Dataset (1, 2, 3) a, a, a", "The target is 'a' in all 3 rows")]
    public void A_label_of_one_class_is_pointed_out_when_it_is_read(string call, string says) =>
        Assert.Contains(shell.Run(call).Warnings, text => text.StartsWith(says, StringComparison.Ordinal));
}
