using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace NormTools.Module.Tests;

/// <summary>Export-TrainingReport writes one page that is whole, asks for nothing, and is read with any sense.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed partial class ExportTrainingReportTests : IClassFixture<Shell>
{
    private const string Runs =
        """
        $ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'; $WarningPreference = 'SilentlyContinue'
        $folder = [IO.Directory]::CreateTempSubdirectory('report').FullName
        Set-Location $folder
        function Cloud([int]$Count, [string[]]$Names, [string[]]$Columns) {
            $x = (New-RandomTensor $Count, 3 Normal -Seed 1).ToArray()
            for ($i = 0; $i -lt $Count; $i++) {
                [pscustomobject][ordered]@{ $Columns[0] = $x[3 * $i] + 1.2 * ($i % 2); $Columns[1] = $x[3 * $i + 1]; $Columns[2] = $x[3 * $i + 2]; kind = $Names[$i % 2] }
            }
        }
        $plain = Cloud 300 'yes', 'no' 'a', 'b', 'c'
        $split = $plain | Import-Dataset -Label kind | Split-Dataset -Validation 100 -Seed 1
        $kept = $split # a run knows its data as long as somebody has them, and lines of a report that are run here set $split anew
        $run = New-Model 3 -Seed 0 { Linear 16; ReLU; Linear 2 } | Start-TrainingRun $split -Epoch 20 -LearningRate 0.01 -Seed 0
        """;

    private readonly Shell shell;

    public ExportTrainingReportTests(Shell shell)
    {
        this.shell = shell;
        if (shell.Run("Test-Path variable:run").All<bool>()[0])
        {
            return;
        }

        ShellResult made = shell.Run(Runs);
        Assert.True(made.Failure is null, $"{made.Failure}");
    }

    [Fact]
    public void The_page_is_whole_and_asks_for_nothing()
    {
        XElement page = Page("$run | Export-TrainingReport ./plain.html -Force; Get-Content ./plain.html -Raw");

        Assert.DoesNotContain(page.Descendants(), element => Name(element) is "script" or "iframe" or "object");
        Assert.All(page.Descendants().Attributes().Where(own => own.Name.LocalName is "src" or "href"), own => Assert.Matches("^(#|data:)", own.Value));
        string style = page.Descendants().Single(element => Name(element) == "style").Value;
        Assert.DoesNotContain("url(", style);
        Assert.DoesNotContain("@import", style);
        Assert.Contains("prefers-color-scheme: dark", style);
        Assert.Contains("@media print", style);
        Assert.Equal("en", page.Attribute("lang")!.Value);
    }

    [Fact]
    public void Headings_tables_and_pictures_say_what_they_are()
    {
        XElement page = Page("$run | Export-TrainingReport ./plain.html -Force; Get-Content ./plain.html -Raw");

        int[] levels = [.. page.Descendants().Select(Name).Where(name => name is ['h', >= '1' and <= '6']).Select(name => name[1] - '0')];
        Assert.Equal(1, levels[0]);
        Assert.Single(levels, 1);
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1, "a heading skips a level"));
        Assert.All(page.Descendants().Where(element => Name(element) == "th"), heading => Assert.Matches("^(col|row)$", heading.Attribute("scope")?.Value));
        XElement[] tables = [.. page.Descendants().Where(element => Name(element) == "table")];
        Assert.True(tables.Length > 6, $"{tables.Length} tables");
        Assert.All(tables, table => Assert.NotEmpty(table.Elements().First(element => Name(element) == "caption").Value));
        Assert.All(tables, table => Assert.Single(table.Descendants().Where(element => Name(element) == "tr").Select(row => row.Elements().Count()).Distinct()));
        XElement[] charts = [.. page.Descendants().Where(element => Name(element) == "svg")];
        Assert.Equal(3, charts.Length);
        Assert.All(charts, chart => Assert.True(chart.Attribute("role")?.Value == "img" && chart.Attribute("aria-label")!.Value.Length > 5));
        Assert.All(charts, chart => Assert.Matches(" from .* at 1 to ", chart.Ancestors().First(element => Name(element) == "figure").Elements().Single(element => Name(element) == "figcaption").Value));
        string[] ids = [.. page.Descendants().Attributes("id").Select(own => own.Value)];
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(page.Descendants().Attributes("href").Where(own => own.Value[0] == '#'), own => Assert.Contains(own.Value[1..], ids));
        Assert.All(page.Descendants().Attributes("aria-labelledby"), own => Assert.Contains(own.Value, ids));
        Assert.Single(page.Descendants(), element => Name(element) == "main");
    }

    [Fact]
    public void It_has_every_part_of_the_answer()
    {
        XElement page = Page("$run | Export-TrainingReport ./plain.html -Force -Title 'My clouds' -Question 'Does it fit?'; Get-Content ./plain.html -Raw");

        string[] headings = [.. page.Descendants().Where(element => Name(element) == "h2").Select(element => element.Value)];
        Assert.Equal(
            ["Question", "Verdict", "Curves", "Evidence", "Worst mistakes", "Signal per layer", "Data checks", "Remedies", "Options and versions", "Commands that make it again"],
            headings);
        Assert.Contains("Does it fit?", page.Value);
        Assert.Equal("My clouds", page.Descendants().Single(element => Name(element) == "h1").Value);
        Assert.Contains("optimizer.lr", page.Value);
        Assert.Contains("normtools", page.Value);
        string verdict = shell.Run("($run | Test-ModelFit).Verdict[0].Because.Substring(1)").All<string>()[0];
        Assert.Contains(verdict, page.Value);
    }

    [Theory]
    [InlineData("Export-TrainingReport $run ./placed.html")]
    [InlineData("Export-TrainingReport $run ./placed.html $kept")]
    [InlineData("Export-TrainingReport $run -Path ./placed.html")]
    [InlineData("$run | Export-TrainingReport ./placed.html $kept")]
    [InlineData("Export-TrainingReport -InputObject $run ./placed.html $kept")]
    [InlineData("Export-TrainingReport -Run $run -Path ./placed.html -Data $kept")]
    public void The_run_may_stand_in_front_of_the_path(string call) =>
        Assert.Equal("placed.html", shell.Run($"{call} -Force -PassThru -NoTrial | ForEach-Object Name").Single<string>());

    [Theory]
    [InlineData("-Validation 0.3 -Group a -Seed 3", "whole groups of a (-Group)")]
    [InlineData("-Validation 50 -Time (1..300)", "order of given values (-Time)")]
    public void Divisions_that_lines_cannot_make_again_are_remarks(string division, string says) => Assert.Contains(
        $"# The rows were divided by {says}: others would come",
        Page($$"""
            $plain | Export-Csv ./grouped.csv
            $mine = Import-Dataset ./grouped.csv -Label kind | Split-Dataset {{division}}
            $other = New-Model 3 -Seed 0 { Linear 2 } | Start-TrainingRun $mine -Epoch 1 -Seed 0
            $other | Export-TrainingReport ./grouped.html -Force -NoTrial
            Get-Content ./grouped.html -Raw
            """).Value,
        StringComparison.Ordinal);

    [Fact]
    public void WhatIf_trains_and_looks_at_nothing() => Assert.Empty(
        shell.Run("$run | Export-TrainingReport ./never.html -WhatIf").Progress);

    [Theory]
    [InlineData("Light")]
    [InlineData("Dark")]
    public void Colours_are_told_from_what_is_behind_them(string mode)
    {
        string style = Page("$run | Export-TrainingReport ./plain.html -Force; Get-Content ./plain.html -Raw").Descendants().Single(element => Name(element) == "style").Value;
        string[] blocks = [.. Palette().Matches(style).Select(match => match.Value)];
        Dictionary<string, string> colours = Variable().Matches(blocks[mode == "Light" ? 0 : 1]).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

        Assert.All(["ink", "soft", "mark"], name => Assert.All(["paper", "panel"], behind => Assert.True(Contrast(colours[name], colours[behind]) >= 4.5, $"{name} on {behind}")));
        Assert.All(["line1", "line2", "line3", "line4", "axis"], name => Assert.True(Contrast(colours[name], colours["paper"]) >= 3, name));
    }

    [Fact]
    public void What_comes_from_a_user_stays_text()
    {
        XElement page = Page(
            """
            $hostile = Cloud 200 '</td><script>alert(1)</script>', '"><img src=x onerror=alert(2)>' '<b>a</b>', 'b" onmouseover="alert(3)', "c&amp;'`u{7}"
            $hostile | Export-Csv './<i>x&y.csv'
            $parts = Import-Dataset -LiteralPath './<i>x&y.csv' -Label kind | Split-Dataset -Validation 60 -Seed 1
            $one = New-Model 3 -Seed 0 { Linear 4; ReLU; Linear 2 } | Start-TrainingRun $parts -Epoch 3 -Seed 0
            $one | Export-TrainingReport ./hostile.html -Force -Title '</title><script>alert(4)</script>' -Question '<!-- ]]> & "x"'
            Get-Content ./hostile.html -Raw
            """);

        Assert.DoesNotContain(page.Descendants(), element => Name(element) is "script" or "b" or "i");
        Assert.DoesNotContain(page.Descendants().Attributes(), own => own.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.Contains("</td><script>alert(1)</script>", page.Value);
        Assert.Contains("<b>a</b>", page.Value);
        Assert.Contains("<i>x&y.csv", page.Value);
        Assert.Equal("</title><script>alert(4)</script>", page.Descendants().Single(element => Name(element) == "title").Value);
        Assert.Contains("<!-- ]]> & \"x\"", page.Value);
    }

    [Fact]
    public void Mistakes_about_images_are_shown_as_pictures()
    {
        XElement page = Page(
            """
            $images = New-Dataset (New-RandomTensor 60, 1, 6, 5 -Seed 1) ((1..60) | ForEach-Object { "k$($_ % 2)" }) | Split-Dataset -Validation 20 -Seed 0
            $one = New-Model 1, 6, 5 -Seed 0 { Conv2d 2 3; ReLU; Flatten; Linear 2 } | Start-TrainingRun $images -Epoch 2 -Seed 0
            $one | Export-TrainingReport ./images.html -Force -Worst 5 -NoTrial
            Get-Content ./images.html -Raw
            """);

        XElement[] pictures = [.. page.Descendants().Where(element => Name(element) == "img")];
        Assert.Equal(5, pictures.Length);
        Assert.All(pictures, picture =>
        {
            Assert.Matches(@"^Sample of row \d+: it is k[01], said was k[01], \d+\.\d % sure$", picture.Attribute("alt")!.Value);
            byte[] png = Convert.FromBase64String(picture.Attribute("src")!.Value["data:image/png;base64,".Length..]);
            Assert.Equal([0x89, 0x50, 0x4E, 0x47], png[..4]);
            Assert.Equal((5, 6), (png[19], png[23]));
        });
    }

    [Fact]
    public void Remedies_that_were_tried_are_there_with_what_each_brought()
    {
        XElement page = Page(
            """
            $fit = $run | Test-ModelFit -Try -Budget 12
            $fit | Export-TrainingReport ./tried.html -Force
            Get-Content ./tried.html -Raw
            """);

        XElement table = page.Descendants().Single(element => Name(element) == "caption" && element.Value.StartsWith("Remedies that were tried", StringComparison.Ordinal)).Parent!;
        string[] rows = shell.Run("$fit.Remedy | Where-Object Difference | ForEach-Object Change").All<string>();
        Assert.Equal(rows, table.Descendants().Where(element => Name(element) == "th" && element.Attribute("scope")!.Value == "row").Select(element => element.Value));
        Assert.Contains("Test-ModelFit -Try", page.Value);
    }

    [Theory]
    [InlineData("-Label label -Standardize", "-Validation 40 -Test 20 -Stratify -Seed 3", "{ Linear 16; BatchNorm; ReLU; Dropout 0.1; Linear 3 }", "-Epoch 4 -Optimizer SGD -LearningRate 0.05 -Momentum 0.9 -L1 0.0001 -LabelSmoothing 0.1 -Metric Accuracy, F1 -EarlyStopping 2 -ClipNorm 1")]
    [InlineData("-Label label", "-Train 0.7 -Validation 0.3 -NoShuffle -Standardize", "{ Linear 8 -NoBias; Residual { Linear 8; Tanh }; WeightNorm { Linear 3 } }", "-Epoch 3 -Schedule StepLR -ScheduleArgument @{ step_size = 2 } -OptimizerArgument @{ betas = 0.8, 0.99 } -AverageDecay 0.9 -Augment { Noise 0.1 } -NoShuffle")]
    [InlineData("-Label petalWidth -ExcludeProperty label", "-Validation 30 -Seed 9", "{ Linear 8; LeakyReLU 0.2; Linear 1 }", "-Epoch 3 -Loss Huber -LossArgument @{ delta = 0.5 } -BatchSize 8 -Accumulate 2 -Freeze 0.bias")]
    [InlineData("-Label label -SampleWeight petalWidth", "-Validation 30 -Time sepalLength", "{ Linear 3 }", "-Epoch 2")]
    public void The_commands_make_the_run_again(string reading, string division, string layers, string options)
    {
        string[] found = shell.Run(
            $$"""
            Copy-Item $args[0] ./iris.csv
            $iris = Import-Dataset ./iris.csv {{reading}} | Split-Dataset {{division}}
            $run1 = New-Model $iris.Train.FeatureShape -Seed 5 {{layers}} | Start-TrainingRun $iris {{options}} -Seed 2
            $run1 | Export-TrainingReport ./again.html -Force -NoTrial
            $lines = ([xml]((Get-Content ./again.html -Raw) -replace '<!DOCTYPE html>')).SelectSingleNode("//*[local-name()='pre']/*").InnerText
            $lines
            . ([scriptblock]::Create(($lines -split "`n" -notmatch '^Import-Module|^\$fit' -replace '\$run =', '$run2 =') -join "`n"))
            ($run1.History | ForEach-Object { "$($_.TrainingLoss) $($_.ValidationLoss)" }) -join ';'
            ($run2.History | ForEach-Object { "$($_.TrainingLoss) $($_.ValidationLoss)" }) -join ';'
            $run1.Options.Equals($run2.Options)
            """,
            Path.Combine(BuiltModule.Folder, "data", "iris.csv")).All<object>().Select(item => $"{item}").ToArray();

        Assert.True(found.Length == 4, string.Join(Environment.NewLine, found));
        Assert.True(found[1].Length > 40 && found[1] == found[2], found[0]);
        Assert.True(found[3] == "True", found[0]);
    }

    [Fact]
    public void An_existing_file_is_replaced_by_force_alone()
    {
        Assert.Equal(["True"], shell.Run("'mine' | Set-Content ./kept.html; $run | Export-TrainingReport ./kept.html -WhatIf -Force; [string]((Get-Content ./kept.html) -eq 'mine')").All<string>());
        Assert.NotNull(shell.Run("$ErrorActionPreference = 'Continue'; $run | Export-TrainingReport ./kept.html").Error("FileExists"));
        Assert.Equal(["kept.html True"], shell.Run("$file = $run | Export-TrainingReport ./kept.html -Force -PassThru; \"$($file.Name) $($file.Length -gt 20000)\"").All<string>());
        Assert.Empty(shell.Run("Get-ChildItem . -Hidden -Filter *.tmp").All<object>());
    }

    [Fact]
    public void What_it_cannot_write_is_refused()
    {
        Assert.NotNull(shell.Run("$ErrorActionPreference = 'Continue'; $run | Export-TrainingReport ./report.pdf").Error("NotAnHtmlPath"));
        Assert.NotNull(shell.Run("$ErrorActionPreference = 'Continue'; $run, $run | Export-TrainingReport ./two.html").Error("SeveralReports"));
        Assert.NotNull(shell.Run("$ErrorActionPreference = 'Continue'; 5 | Export-TrainingReport ./five.html").Error("NothingToReport"));
        Assert.NotNull(shell.Run("$ErrorActionPreference = 'Continue'; $run | Test-ModelFit | Export-TrainingReport ./f.html -NoTrial").Error("ParameterHasNoEffect"));
        Assert.Equal(["False"], shell.Run("[string]((Test-Path ./two.html) -or (Test-Path ./five.html) -or (Test-Path ./report.pdf) -or (Test-Path ./f.html))").All<string>());
    }

    [Fact]
    public void A_run_without_rows_that_judge_has_a_report_too()
    {
        XElement page = Page(
            """
            $all = $plain | Import-Dataset -Label kind
            $one = New-Model 3 -Seed 0 { Linear 2 } | Start-TrainingRun $all -Epoch 20 -LearningRate 0.01 -Seed 0
            $one | Export-TrainingReport ./alone.html -Force
            Get-Content ./alone.html -Raw
            """);

        Assert.Contains("CannotTell", page.Value);
        Assert.Contains("$split.Train[", page.Value);
    }

    [Fact]
    public void Every_verdict_has_its_words() => Assert.Equal(
        ["16 True"],
        shell.Run(
            """
            $flags = [Reflection.BindingFlags]'NonPublic, Static'
            $module = [NormTools.Tensor].Assembly
            $order = $module.GetType('NormTools.FitRemedies').GetField('Order', $flags).GetValue($null)
            $words = $module.GetType('NormTools.Reports.VerdictWords').GetField('Words', $flags).GetValue($null)
            "$($order.Count) $($null -eq (Compare-Object $order @($words.Keys)))"
            """).All<string>());

    private static string Name(XElement element) => element.Name.LocalName;

    private XElement Page(string script)
    {
        ShellResult result = shell.Run(script);
        Assert.True(result.Failure is null, $"{result.Failure} {result.Failure?.ScriptStackTrace}");
        string text = result.All<string>().Single();
        Assert.StartsWith("<!DOCTYPE html>", text);
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XElement.Load(reader);
    }

    // WCAG 2.2, "contrast ratio".
    private static double Contrast(string one, string other)
    {
        double[] both = [Luminance(one), Luminance(other)];
        return (both.Max() + 0.05) / (both.Min() + 0.05);
    }

    private static double Luminance(string colour)
    {
        double[] parts = [.. Enumerable.Range(0, 3).Select(i => int.Parse(colour.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(value => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4))];
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    [GeneratedRegex("--paper:[^}]*--line4: #[0-9a-f]{6};")]
    private static partial Regex Palette();

    [GeneratedRegex("--([a-z0-9]+): (#[0-9a-f]{6});")]
    private static partial Regex Variable();
}
