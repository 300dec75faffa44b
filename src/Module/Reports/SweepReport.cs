using System.Globalization;
using NormTools.Charts;

namespace NormTools.Reports;

/// <summary>The report of a sweep: the best trial, how it compares, what mattered, every trial.</summary>
internal static class SweepReport
{
    private const int MostTrials = 200; // rows of the table

    public static string Write(SweepTable table, string? title, string? question)
    {
        ParameterImportance[] importance = ParameterImportance.Of(table);
        var page = new HtmlText();
        TrainingReport.Begin(page, title ?? FormattableString.Invariant($"Sweep of {Text.Count(table.Trials.Length, "trial")}"), Heading(table), "best");
        page.Close().Open("main");
        page.Open("section", ("aria-labelledby", "question")).Element("h2", "Question", ("id", "question"))
            .Element("p", question ?? $"Which {string.Join(", ", table.Names)} give the best {table.ScoreName}, and which of them matter?", ("class", "lead")).Close();
        Section(page, "best", "Best trial", () => Best(page, table));
        Section(page, "charts", "Charts", () => Charts(page, table, importance));
        Section(page, "importance", "Importance of the parameters", () => Importance(page, importance));
        Section(page, "trials", "Trials", () => Trials(page, table));
        return page.Close().Close().Close().ToString();
    }

    private static void Section(HtmlText page, string id, string heading, Action write)
    {
        Native.StopFlag.ThrowIfRaised();
        page.Open("section", ("aria-labelledby", id)).Element("h2", heading, ("id", id));
        write();
        page.Close();
    }

    private static string Heading(SweepTable table)
    {
        int Count(SweepTrialState state) => table.Trials.Count(trial => trial.State == state);
        return FormattableString.Invariant($"{Count(SweepTrialState.Completed):N0} completed, {Count(SweepTrialState.Pruned):N0} pruned, {Count(SweepTrialState.Failed):N0} failed; ")
            + FormattableString.Invariant($"{table.Trials.Sum(trial => trial.Seconds):0.0} s of work on {string.Join(", ", table.Trials.Select(trial => trial.Host).Distinct())}");
    }

    private static void Best(HtmlText page, SweepTable table)
    {
        SweepTrial best = table.Best;
        page.Element("p", FormattableString.Invariant($"Trial {best.Trial}: {best}. {table.ScoreName} {Score(best)}{Interval(best)}."), ("class", "lead"));
        SweepTrial? second = table.Trials.Where((trial, i) => trial != best && trial.State == SweepTrialState.Completed).OrderBy(trial => table.Ranks[Array.IndexOf(table.Trials, trial)]).FirstOrDefault();
        if (second is not null)
        {
            bool overlaps = best.Low is not null && second.Score >= best.Low && second.Score <= best.High;
            page.Element("p", FormattableString.Invariant($"The next one is trial {second.Trial} ({second}) with {Score(second)}")
                + (best.Low is null ? ". Without -Repeat there is no telling whether the difference is more than chance."
                    : overlaps ? ", which lies within the interval of the best: they may be equally good." : ", which lies outside the interval of the best."));
        }

        page.Element("p", "The rows that the trials are scored by have chosen the best one, whose score is a little too good for that: judge it by the test part, once.", ("class", "soft"));
    }

    private static void Charts(HtmlText page, SweepTable table, ParameterImportance[] importance)
    {
        CurveSection.Chart(page, SweepChart.Draw(table, new ChartOptions()));
        Picture(page, "Parameters and score", ParallelChart.Draw(table, null),
            "Parallel coordinates: an axis a parameter and one for the score, a line a trial; the darker and thicker, the better. The table of the trials has the values.");
        if (importance.Length > 1)
        {
            (string across, string down) = (importance[0].Parameter, importance[1].Parameter);
            Picture(page, "Best score by two parameters", HeatChart.Draw(table, across, down, null), $"The best {table.ScoreName} by {across} and {down}; the darker a cell, the better.");
        }
    }

    private static void Picture(HtmlText page, string label, string svg, string caption)
    {
        page.Open("figure").Open("div", ("class", "wide"), ("role", "region"), ("aria-label", label), ("tabindex", "0"));
        page.Raw(svg).Close().Element("figcaption", caption).Close();
    }

    private static void Importance(HtmlText page, ParameterImportance[] importance)
    {
        page.Element("p", "The share of the variance of the trials' ranks that lies between groups of a parameter's values, less what chance puts there. Each parameter is looked at alone.", ("class", "soft"));
        var rows = new ReportTable("Importance", "Parameter", ">Importance", "Best at", ">Groups");
        foreach (ParameterImportance item in importance)
        {
            rows.Add(item.Parameter, item.Importance is double share ? share.ToString("0.0 %", CultureInfo.InvariantCulture) : "too few trials", item.Best, item.GroupCount.ToString(CultureInfo.InvariantCulture));
        }

        rows.Write(page);
    }

    private static void Trials(HtmlText page, SweepTable table)
    {
        var rows = new ReportTable(
            table.Trials.Length > MostTrials ? $"The best {MostTrials} trials" : "Every trial, the best first",
            new[] { ">Trial", "State", $">{table.ScoreName}", "95 %", ">Epoch" }.Concat(table.Names.Select(name => ">" + name)).Append("Error").ToArray());
        foreach (SweepTrial trial in Enumerable.Range(0, table.Trials.Length).OrderBy(i => table.Ranks[i]).ThenBy(i => i).Take(MostTrials).Select(i => table.Trials[i]))
        {
            rows.Add(new[]
            {
                trial.Trial.ToString(CultureInfo.InvariantCulture), trial.State.ToString(), Score(trial),
                trial.Low is null ? string.Empty : $"{Text.Short(trial.Low.Value)} to {Text.Short(trial.High ?? double.NaN)}", trial.Epoch?.ToString(CultureInfo.InvariantCulture) ?? string.Empty,
            }.Concat(table.Names.Select(name => ParameterChoice.Written(trial.Parameter[name]))).Append(trial.Error ?? string.Empty).ToArray());
        }

        rows.Write(page);
    }

    private static string Score(SweepTrial trial) => trial.Score is double score ? Text.Short(score) : "none";

    private static string Interval(SweepTrial trial) => trial.Low is null ? string.Empty : $" (95 %: {Text.Short(trial.Low.Value)} to {Text.Short(trial.High ?? double.NaN)})";
}
