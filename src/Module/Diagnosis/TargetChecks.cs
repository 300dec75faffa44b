using NormTools.Native;

namespace NormTools;

/// <summary>Classes that are rare or new, parts that are too small to judge by, labels that a network contradicts.</summary>
internal static class TargetChecks
{
    private const double Rare = 0.1; // of the largest class
    private const double Coarse = 0.05; // half the width of an interval
    private const int Folds = 3, MostRows = 3000, MostClasses = 50;
    private const double ManyLabels = 0.05;
    private const double Surest = 0.3, NearlyAsOften = 0.5, LeastShare = 0.01;

    public static IEnumerable<DatasetFinding> RareClasses(CheckedData data)
    {
        CheckedPart train = data.Train;
        if (train.Classes is null || train.Count == 0)
        {
            yield break;
        }

        long[] counts = train.ClassCounts();
        int least = Array.IndexOf(counts, counts.Min()), most = Array.IndexOf(counts, counts.Max());
        if (counts[least] < Rare * counts[most])
        {
            yield return new DatasetFinding(
                "ClassImbalance",
                counts[least] == 0 ? FindingSeverity.Warning : FindingSeverity.Note,
                $"{train.ClassNames![least]} has {Text.Count(counts[least], "row")}, {train.ClassNames[most]} has {counts[most]:N0}.",
                FormattableString.Invariant($"Always naming the largest class is right in {counts[most] / (double)train.Count:P1}: accuracy hides what happens to ")
                    + "the rare ones.",
                "Judge by -Metric BalancedAccuracy or MacroF1; -ClassWeight Balanced weighs them up, Split-Dataset -Stratify keeps them in every part.")
            {
                Affected = counts[least],
                Value = counts[least] / (double)counts[most],
            };
        }
    }

    public static IEnumerable<DatasetFinding> SmallParts(CheckedData data)
    {
        foreach (CheckedPart part in data.Others)
        {
            // How far a share of right answers may be off: at 80 %, which is a usual one.
            (double low, double high) = RunScore.Wilson(Math.Round(0.8 * part.Count) / part.Count, part.Count);
            double half = (high - low) / 2;
            if (half > Coarse && part.Classes is not null)
            {
                long wanted = (long)Math.Ceiling(1.96 * 1.96 * 0.16 / (Coarse * Coarse));
                yield return new DatasetFinding(
                    "SmallPart",
                    FindingSeverity.Note,
                    FormattableString.Invariant($"with {Text.Count(part.Count, "row")} an accuracy of 80 % is known to within {half:P0} either way."),
                    "Two models whose scores differ by less cannot be told apart by this part.",
                    $"{wanted:N0} rows give 5 %; with few rows in all, use folds: Split-Dataset -Fold 5.")
                {
                    Part = part.Name,
                    Affected = part.Count,
                    Value = half,
                };
            }
        }
    }

    /// <summary>Why no network can be asked for the labels; null where one can.</summary>
    public static string? CannotAsk(CheckedData data) => data.Train.ClassNames!.Length > MostClasses ? $"there are more than {MostClasses} classes"
        : data.Train.ClassCounts().Count(count => count > 0) < 2 ? "there is one class only"
        : NumericRows.WidthOf(data.Train) == 0 ? "there is no column of numbers or of few texts"
        : null;

    /// <summary>Rows whose label a network contradicts that was not trained on them, more surely than it is sure of that other
    /// class on the whole (confident learning, Northcutt, Jiang and Chuang 2021).</summary>
    public static IEnumerable<DatasetFinding> Labels(CheckedData data)
    {
        CheckedPart train = data.Train;
        NumericRows rows = NumericRows.Of(train, MostRows);
        long[] labels = rows.Row.Select(row => train.Classes![row]).ToArray();
        int classes = train.ClassNames!.Length;
        float[] probability = OutOfFold(rows, labels, classes);
        double[] sure = Enumerable.Range(0, classes).Select(name =>
        {
            double[] own = StopFlag.Rows(labels.Length).Where(i => labels[i] == name).Select(i => (double)probability[(i * classes) + name]).ToArray();
            return own.Length == 0 ? double.PositiveInfinity : own.Average();
        }).ToArray();
        int[] odd = StopFlag.Rows(labels.Length).Where(i =>
        {
            int[] sureOf = Enumerable.Range(0, classes).Where(name => probability[(i * classes) + name] >= sure[name]).ToArray();
            return sureOf.Length > 0 && sureOf.OrderByDescending(name => probability[(i * classes) + name]).First() != labels[i]
                && probability[(i * classes) + labels[i]] < sure[labels[i]];
        }).OrderBy(i => probability[(i * classes) + labels[i]]).ToArray();
        double share = odd.Length / (double)labels.Length;
        if (odd.Length > 0 && IsOfLabels(probability, labels, classes))
        {
            yield return new DatasetFinding(
                "SuspiciousLabel",
                share >= ManyLabels ? FindingSeverity.Warning : FindingSeverity.Note,
                $"{RowChecks.Of(odd.Length, labels.Length)}{(labels.Length < train.Count ? $", a sample of {train.Count:N0}," : string.Empty)} have a label that a network which never saw them contradicts surely.",
                "Labels that are wrong, or cases that no column tells: both bound the score that can be reached.",
                "Look at the rows, which are listed with the least likely label first. Wrong labels: correct them, or -LabelSmoothing 0.1.")
            {
                Row = odd.Take(RowChecks.MostRows).Select(i => (long)rows.Row[i]).ToArray(),
                Affected = odd.Length,
                Value = share,
            };
        }
    }

    // Between classes that overlap a network is wrong where it is unsure; wrong labels are anywhere, so that it is wrong nearly
    // as often on the rows that it is surest of, and most rows lie on that floor. Where it learns nothing, nothing is said.
    private static bool IsOfLabels(float[] probability, long[] labels, int classes)
    {
        (float Sure, bool IsWrong)[] answers = labels.Select((label, i) =>
        {
            int best = Enumerable.Range(0, classes).OrderByDescending(name => probability[(i * classes) + name]).First();
            return (probability[(i * classes) + best], best != label);
        }).ToArray();
        long wrong = answers.Count(answer => answer.IsWrong);
        bool[] surest = answers.OrderByDescending(answer => answer.Sure).Take(Math.Max(1, (int)(Surest * labels.Length)))
            .Select(answer => answer.IsWrong).ToArray();
        double largest = labels.GroupBy(label => label).Max(group => group.Count()) / (double)labels.Length;
        bool learns = wrong <= 0.5 * labels.Length && RunScore.Wilson((labels.Length - wrong) / (double)labels.Length, labels.Length).Low > largest;
        double low = RunScore.Wilson(surest.Count(isWrong => isWrong) / (double)surest.Length, surest.Length).Low;
        return learns && low > LeastShare && low > NearlyAsOften * wrong / labels.Length
            && ErrorProfile.IsFloor(Array.ConvertAll(answers, answer => (double)answer.Sure), Array.ConvertAll(answers, answer => answer.IsWrong));
    }

    private static float[] OutOfFold(NumericRows rows, long[] labels, int classes)
    {
        var probability = new float[labels.Length * classes];
        var random = new Random(2);
        int[] fold = labels.Select(_ => random.Next(Folds)).ToArray();
        for (int held = 0; held < Folds; held++)
        {
            StopFlag.ThrowIfRaised();
            int[] inside = StopFlag.Rows(labels.Length).Where(i => fold[i] != held).ToArray();
            int[] outside = StopFlag.Rows(labels.Length).Where(i => fold[i] == held).ToArray();
            float[] answers = SmallNet.Probabilities(
                rows.Taken(inside), inside.Select(i => labels[i]).ToArray(), classes, rows.Taken(outside), rows.Width);
            for (int i = 0; i < outside.Length; i++)
            {
                Array.Copy(answers, i * classes, probability, outside[i] * classes, classes);
            }
        }

        return probability;
    }
}
