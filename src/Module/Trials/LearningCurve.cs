using System.Text;

namespace NormTools;

/// <summary>The score of new models by the number of rows that they were trained on.</summary>
public sealed class LearningCurve : TrialCurve, IDisplay
{
    internal LearningCurve(TrialScore score, LearningCurveTrial[] trials, long count)
    {
        Measure = score;
        Trial = trials.OrderBy(trial => trial.TrainingCount).ThenBy(trial => Array.IndexOf(trials, trial)).ToArray();
        Count = count;
        Point = Trial.GroupBy(trial => trial.TrainingCount).Select(group => new LearningCurvePoint(score, group.ToArray())).ToArray();
        Gain = LastGain(out LearningCurvePoint? from);
        RowError = Trial.Select(trial => trial.RowError).Where(error => !double.IsNaN(error)).DefaultIfEmpty(double.NaN).Average();
        Verdict = Judge(from);
    }

    /// <summary>One object for each number of rows: scores and their intervals over the seeds.</summary>
    public LearningCurvePoint[] Point { get; }

    /// <summary>One object for each model: rows, seed, scores.</summary>
    public LearningCurveTrial[] Trial { get; }

    /// <summary>The metric.</summary>
    public string Metric => Measure.Name;

    /// <summary>The number of rows that every model is judged by.</summary>
    public long Count { get; }

    /// <summary>What the last doubling of the rows brought, better being positive: the mean of the seeds' own differences; NaN for
    /// one number of rows.</summary>
    public double DoublingGain => Gain.Mean;

    /// <summary>Where its interval of 95 % begins; NaN for one seed.</summary>
    public double DoublingLow => Gain.Low;

    /// <summary>Where it ends.</summary>
    public double DoublingHigh => Gain.High;

    /// <summary>Whether more rows help, in words.</summary>
    public string Verdict { get; }

    internal TrialScore Measure { get; }

    internal override string Title => FormattableString.Invariant($"Learning curve, {Text.Count(Trial.Select(trial => trial.Seed).Distinct().Count(), "seed")}");

    internal override string PlaceLabel => "Training rows";

    internal override string ValueLabel => Metric;

    internal override double[] Places => Array.ConvertAll(Point, point => (double)point.TrainingCount);

    internal override TrialLine[] Lines => new[]
    {
        new TrialLine("rows trained on", Point.Select(point => point.TrainingScore), Point.Select(point => point.TrainingLow), Point.Select(point => point.TrainingHigh)),
        new TrialLine("rows not seen", Point.Select(point => point.Score), Point.Select(point => point.Low), Point.Select(point => point.High)) { IsDashed = true },
    };

    private Estimate Gain { get; }

    private double RowError { get; }

    /// <inheritdoc/>
    public override string ToString() => Verdict;

    /// <summary>The curve as text.</summary>
    public string ToDisplayString() => ((IDisplay)this).ToDisplayString(Display.UsualWidth);

    string IDisplay.ToDisplayString(int width)
    {
        var text = new StringBuilder();
        WrappedText.Append(text, "Learning curve: ", Verdict, 2, width);
        var table = new TextTable(">Rows", ">Training", $">{Metric}", "95 % over seeds", ">Seeds", string.Empty);
        foreach (LearningCurvePoint point in Point)
        {
            table.Add(
                FormattableString.Invariant($"{point.TrainingCount:N0}"),
                Measure.Write(point.TrainingScore),
                Measure.Write(point.Score),
                double.IsNaN(point.Low) ? string.Empty : $"{Measure.Write(point.Low)} to {Measure.Write(point.High)}",
                FormattableString.Invariant($"{point.SeedCount}"),
                point.Error ?? string.Empty);
        }

        text.AppendLine().AppendLine(table.ToString(width, 5)).AppendLine();
        WrappedText.Append(text, string.Empty, $"Judged by {Text.Count(Count, "row")}" + (double.IsNaN(RowError) ? "."
            : $", whose number leaves an error of {Measure.WriteDifference(Student.Normal * RowError)} (95 %); they are the same for all points."), 2, width);
        return text.ToString().TrimEnd();
    }

    // From the size nearest to half of the largest, by the seeds that have both.
    private Estimate LastGain(out LearningCurvePoint? from)
    {
        LearningCurvePoint? last = Point.LastOrDefault(point => point.SeedCount > 0);
        from = last is null ? null : Point.Where(point => point.TrainingCount < last.TrainingCount && point.SeedCount > 0)
            .OrderBy(point => Math.Abs(Math.Log(2.0 * point.TrainingCount / last.TrainingCount))).FirstOrDefault();
        if (from is null)
        {
            return Estimate.Of(Array.Empty<double>());
        }

        long before = from.TrainingCount;
        double doublings = Math.Log(last!.TrainingCount / (double)before, 2);
        return Estimate.Of(
            from large in Trial
            where large.TrainingCount == last.TrainingCount
            join small in Trial.Where(trial => trial.TrainingCount == before) on large.Seed equals small.Seed
            select (Measure.Falls ? small.Score - large.Score : large.Score - small.Score) / doublings);
    }

    private string Judge(LearningCurvePoint? from)
    {
        if (from is null)
        {
            return "One size only: there is nothing to compare.";
        }

        LearningCurvePoint last = Point.Last(point => point.SeedCount > 0);
        string step = FormattableString.Invariant($"from {from.TrainingCount:N0} to {last.TrainingCount:N0} rows a doubling brought ")
            + $"{Measure.WriteDifference(Gain)} of {Metric}{(Measure.Falls ? ", less being better" : string.Empty)}";
        string head = double.IsNaN(Gain.Low) ? "One seed cannot tell whether more rows help: "
            : Gain.Low > 0 ? "More rows help: "
            : Gain.High < 0 ? "More rows made it worse: "
            : "More rows bring nothing that these seeds could tell from chance: ";
        return head + step + ".";
    }
}
