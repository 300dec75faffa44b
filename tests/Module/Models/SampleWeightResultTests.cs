namespace NormTools.Module.Tests;

/// <summary>What says how a model does counts rows by their weights.</summary>
[Collection("Training runs")]
public sealed class SampleWeightResultTests : IClassFixture<Shell>
{
    private readonly Shell shell;

    public SampleWeightResultTests(Shell shell)
    {
        this.shell = shell;
        shell.Run("""
            $x = New-Tensor -Data -3, -2, -1, 1, 2, 3 -Shape 6, 1
            $truth = 'a', 'a', 'b', 'b', 'b', 'a'
            function Judged([double[]]$weights) {
                $judge = New-Model 1 -Seed 0 { Linear 2 }
                $judge.Layers[0].Parameters['weight'] = New-Tensor -Data -1, 1 -Shape 2, 1
                $judge.Layers[0].Parameters['bias'] = New-Tensor -Data 0, 0 -Shape 2
                $data = if ($weights) { New-Dataset $x $truth -SampleWeight $weights } else { New-Dataset $x $truth }
                $judge | Test-Model $data
            }
            """);
    }

    // Predicted: a a a b b b; true: a a b b b a.
    [Theory]
    [InlineData("", "Int64", "2 1 1 2")]
    [InlineData("1, 1, 1, 1, 1, 1", "Float64", "2 1 1 2")]
    [InlineData("0.5, 0.25, 0.125, 0.5, 0.25, 0.125", "Float64", "0.75 0.125 0.125 0.75")]
    [InlineData("0.1, 0.1, 0.1, 0.1, 0.1, 0.1", "Float64", "0.2 0.1 0.1 0.2")]
    [InlineData("1e-4, 0, 1e-4, 2e-4, 0, 0", "Float64", "0.0001 0 0.0001 0.0002")]
    [InlineData("3, 2, 1, 0, 0, 5", "Float64", "5 5 1 0")]
    public void The_confusion_matrix_holds_sums_of_weights(string weights, string type, string cells)
    {
        ShellResult result = shell.Run($"$judged = Judged {weights}; $judged.ConfusionMatrix.DType; $judged.ConfusionMatrix.ToArray() | ForEach-Object {{ [math]::Round($_, 6) }}");
        Assert.Equal($"{type} {cells}", string.Join(' ', result.Objects));
    }

    [Fact]
    public void It_is_written_with_its_fractions()
    {
        string text = shell.Run("(Judged 0.5, 0.25, 0.125, 0.5, 0.25, 0.125).ConfusionText()").Single<string>();
        Assert.Contains("predicted, by weight", text, StringComparison.Ordinal);
        Assert.Contains("0.7500 0.1250", text, StringComparison.Ordinal);
        Assert.Contains("85.7", text, StringComparison.Ordinal);
        Assert.DoesNotContain("weight", shell.Run("(Judged).ConfusionText()").Single<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_chart_has_the_fractions_too() => Assert.Contains(
        "predicted a: 0.7500",
        shell.Run("""
            $svg = Join-Path ([IO.Path]::GetTempPath()) "$([guid]::NewGuid()).svg"
            Judged 0.5, 0.25, 0.125, 0.5, 0.25, 0.125 | Export-TrainingChart $svg
            Get-Content $svg -Raw; Remove-Item $svg
            """).Single<string>(),
        StringComparison.Ordinal);

    // Rows of weight 0 count for nothing, and one of weight 3 for three.
    [Theory]
    [InlineData("'a', 'b'", "Accuracy")]
    [InlineData("1.5, -2.5", "R2")]
    public void Test_ModelFit_counts_rows_by_their_weights(string values, string unit)
    {
        ShellResult result = shell.Run($$"""
            $draws = (New-RandomTensor 120, 3 -Seed 3).ToArray()
            $names = {{values}}
            $rows = 0..119 | ForEach-Object { [pscustomobject]@{ p = $draws[3 * $_]; q = $draws[3 * $_ + 1]; y = $names[[int]($draws[3 * $_] + 0.5 * $draws[3 * $_ + 2] -gt 0.75)]; w = $_ % 4 } }
            $weighted = $rows | Import-Dataset -Label y -SampleWeight w {{(unit == "R2" ? "-Task Regression" : "")}}
            $parts = $weighted | Split-Dataset -Validation 40 -NoShuffle
            $fitted = New-Model -Data $parts -Seed 0 { Linear 4; ReLU; Linear }
            $course = $fitted | Start-TrainingRun $parts -Epoch 5 -LearningRate 0.01 -Seed 0
            $fit = $course | Test-ModelFit $parts -NoTrial
            $figures = $fit.Evidence
            $said = $fitted | Test-Model $parts.Train
            $repeated = 0..79 | ForEach-Object { $row = $rows[$_]; 1..$row.w | Where-Object { $row.w -gt 0 } | ForEach-Object { $row } }
            $share = ($repeated | Group-Object y | Sort-Object Count -Descending)[0].Count / $repeated.Count
            ($figures | Where-Object Name -like 'Training*').Value
            ($said.Metrics | Where-Object Name -in 'Accuracy', 'R2', 'ExplainedVariance')[0].Value
            $held = 80..119 | ForEach-Object { $row = $rows[$_]; 1..$row.w | Where-Object { $row.w -gt 0 } | ForEach-Object { $row } }
            ($figures | Where-Object Name -like '*alone').Value
            $most = ($repeated | Group-Object y | Sort-Object Count -Descending)[0].Name
            ($held | Where-Object { "$($_.y)" -eq $most }).Count / $held.Count
            """);
        Assert.Empty(result.Errors);
        double[] figures = [.. result.Objects.Select(item => Convert.ToDouble(item.BaseObject, System.Globalization.CultureInfo.InvariantCulture))];
        if (unit == "Accuracy")
        {
            Assert.Equal(figures[1], figures[0], 6); // Test-Model counts by weights as well
            Assert.Equal(figures[3], figures[2], 6);
        }
        else
        {
            Assert.InRange(figures[0], figures[1] - 0.05, figures[1] + 0.05);
        }
    }
}
