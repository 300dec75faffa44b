using System.Globalization;
using System.Management.Automation;
using System.Xml.Linq;

namespace NormTools.Module.Tests;

/// <summary>Charts of tests, models, signals and searches: that each is well-formed, says what it is of, and shows its numbers.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class ResultChartTests : IDisposable
{
    private readonly string place = Directory.CreateTempSubdirectory("NormTools-").FullName;
    private readonly Shell shell = new();

    public ResultChartTests() => shell.Run(
        """
        param($data, $place)
        Set-Location $place
        $iris = Import-Dataset ($data + '/iris.csv') -Label label -Standardize | Split-Dataset -Test 0.2 -Validation 0.2 -Stratify -Seed 1
        $cancer = Import-Dataset ($data + '/breast-cancer.csv') -Label label -Standardize | Split-Dataset -Test 0.2 -Stratify -Seed 1
        function Fit($Data, [int]$Width, [int]$Classes) {
            New-Model $Width -Seed 0 { Linear 8; ReLU; Linear $Classes } | Start-TrainingRun $Data -Epoch 5 -LearningRate 0.01 -Seed 0
        }
        function Named([string[]]$Names) {
            $labels = 0..199 | ForEach-Object { $Names[$_ % $Names.Count] }
            New-Dataset (New-RandomTensor 200, 5 Normal -Seed 3) $labels
        }
        """,
        Path.Combine(BuiltModule.Folder, "data"),
        place);

    [Theory]
    [InlineData("Confusion", "Confusion matrix|Predicted class|True class|setosa|virginica|right|share of the true class")]
    [InlineData("Roc", "ROC curve, each class against the rest|False positive rate|True positive rate|versicolor: AUC 0.|chance: AUC 0.5")]
    [InlineData("PrecisionRecall", "Recall|Precision|virginica: AP ")]
    [InlineData("Calibration", "expected calibration error|Confidence: probability of the predicted class|Accuracy|Samples")]
    public void A_chart_of_a_test_says_what_it_is_of(string kind, string texts)
    {
        XDocument svg = Draw("$test = Fit $iris 4 3 | Test-Model $iris; $test", $"-Kind {kind}");
        Assert.All(texts.Split('|'), text => Assert.Contains(text, svg.Root!.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void The_confusion_matrix_is_what_is_drawn_of_a_test_without_a_kind() =>
        Assert.Contains("Confusion matrix", Draw("Fit $iris 4 3 | Test-Model $iris", string.Empty).Root!.Value, StringComparison.Ordinal);

    [Fact]
    public void Every_count_that_is_not_0_stands_in_its_cell()
    {
        XDocument svg = Draw("$test = Fit $iris 4 3 | Test-Model $iris; $test", string.Empty);
        long[] counts = (long[])shell.Run(", $test.ConfusionMatrix.ToArray()").Objects[0].BaseObject;
        string[] drawn = [.. Texts(svg).Where(text => text.Attribute("text-anchor")?.Value == "middle").Select(text => text.Value)];
        Assert.Equal(
            counts.Where(count => count > 0).Select(count => count.ToString(CultureInfo.InvariantCulture)).Order(),
            drawn.Where(text => text.All(char.IsAsciiDigit)).Order());
    }

    [Fact]
    public void Areas_of_the_legend_and_of_the_points_are_those_of_the_test()
    {
        XDocument svg = Draw("$test = Fit $iris 4 3 | Test-Model $iris; $test", "-Kind Roc");
        ClassArea[] areas = [.. shell.Run("$test.Curve").Objects.Select(ClassArea.Of)];
        Assert.Equal(3, areas.Length);
        Assert.All(areas, area => Assert.Contains(
            Texts(svg), text => text.Value == string.Create(CultureInfo.InvariantCulture, $"{area.Name}: AUC {area.Auc:0.000}")));
        Assert.All(areas, area => Assert.Equal(area.Auc, area.Trapezoids, 12)); // so few samples are all drawn
        Assert.Equal(areas.Select(area => area.Auc), shell.Run("$test.PerClass").Objects.Select(row => (double)row.Properties["Auc"].Value));
        Assert.Equal(areas.Select(area => area.Steps), shell.Run("$test.PerClass").Objects.Select(row => (double)row.Properties["AveragePrecision"].Value), new Near());
    }

    [Fact]
    public void Of_two_classes_the_second_is_drawn_with_the_interval_of_its_area()
    {
        XDocument svg = Draw("$test = Fit $cancer 30 2 | Test-Model $cancer; $test", "-Kind Roc");
        Assert.Contains("ROC curve of malignant", svg.Root!.Value, StringComparison.Ordinal);
        PSObject area = shell.Run("$test.Metrics | Where-Object Name -eq RocAuc").Objects[0];
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"({area.Properties["Low"].Value:0.000} to {area.Properties["High"].Value:0.000})"),
            svg.Root.Value,
            StringComparison.Ordinal);
        Assert.Equal(2, svg.Root.Elements().Count(element => element.Name.LocalName == "path")); // and chance
    }

    [Fact]
    public void Classes_are_chosen_by_name_and_one_that_there_is_not_is_an_error()
    {
        XDocument svg = Draw("$test = Fit $iris 4 3 | Test-Model $iris; $test", "-Kind Roc -Class v*");
        Assert.DoesNotContain("setosa", svg.Root!.Value, StringComparison.Ordinal);
        Assert.Contains("virginica", svg.Root.Value, StringComparison.Ordinal);
        Assert.Equal(
            ErrorCategory.ObjectNotFound, shell.Run("$test | Export-TrainingChart no.svg -Kind Roc -Class setosaa").Error("UnknownClass").CategoryInfo.Category);
        Assert.False(File.Exists(Path.Combine(place, "no.svg")));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(30)]
    [InlineData(70)]
    public void Any_number_of_classes_is_drawn(int classes)
    {
        shell.Run("$names = 1..$args[0] | ForEach-Object { \"a class with a rather long name, number $_\" }; $data = Named $names", classes);
        shell.Run("$test = Fit $data 5 $names.Count | Test-Model $data");
        foreach (string kind in new[] { "Confusion", "Roc", "PrecisionRecall", "Calibration" })
        {
            XDocument svg = Draw("$test", $"-Kind {kind}");
            double width = double.Parse(svg.Root!.Attribute("width")!.Value, CultureInfo.InvariantCulture);
            Assert.InRange(width, 400, 1400);
        }

        int curves = Draw("$test", "-Kind Roc").Root!.Elements().Count(element => element.Name.LocalName == "path") - 1;
        Assert.Equal(classes == 2 ? 1 : Math.Min(classes, 30), curves);
    }

    [Theory]
    [InlineData("Confusion")]
    [InlineData("Roc")]
    [InlineData("PrecisionRecall")]
    public void Hostile_names_of_classes_are_text_and_nothing_else(string kind)
    {
        shell.Run("$names = '<script>alert(1)</script>', 'a & b \"c\"', ([string][char]27 + '[31mred' + [char]0), '名前'; $data = Named $names");
        XDocument svg = Draw("Fit $data 5 4 | Test-Model $data", $"-Kind {kind}");
        Assert.DoesNotContain(svg.Descendants(), element => element.Name.LocalName == "script");
        Assert.Contains("a & b \"c\"", svg.Root!.Value, StringComparison.Ordinal);
        Assert.Contains("\\u001b[31mred\\u0000", svg.Root.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_without_samples_and_outputs_that_are_not_finite_leave_gaps()
    {
        shell.Run("$run = Fit $iris 4 3; $one = $iris.Test | Select-Dataset -First 1");
        Assert.Contains("not defined", Draw("$run | Test-Model $one", "-Kind Roc").Root!.Value, StringComparison.Ordinal);
        shell.Run("$run.Model.Parameters['2.weight'] = [float]::NaN");
        foreach (string kind in new[] { "Confusion", "Roc", "PrecisionRecall", "Calibration" })
        {
            Assert.DoesNotContain(
                "NaN", string.Concat(Draw("$run | Test-Model $iris", $"-Kind {kind}").Descendants().Attributes().Select(item => item.Value)), StringComparison.Ordinal);
        }

        Assert.Contains("no finite value", Draw("$run", "-Kind Weight").Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Histograms_are_of_each_parameter_and_each_layer()
    {
        shell.Run("$run = Fit $iris 4 3; $signal = $run.Model | Measure-SignalPropagation $iris");
        XDocument weights = Draw("$run", "-Kind Weight");
        Assert.All(new[] { "0.weight", "0.bias", "2.weight", "2.bias", "[8, 4]" }, name => Assert.Contains(name, weights.Root!.Value, StringComparison.Ordinal));
        XDocument one = Draw("$run.Model", "-Layer 2 -Logarithmic");
        Assert.DoesNotContain("0.weight", one.Root!.Value, StringComparison.Ordinal);
        Assert.Contains("2.bias", one.Root.Value, StringComparison.Ordinal);
        Assert.All(new[] { "0 Linear", "1 ReLU", "2 Linear" }, name => Assert.Contains(name, Draw("$signal", "-Kind Activation").Root!.Value, StringComparison.Ordinal));
        Assert.Contains("Gradients", Draw("$signal", "-Kind Gradient").Root!.Value, StringComparison.Ordinal);
        shell.Run("$signal | Export-TrainingChart no.svg -Kind Activation -Layer 9").Error("NoSuchLayer");
    }

    [Fact]
    public void A_histogram_counts_every_output_of_the_batch()
    {
        shell.Run("$signal = New-Model 4 -Seed 0 { Linear 8; ReLU } | Measure-SignalPropagation $iris -BatchSize 50");
        Assert.Equal("400 400", TensorText.Of(shell, "$signal.Layers | ForEach-Object { ($_.Histogram.Count | Measure-Object -Sum).Sum }"));
        Assert.Equal("True", TensorText.Of(shell, "$signal.Layers[1].Histogram.Count[0] -ge 400 * $signal.Layers[1].ZeroShare"));
    }

    [Fact]
    public void Signals_and_searches_for_a_rate_are_drawn()
    {
        Assert.Contains("Signal propagation", Draw("New-Model 4 -Seed 0 { Linear 8; Linear 3 } | Measure-SignalPropagation", string.Empty).Root!.Value, StringComparison.Ordinal);
        Assert.Contains("Learning rate", Draw("New-Model 4 -Seed 0 { Linear 3 } | Find-LearningRate $iris", string.Empty).Root!.Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$run | Export-TrainingChart no.svg -Kind Roc", "KindDoesNotFit")]
    [InlineData("$run.Model | Export-TrainingChart no.svg -Kind Curve", "KindDoesNotFit")]
    [InlineData("$test | Export-TrainingChart no.svg -Kind Weight", "KindDoesNotFit")]
    [InlineData("$test | Export-TrainingChart no.svg -Metric Accuracy", "ParameterHasNoEffect")]
    [InlineData("$test | Export-TrainingChart no.svg -Class setosa", "ParameterHasNoEffect")]
    [InlineData("$run | Export-TrainingChart no.svg -Layer 0", "ParameterHasNoEffect")]
    [InlineData("$test, $test | Export-TrainingChart no.svg", "SeveralCurves")]
    [InlineData("$run, $test | Export-TrainingChart no.svg", "SeveralCurves")]
    [InlineData("$test | Export-TrainingChart no.png", "NotAnSvgPath")]
    [InlineData("1..3 | Export-TrainingChart no.svg", "NothingToDraw")]
    [InlineData("New-Model 4 { ReLU } | Export-TrainingChart no.svg", "NothingToDraw")]
    [InlineData("$sugar | Export-TrainingChart no.svg -Kind Roc", "NoClassesToDraw")]
    public void What_cannot_be_drawn_is_one_error_and_no_file(string script, string id)
    {
        shell.Run(
            """
            $run = Fit $iris 4 3; $test = $run | Test-Model $iris
            $quantity = New-Dataset (New-RandomTensor 9, 2 -Seed 0) (New-RandomTensor 9 -Seed 1)
            $sugar = New-Model 2 -Seed 0 { Linear 1 } | Test-Model $quantity
            """);
        ShellResult result = shell.Run(script);
        Assert.All(result.Errors, error => Assert.StartsWith(id + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.NotEmpty(result.Errors);
        Assert.False(File.Exists(Path.Combine(place, "no.svg")));
    }

    [Theory]
    [InlineData(1, 1, "training 2", false)]
    [InlineData(3, 1, "training, 3 runs", true)]
    [InlineData(3, 2, "validation, LearningRate 0.01, 3 runs", true)]
    public void Runs_that_differ_in_seeds_alone_are_a_band(int seeds, int rates, string entry, bool hasBand)
    {
        shell.Run(
            """
            param($seeds, $rates)
            $runs = foreach ($rate in (0.1, 0.01)[0..($rates - 1)]) {
                0..($seeds - 1) | ForEach-Object { New-Model 4 -Seed $_ { Linear 8; ReLU; Linear 3 } | Start-TrainingRun $iris -Epoch 4 -LearningRate $rate -Seed $_ }
            }

            $runs = @($runs) + @(if ($seeds -eq 1) { $runs })
            """,
            seeds,
            rates);
        XDocument svg = Draw("$runs", string.Empty);
        Assert.Contains(entry, svg.Root!.Value, StringComparison.Ordinal);
        Assert.Equal(hasBand ? 4 * rates : 0, svg.Descendants().Count(element => element.Attribute("fill-opacity") is not null)); // in plot and legend
        Assert.Equal(hasBand ? 2 * rates : 4, Paths(svg));
        Assert.Equal(2 * shell.Run("$runs").Objects.Count, Paths(Draw("$runs", "-Separate")));
    }

    [Fact]
    public void A_logarithmic_axis_of_epochs_ends_with_the_last_one()
    {
        shell.Run("$run = New-Model 4 -Seed 0 { Linear 3 } | Start-TrainingRun $iris -Epoch 130 -Seed 0");
        XDocument svg = Draw("$run", "-LogarithmicEpoch");
        string path = svg.Root!.Elements().First(element => element.Name.LocalName == "path").Attribute("d")!.Value;
        double[] across = [.. path.Split('M', 'L').Where(part => part.Trim().Length > 0).Select(part => double.Parse(part.Trim().Split(' ')[0], CultureInfo.InvariantCulture))];
        Assert.Equal(70, across.Min(), 1);
        Assert.Equal(700, across.Max(), 1);
        Assert.All(new[] { "1", "2", "5", "10", "20", "50", "100" }, tick => Assert.Contains(Texts(svg), text => text.Value == tick));
        Assert.DoesNotContain(Texts(svg), text => text.Value is "1000" or "200");
    }

    public void Dispose()
    {
        shell.Dispose();
        Directory.Delete(place, recursive: true);
    }

    private static int Paths(XDocument svg) => svg.Root!.Elements().Count(element => element.Name.LocalName == "path");

    private static IEnumerable<XElement> Texts(XDocument svg) => svg.Descendants().Where(element => element.Name.LocalName == "text");

    private XDocument Draw(string script, string arguments)
    {
        ShellResult result = shell.Run($"{script} | Export-TrainingChart chart.svg -Force {arguments}");
        Assert.True(result.Errors.Count == 0, string.Join("; ", result.Errors));
        Assert.Null(result.Failure);
        return XDocument.Load(Path.Combine(place, "chart.svg"));
    }

    private sealed record ClassArea(string Name, double Auc, double Trapezoids, double Steps)
    {
        public static ClassArea Of(PSObject curve)
        {
            double[] x = (double[])curve.Properties["FalsePositiveRate"].Value, y = (double[])curve.Properties["TruePositiveRate"].Value;
            double[] precision = (double[])curve.Properties["Precision"].Value;
            double area = 0, steps = 0, left = 0, low = 0;
            for (int i = 0; i < x.Length; i++)
            {
                area += (x[i] - left) * (y[i] + low) / 2;
                steps += (y[i] - low) * precision[i];
                (left, low) = (x[i], y[i]);
            }

            return new ClassArea((string)curve.Properties["Class"].Value, (double)curve.Properties["Auc"].Value, area, steps);
        }
    }

    private sealed class Near : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) < 1e-12;

        public int GetHashCode(double obj) => 0;
    }
}
