namespace NormTools;

/// <summary>What the data do to a score: rows on both sides, a column that is the target, parts of another kind.</summary>
internal static class DataRules
{
    private const double Matters = 0.05; // points of the score
    private const double Telling = 0.95, AllButAll = 0.97; // of what a column can tell, and of the score with it
    private const double Returned = 0.9; // of a column that its target tells
    private const double Farthest = 12, Times = 3; // deviations, and times as far apart as any other column
    private const int LeastRows = 50;

    public static void Apply(FitExam exam)
    {
        foreach (DatasetFinding finding in exam.DataTest.Finding.Where(finding => finding.Severity == FindingSeverity.Problem))
        {
            if (finding.Check is "TestRowInTraining" or "NearDuplicate")
            {
                exam.Show($"{finding.Part} rows in training", FitInterval.Share(finding.Affected, Rows(exam, finding.Part)), "Share");
                exam.Say("Leak", Math.Max(finding.Value, Matters), $"{finding.Part} rows {(finding.Check == "NearDuplicate" ? "nearly are training rows" : "stand in training")}: {finding.Evidence.TrimEnd('.')}");
            }
            else if (finding.Check == "LeakingColumn")
            {
                Column(exam, finding.Column[0], finding.Value);
            }
        }

        Narrow(exam);
        Kin(exam);

        DatasetFinding[] shifted = exam.DataTest.Finding
            .Where(finding => finding.Severity == FindingSeverity.Warning && finding.Check is "Shift" or "ColumnShift" or "TargetShift").ToArray();
        if (shifted.All(finding => finding.Check == "TargetShift"))
        {
            Parts(exam);
            Relation(exam);
        }

        foreach (IGrouping<string, DatasetFinding> part in shifted.Where(_ => !exam.Has("Shift")).GroupBy(finding => finding.Part).ToArray())
        {
            exam.Show($"{part.Key} differs from training", part.Max(finding => finding.Value), Rows(exam, part.Key), "Number");
            exam.Say(
                "Shift",
                Math.Max(Matters, part.Max(finding => finding.Check == "Shift" ? (2 * finding.Value) - 1 : finding.Value)),
                $"{part.Key} is of another kind than training: {part.First().Evidence.TrimEnd('.')}");
        }
    }

    // A column that tells all there is to tell is a leak only where the others do not: groups that are far apart are far apart in many
    // columns.
    private static void Column(FitExam exam, string column, double told)
    {
        if (exam.Yardsticks is not { } yardsticks || !GoesBoth(exam.Data.Train, column))
        {
            return;
        }

        RowOutcome without = new Yardsticks(exam.Subject, exam.Data, yardsticks.Usual, _ => { }, column).Network;
        FitInterval less = yardsticks.Best.Outcome.Beyond(without);
        if (less.Low <= Matters && exam.Data.Train.Names.Contains(column) && IsName(exam.Data.Train, column))
        {
            exam.Say(
                "Leak",
                Matters,
                FormattableString.Invariant($"{column} alone tells {told:0.0 %} of what there is to tell of the target, as its name would: ")
                    + (exam.Subject.IsOfClasses ? "its values lie in a heap for each class, far apart from one another" : "it follows the target on a line")
                    + $", as no other column does. Without it a reference network has {exam.Subject.Measure} {exam.Subject.Written(without.Score)}, so the others tell it, too");
        }
        else if (less.Low > Matters)
        {
            exam.Show($"A reference network without {column}", without.Score, exam.Subject.Unit);
            exam.Say(
                "Leak",
                Math.Max(Matters, Math.Min(less.Value, exam.Subject.OfHeld!.Score.Value - without.Score.Value)), // what the model's own score rests on it
                FormattableString.Invariant($"{column} alone tells {told:0.0 %} of what there is to tell of the target; ") + $"without it a reference network has {exam.Subject.Measure} {exam.Subject.Written(without.Score)}. "
                    + "Is it known before the target is? Then it is a good feature, and this is no leak: the figures are the same for both");
        }
    }

    // A quantity under another name is told by its column, and tells it: one that a column gives by a curve does not tell the column.
    private static bool GoesBoth(CheckedPart train, string column) => train.Quantities is null || !train.IsTable
        || Array.IndexOf(train.Names, column) is var place && (place < 0 || train.Texts[place] is not null || NearestValue.IsTold(train, place) >= Returned);

    // A target under another name stands further apart by class, or nearer to the quantity, than any measurement among the others.
    private static bool IsName(CheckedPart train, string column)
    {
        double[] apart = Enumerable.Range(0, train.Width).Where(other => train.Names[other] != column).Select(other => ColumnHeaps.Apart(train, other)).ToArray();
        double own = ColumnHeaps.Apart(train, Array.IndexOf(train.Names, column));
        return own > Farthest && apart.DefaultIfEmpty(0).Max() * Times < own;
    }

    // A bin of a twentieth of the rows that two groups share hides a column that tells them apart; the nearest value does not.
    private static void Narrow(FitExam exam)
    {
        CheckedPart train = exam.Data.Train;
        bool isTold = exam.Yardsticks is { } yardsticks && Math.Max(exam.Subject.OfHeld!.Score.Value, yardsticks.Best.Outcome.Score.Value) >= AllButAll;
        if (!isTold || !train.IsTable || train.Width < 2 || train.Count < LeastRows || (train.Classes is null && train.Quantities is null))
        {
            return;
        }

        string[] known = exam.DataTest.Finding.Where(finding => finding.Check == "LeakingColumn").SelectMany(finding => finding.Column).ToArray();
        for (int column = 0; column < train.Width; column++)
        {
            Native.StopFlag.ThrowIfRaised();
            double told = known.Contains(train.Names[column]) || train.Texts[column] is not null ? 0 : NearestValue.Tells(train, column);
            if (told >= Telling)
            {
                Column(exam, train.Names[column], told);
            }
        }
    }

    // Rows of one person, one machine, one day are near to each other, and have one answer: who has seen some of them knows the others. What is
    // known of those of another one is what a network tells of a heap that it has seen nothing of.
    private static void Kin(FitExam exam)
    {
        FitSubject subject = exam.Subject;
        if (exam.Yardsticks is not { } yardsticks || exam.Has("Leak") || Math.Min(subject.Train.Count, subject.Held!.Count) < LeastRows || subject.HasWordNumbers
            || yardsticks.Clusters is not { } clusters)
        {
            return;
        }

        FitInterval near = FitInterval.Share(yardsticks.HeldInClusters, subject.Held.Count);
        if (near.Low < Matters)
        {
            return;
        }

        RowOutcome known = yardsticks.OutOfFold, others = yardsticks.OutOfCluster;
        double[][] lost = known.Scores.Zip(others.Scores, (own, other) => own - other).Select((difference, row) => (difference, Cluster: clusters.Cluster[row]))
            .GroupBy(item => item.Cluster).Select(heap => heap.Select(item => item.difference).ToArray()).ToArray();
        FitInterval difference = FitInterval.Paired(
            Array.ConvertAll(lost, heap => heap.Average()), RowWeights.Levelled(Array.ConvertAll(lost, heap => (double)heap.Length)), RunScore.Normal, false);
        if (difference.Low > Matters)
        {
            exam.Show($"Groups of training: share of {subject.HeldName} rows in them", near, "Share");
            exam.Show("A reference network on groups that it has not seen", others.Score, subject.Unit);
            exam.Say(
                "Leak",
                difference.Value * near.Value,
                $"training rows lie in {clusters.Count:N0} groups, each of rows that are near to one another and far from the rest, and {near.Value * near.Count:N0} of {near.Count:N0} {subject.HeldName} rows lie in "
                    + $"them; a reference network has {subject.Measure} {subject.Written(known.Score.Value)} on rows of groups that it has seen rows of, and {subject.Written(others.Score.Value)} on others. "
                    + "If they are of one person, one machine or one day, the score holds for those alone");
        }
    }

    // The features may be alike, and what they mean another: then the model does worse on one of two parts that it never saw.
    private static void Parts(FitExam exam)
    {
        FitSubject subject = exam.Subject;
        if (subject.Validation is null || subject.Test is null || subject.OfHeld is null || Math.Min(subject.Validation.Count, subject.Test.Count) < LeastRows)
        {
            return;
        }

        FitInterval validation = subject.OfHeld.Score, test = RowOutcome.Of(subject.Model, subject.Test, subject.Mean)!.Score;
        FitInterval difference = FitInterval.Difference(validation, test);
        if (difference.Low > Matters)
        {
            exam.Show($"Test {subject.Measure}", test, subject.Unit);
            exam.Say(
                "Shift",
                difference.Value,
                $"{subject.Measure} {subject.Written(test)} on {subject.Test.Count:N0} test rows, {subject.Written(validation)} on {subject.Validation.Count:N0} validation "
                    + "rows: the same features mean something else there");
        }
    }

    // A network that tells the training rows which it has not seen, and tells less of those set aside: what is learnt from the one does not
    // hold for the other, however well it is learnt.
    private static void Relation(FitExam exam)
    {
        FitSubject subject = exam.Subject;
        if (exam.Yardsticks is not { } yardsticks || exam.Has("Leak") || Math.Min(subject.Train.Count, subject.Held!.Count) < LeastRows)
        {
            return;
        }

        FitInterval inside = yardsticks.OutOfFold.Score, outside = yardsticks.Network.Score;
        FitInterval difference = FitInterval.Difference(inside, outside);
        if (difference.Low > Matters && ScoreRules.GapOf(subject).Low > Matters && inside.Low > subject.Usual(subject.Train).Score.Value)
        {
            exam.Show("A reference network on training by folds", inside, subject.Unit);
            exam.IsShifted = true;
            exam.Say(
                "Shift",
                difference.Value,
                $"a reference network has {subject.Measure} {subject.Written(inside)} on {inside.Count:N0} training rows that it was not trained on, and {subject.Written(outside)} on "
                    + $"{outside.Count:N0} {subject.HeldName} rows: the features are alike, and what they say of the target is not, or training rows belong together that {subject.HeldName} has not (of one person, of one day)");
        }
    }

    private static long Rows(FitExam exam, string part) => exam.Data.Others.FirstOrDefault(other => other.Name == part)?.Count ?? exam.Data.Train.Count;
}
