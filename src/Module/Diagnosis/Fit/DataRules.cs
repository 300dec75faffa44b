namespace NormTools;

/// <summary>What the data do to a score: rows on both sides, a column that is the target, parts of another kind.</summary>
internal static class DataRules
{
    private const double Matters = 0.05; // points of the score
    private const double Telling = 0.95, AllButAll = 0.97; // of what a column can tell, and of the score with it
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

        DatasetFinding[] shifted = exam.DataTest.Finding
            .Where(finding => finding.Severity == FindingSeverity.Warning && finding.Check is "Shift" or "ColumnShift" or "TargetShift").ToArray();
        foreach (IGrouping<string, DatasetFinding> part in shifted.GroupBy(finding => finding.Part))
        {
            exam.Show($"{part.Key} differs from training", part.Max(finding => finding.Value), Rows(exam, part.Key), "Number");
            exam.Say(
                "Shift",
                Math.Max(Matters, part.Max(finding => finding.Check == "Shift" ? (2 * finding.Value) - 1 : finding.Value)),
                $"{part.Key} is of another kind than training: {part.First().Evidence.TrimEnd('.')}");
        }

        if (shifted.Length == 0)
        {
            Parts(exam);
            Relation(exam);
        }
    }

    // A column that tells all there is to tell is a leak only where the others do not: groups that are far apart are far apart in many
    // columns.
    private static void Column(FitExam exam, string column, double told)
    {
        if (exam.Yardsticks is not { } yardsticks)
        {
            return;
        }

        RowOutcome without = new Yardsticks(exam.Subject, exam.Data, yardsticks.Usual, _ => { }, column).Network;
        FitInterval less = yardsticks.Best.Outcome.Beyond(without);
        if (less.Low > Matters)
        {
            exam.Show($"A reference network without {column}", without.Score, exam.Subject.Unit);
            exam.Say(
                "Leak",
                less.Value,
                FormattableString.Invariant($"{column} alone tells {told:0.0 %} of what there is to tell of the target; ") + $"without it a reference network has {exam.Subject.Measure} {exam.Subject.Written(without.Score)}. "
                    + "Is it known before the target is? Then it is a good feature, and this is no leak: the figures are the same for both");
        }
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
