using System.Globalization;
using System.Xml.Linq;

namespace NormTools.Module.Tests;

/// <summary>What a sweep's trials show: importance of the parameters, charts, the report.</summary>
[Collection("Training runs")]
[Trait("Levels", "Once")]
public sealed class SweepResultTests : IClassFixture<Shell>, IDisposable
{
    private readonly Shell shell;
    private readonly string folder = Directory.CreateTempSubdirectory("NormTools-").FullName;

    public SweepResultTests(Shell shell)
    {
        this.shell = shell;
        shell.Run(
            """
            param($folder)
            $folder = $folder
            $sweep = Start-TrainingSweep -Trial 40 -Seed 3 -Parameter @{ Rate = New-SearchRange 1e-4 1 -Log; Width = 8, 16, 32; Kind = 'a<b', 'c' } -Script {
                param($Rate, $Width, $Kind)
                if ($Rate -gt 0.7) { throw 'too high' }
                [Math]::Pow([Math]::Log10($Rate) + 2, 2) + 20 / $Width
            }
            """,
            folder);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Text(string script) => string.Join(" ", shell.Run(script).All<object>().Select(value => $"{value}"));

    private XElement Drawn(string options)
    {
        shell.Run($"$sweep | Export-TrainingChart $folder/chart.svg {options}").All<object>();
        return XElement.Load(Path.Combine(folder, "chart.svg"));
    }

    private static int Count(XElement svg, string name) => svg.Descendants().Count(element => element.Name.LocalName == name);

    [Theory]
    [InlineData("3")]
    [InlineData("3, 4")]
    [InlineData("3, 4, 5")]
    public void The_importance_in_few_trials_is_not_known(string values) => Assert.Equal("True 1", Text(
        $$"""
        $importance = @(Start-TrainingSweep { param($x) $x } @{ x = {{values}} } | Measure-ParameterImportance)
        $null -eq $importance[0].Importance -or @({{values}}).Count -gt 2
        $importance.Count
        """));

    [Fact]
    public void Importance_is_the_share_of_the_ranks_variance_between_groups() => Assert.Equal("Rate Width Kind / True True True", Text(
        """
        $importance = $sweep | Measure-ParameterImportance
        "$($importance.Parameter) /"
        $order = @($sweep | Where-Object State -EQ Completed | Sort-Object Score) + @($sweep | Where-Object State -EQ Failed)
        $completed = @($sweep | Where-Object State -EQ Completed).Count
        $rank = @{}
        for ($i = 0; $i -lt 40; $i++) { $rank[$order[$i].Trial] = if ($i -lt $completed) { $i + 1 } else { ($completed + 1 + 40) / 2 } }
        function Share($groups) {
            $mean = ($rank.Values | Measure-Object -Average).Average
            $all = ($rank.Values | ForEach-Object { ($_ - $mean) * ($_ - $mean) } | Measure-Object -Sum).Sum
            $within = ($groups | ForEach-Object {
                $own = @($_ | ForEach-Object { $rank[$_.Trial] })
                $average = ($own | Measure-Object -Average).Average
                $own | ForEach-Object { ($_ - $average) * ($_ - $average) }
            } | Measure-Object -Sum).Sum
            [Math]::Max(0.0, 1 - $within / (40 - $groups.Count) / ($all / 39))
        }
        $rates = @($sweep | Sort-Object Rate)
        $six = foreach ($group in 0..5) { , $rates[[Math]::Floor($group * 40 / 6)..([Math]::Floor(($group + 1) * 40 / 6) - 1)] }
        $widths = foreach ($width in 8, 16, 32) { , @($sweep | Where-Object Width -EQ $width) }
        [Math]::Abs($importance[0].Importance - (Share $six)) -lt 1e-12
        [Math]::Abs($importance[1].Importance - (Share $widths)) -lt 1e-12
        $importance[0].Importance -gt 0.5 -and $importance[2].Importance -lt 0.1
        """));

    [Fact]
    public void What_does_not_vary_has_no_importance() => Assert.Equal("0 null", Text(
        """
        (Start-TrainingSweep { param($A, $B) $B } @{ A = 1; B = 1, 2, 3 } | Measure-ParameterImportance | Where-Object Parameter -EQ A).Importance
        $few = Start-TrainingSweep { param($B) $B } @{ B = 1, 2 } | Measure-ParameterImportance
        if ($null -eq $few.Importance) { 'null' }
        """));

    [Fact]
    public void More_is_better_where_the_score_says_so() => Assert.Equal("3", Text(
        "(Start-TrainingSweep { param($A, $B) $A } @{ A = 1, 2, 3; B = 1, 2 } -ScoreMode Maximum | Measure-ParameterImportance)[0].Best"));

    [Fact]
    public void The_best_so_far_never_gets_worse()
    {
        XElement svg = Drawn("-Force");
        string path = svg.Descendants().Single(element => element.Name.LocalName == "path").Attribute("d")!.Value;
        double[] heights = [.. path.Split(['M', 'L', ' '], StringSplitOptions.RemoveEmptyEntries).Where((_, i) => i % 2 == 1).Select(part => double.Parse(part, CultureInfo.InvariantCulture))];
        Assert.Equal(heights.Order(), heights); // down is more, and less is better
        Assert.Contains(svg.Descendants(), element => element.Value.Contains("failed", StringComparison.Ordinal));
    }

    [Fact]
    public void Parallel_coordinates_have_a_line_a_trial_and_an_axis_a_parameter()
    {
        XElement svg = Drawn("-Kind Parallel -Force");
        Assert.Equal(40, Count(svg, "path"));
        Assert.Equal(["Rate", "Width", "Kind", "Score"], svg.Descendants().Where(element => element.Attribute("font-weight") is not null && element.Attribute("font-size") is null).Select(element => element.Value));
    }

    [Fact]
    public void Trials_that_were_pruned_are_told_apart_in_every_chart()
    {
        shell.Run(
            """
            $tiny = New-Dataset (New-RandomTensor 6, 2 -Seed 1) (New-RandomTensor 6, 1 -Seed 2)
            $cut = Start-TrainingSweep -Trial 12 -Prune SuccessiveHalving -Parameter @{ Kind = 'A name of many letters', 'Another of many letters'; Rate = New-SearchRange 1e-5 0.1 -Log } -Script {
                param($Kind, $Rate) New-Model 2 -Seed 1 { Linear 1 } | Start-TrainingRun $using:tiny -Epoch 9 -LearningRate $Rate
            }
            foreach ($kind in 'Parallel', 'Heat', 'Curve') { $cut | Export-TrainingChart "$folder/cut-$kind.svg" -Kind $kind -Force }
            """).All<object>();
        XElement[] parallel = [.. Cut("Parallel").Descendants()], heat = [.. Cut("Heat").Descendants()];
        Assert.Equal(11, parallel.Count(element => element.Attribute("stroke")?.Value == "#7f3f98"));
        Assert.Contains("dashed: pruned", string.Join(" ", parallel.Select(Shown)), StringComparison.Ordinal);
        Assert.All(parallel.Where(element => element.Attribute("text-anchor")?.Value == "end"), label => Assert.InRange(Place(label) - (6.6 * Shown(label).Length), 0, 2000));
        Assert.Contains(heat, element => Shown(element).StartsWith('(') && Shown(element).EndsWith(')'));
        XElement[] names = [.. heat.Where(element => element.Attribute("text-anchor")?.Value == "middle" && Shown(element).EndsWith("letters", StringComparison.Ordinal))];
        Assert.Equal(2, names.Length);
        Assert.True(Place(names[0]) + (7.5 * Shown(names[0]).Length / 2) < Place(names[1]) - (7.5 * Shown(names[1]).Length / 2));
        Assert.Contains(Cut("Curve").Descendants(), element => element.Value == "pruned");

        XElement Cut(string kind) => XElement.Load(Path.Combine(folder, $"cut-{kind}.svg"));
        static string Shown(XElement text) => string.Concat(text.Nodes().OfType<XText>().Select(part => part.Value));
        static double Place(XElement text) => double.Parse(text.Attribute("x")!.Value, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("", 15, "Rate", "Width")]
    [InlineData("-Parameter kind, width", 6, "Kind", "Width")]
    [InlineData("-Parameter Width, Rate -Title 'The map'", 15, "Width", "Rate")]
    public void A_heat_map_has_the_best_score_of_each_cell(string options, int cells, string across, string down)
    {
        XElement svg = Drawn($"-Kind Heat -Force {options}");
        XElement[] boxes = [.. svg.Descendants().Where(element => element.Name.LocalName == "rect" && element.HasElements)];
        Assert.Equal(cells, boxes.Length);
        string[] told = [.. boxes.Select(box => box.Value)];
        Assert.All(told, text => Assert.Contains(down, text.Split(',')[0], StringComparison.Ordinal));
        Assert.All(told, text => Assert.Contains(across, text.Split(',')[1], StringComparison.Ordinal));
        string best = Text("'{0:G4}' -f ($sweep | Where-Object IsBest).Score");
        Assert.Contains(told, text => text.Contains($": {best},", StringComparison.Ordinal));
        Assert.Equal(40, told.Sum(text => int.Parse(text.Split(", ")[^1].Split(' ')[0], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_report_is_one_page_with_everything()
    {
        shell.Run("Export-TrainingReport $folder/sweep.html -InputObject $sweep -Question 'Which rate?'").All<object>();
        XElement page = XElement.Parse(File.ReadAllText(Path.Combine(folder, "sweep.html")).Replace("<!DOCTYPE html>", string.Empty, StringComparison.Ordinal));
        Assert.Equal(3, Count(page, "svg"));
        Assert.Equal(["question", "best", "charts", "importance", "trials"], page.Descendants().Where(element => element.Name.LocalName == "h2").Select(element => element.Attribute("id")!.Value));
        Assert.Contains("Which rate?", page.Value, StringComparison.Ordinal);
        Assert.Contains("too high", page.Value, StringComparison.Ordinal);
        Assert.Equal(41 + 4, page.Descendants().Count(element => element.Name.LocalName == "tr"));
    }

    [Theory]
    [InlineData("$sweep + $sweep | Export-TrainingChart $folder/x.svg", "SeveralSweeps")]
    [InlineData("$sweep | Export-TrainingChart $folder/x.svg -Kind Roc", "KindDoesNotFit")]
    [InlineData("$sweep | Export-TrainingChart $folder/x.svg -Parameter Rate, Width", "ParameterHasNoEffect")]
    [InlineData("$sweep | Export-TrainingChart $folder/x.svg -Kind Heat -Parameter Rate", "TwoParametersWanted")]
    [InlineData("$sweep | Export-TrainingChart $folder/x.svg -Kind Heat -Parameter Rate, Wdith", "UnknownParameter")]
    [InlineData("Start-TrainingSweep { param($A) throw 'no' } @{ A = 1, 2 } | Export-TrainingChart $folder/x.svg", "NoTrialScored")]
    [InlineData("Start-TrainingSweep { param($A) throw 'no' } @{ A = 1, 2 } | Measure-ParameterImportance", "NoTrialScored")]
    [InlineData("$sweep | Export-TrainingReport $folder/x.html -NoTrial", "ParameterHasNoEffect")]
    [InlineData("$sweep | Export-TrainingReport $folder/x.txt", "NotAnHtmlPath")]
    public void What_cannot_be_shown_is_refused(string line, string id) =>
        Assert.StartsWith(id, shell.Run("$ErrorActionPreference = 'Continue'; " + line).Errors[0].FullyQualifiedErrorId, StringComparison.Ordinal);
}
