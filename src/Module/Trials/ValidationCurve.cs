using System.Text;

namespace NormTools;

/// <summary>The score of new models by the values of parameters, and which value to choose.</summary>
public sealed class ValidationCurve : TrialCurve, IDisplay
{
    private readonly TrialScore score;
    private readonly string[] names;

    internal ValidationCurve(TrialScore score, ValidationCurvePoint[] points, ValidationCurveTrial[] trials, long count)
    {
        this.score = score;
        Point = points;
        Trial = trials;
        Count = count;
        names = points[0].Parameter.Keys.Cast<string>().ToArray();
        Best = points.Aggregate((best, point) => score.IsBetter(point.Score, best.Score) ? point : best);
        double margin = double.IsNaN(Best.ChoiceError) ? 0 : Best.ChoiceError;
        Choice = Array.Find(points, point => !score.IsBetter(Best.Score + (score.Falls ? margin : -margin), point.Score) && point.SeedCount > 0)!;
        (Best.IsBest, Choice.IsChoice) = (true, true);
        Verdict = Judge();
    }

    /// <summary>One object for each combination of values: scores and their intervals over the seeds.</summary>
    public ValidationCurvePoint[] Point { get; }

    /// <summary>One object for each model.</summary>
    public ValidationCurveTrial[] Trial { get; }

    /// <summary>The metric.</summary>
    public string Metric => score.Name;

    /// <summary>The number of rows that every model is judged by.</summary>
    public long Count { get; }

    /// <summary>The point with the best mean score.</summary>
    public ValidationCurvePoint Best { get; }

    /// <summary>The first point, in the order given, whose score is within one standard error of the best: the simplest one, where the
    /// simplest comes first.</summary>
    public ValidationCurvePoint Choice { get; }

    /// <summary>The best point and the choice, in words.</summary>
    public string Verdict { get; }

    internal override string Title => $"Validation curve over {string.Join(" and ", names)}";

    internal override string PlaceLabel => Numbers is not null ? names[0]
        : string.Join(", ", Point.Select((point, i) => FormattableString.Invariant($"{i + 1}: {point.Text}")));

    internal override string ValueLabel => Metric;

    internal override double[] Places => Numbers ?? Enumerable.Range(1, Point.Length).Select(place => (double)place).ToArray();

    internal override (double X, string Label)? Mark => (Places[Array.IndexOf(Point, Choice)], "choice: " + Choice.Text);

    internal override TrialLine[] Lines => new[]
    {
        new TrialLine("rows trained on", Point.Select(point => point.TrainingScore), Point.Select(point => point.TrainingLow), Point.Select(point => point.TrainingHigh)),
        new TrialLine("rows not seen", Point.Select(point => point.Score), Point.Select(point => point.Low), Point.Select(point => point.High)) { IsDashed = true },
    };

    // The values of a single parameter where all are numbers that rise or fall.
    private double[]? Numbers
    {
        get
        {
            double[] numbers = names.Length > 1 ? Array.Empty<double>() : Point.Select(point =>
                TensorReader.TryNumber(Unwrapped.Of(point.Parameter[0]), out double number) ? number : double.NaN).ToArray();
            bool rises = numbers.Zip(numbers.Skip(1), (one, next) => next > one).All(yes => yes);
            bool falls = numbers.Zip(numbers.Skip(1), (one, next) => next < one).All(yes => yes);
            return numbers.Length > 0 && (rises || falls) ? numbers : null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Verdict;

    /// <summary>The curve as text.</summary>
    public string ToDisplayString() => ((IDisplay)this).ToDisplayString(Display.UsualWidth);

    string IDisplay.ToDisplayString(int width)
    {
        var text = new StringBuilder();
        WrappedText.Append(text, "Validation curve: ", Verdict, 2, width);
        var table = new TextTable(names.Select(name => ">" + name)
            .Concat(new[] { ">Parameters", ">Training", ">" + Metric, "95 % over seeds", string.Empty }).ToArray());
        foreach (ValidationCurvePoint point in Point)
        {
            string mark = point.IsBest ? (point.IsChoice ? "best, choice" : "best") : point.IsChoice ? "choice" : string.Empty;
            table.Add(point.Parameter.Values.Cast<object?>().Select(ParameterChoice.Written).Concat(new[]
            {
                point.ParameterCount > 0 ? FormattableString.Invariant($"{point.ParameterCount:N0}") : string.Empty,
                score.Write(point.TrainingScore),
                score.Write(point.Score),
                double.IsNaN(point.Low) ? string.Empty : $"{score.Write(point.Low)} to {score.Write(point.High)}",
                point.Error ?? mark,
            }).ToArray());
        }

        text.AppendLine().AppendLine(table.ToString(width, names.Length + 4)).AppendLine();
        WrappedText.Append(text, string.Empty, $"Judged by {Text.Count(Count, "row")}, with {Text.Count(Trial.Select(trial => trial.Seed).Distinct().Count(), "seed")}.", 2, width);
        return text.ToString().TrimEnd();
    }

    private string Judge() => $"best is {Best.Text} with {Metric} {score.Write(Best.Score)}"
        + (double.IsNaN(Best.ChoiceError) ? "; one standard error is not known, so it is the choice."
            : $", standard error {score.WriteDifference(Best.ChoiceError)}; "
                + (ReferenceEquals(Best, Choice) ? "no value before it comes within one standard error." : $"{Choice.Text} is the first within one standard error, and the choice."));
}
