namespace NormTools;

/// <summary>A class that hides behind an accuracy: few of its rows are named (recall), or few of those that are taken for it are of it
/// (precision).</summary>
internal sealed class ClassShare
{
    private const int LeastRows = 20;
    private const double Few = 0.8;

    private readonly bool isOfTaken;
    private readonly string name;
    private readonly string other;
    private readonly int others;
    private readonly int right;
    private readonly int count;

    // By classes the rows of one, or those that are taken for it.
    private ClassShare(RowOutcome held, long own, int[] rows, bool isOfTaken, string[] names)
    {
        this.isOfTaken = isOfTaken;
        long[] elsewhere = isOfTaken ? held.Classes! : held.Answers();
        IGrouping<long, int> most = rows.Where(row => elsewhere[row] != own).GroupBy(row => elsewhere[row]).OrderByDescending(group => group.Count()).ThenBy(group => group.Key).First();
        (name, other, others, right, count) = (names[own], names[most.Key], most.Count(), rows.Count(row => elsewhere[row] == own), rows.Length);
        FitInterval wrong = held.Wrong(rows);
        Share = new FitInterval(1 - wrong.Value, 1 - wrong.High, 1 - wrong.Low, rows.Length);
    }

    /// <summary>What it is called in evidence.</summary>
    public string Title => $"{(isOfTaken ? "Precision" : "Recall")} of {name}";

    /// <summary>The share of its rows that the model names, or of those that it takes for it that are of it.</summary>
    public FitInterval Share { get; }

    /// <summary>What it says, in words.</summary>
    public string Words => isOfTaken
        ? $"of {count:N0} rows that it takes for {name} {right:N0} are, and {others:N0} are {other}"
        : $"of {count:N0} rows of {name} it names {right:N0}, and takes {others:N0} for {other}";

    /// <summary>The smallest share; null where none is clearly less than that of all rows which are right.</summary>
    public static ClassShare? Least(FitSubject subject)
    {
        if (!subject.IsOfClasses || subject.OfHeld is not { } held)
        {
            return null;
        }

        long[] answers = held.Answers();
        return new[] { (Of: held.Classes!, IsOfTaken: false), (Of: answers, IsOfTaken: true) }
            .SelectMany(view => ByClass(view.Of).Select(group => (group.Key, Rows: group.ToArray(), view.IsOfTaken)))
            .Where(item => item.Rows.Length >= LeastRows && held.Wrong(item.Rows) is { } wrong && wrong.Value > 1 - Few && wrong.Low > 1 - held.Score.Low)
            .OrderByDescending(item => held.Wrong(item.Rows).Value)
            .Select(item => new ClassShare(held, item.Key, item.Rows, item.IsOfTaken, subject.Train.ClassNames!)).FirstOrDefault();
    }

    /// <summary>The mean of the shares of all classes that are named, with the interval that their errors give.</summary>
    public static FitInterval Balanced(RowOutcome outcome)
    {
        FitInterval[] wrong = ByClass(outcome.Classes!).Select(group => outcome.Wrong(group.ToArray())).ToArray();
        double mean = 1 - wrong.Average(share => share.Value), half = Math.Sqrt(wrong.Sum(share => share.HalfWidth * share.HalfWidth)) / wrong.Length;
        return new FitInterval(mean, Math.Max(0, mean - half), Math.Min(1, mean + half), outcome.Count);
    }

    private static IEnumerable<IGrouping<long, int>> ByClass(long[] of) => Enumerable.Range(0, of.Length).GroupBy(row => of[row]).OrderBy(group => group.Key);
}
