namespace NormTools;

/// <summary>Labels that are wrong, or that have nothing to do with the features.</summary>
internal static class LabelRules
{
    private const double Tells = 0.05; // points above no model that would be something
    private const double Unclear = 0.2; // above no model, up to which an interval may reach
    private const double ManyConflicts = 0.05;
    private const double MostSure = 0.3, NearlyAsOften = 0.5, Fewer = 0.6, LeastShare = 0.03;
    private const double LeastRight = 0.5; // of the rows
    private const double LeastTold = 0.35; // of what the largest class leaves
    private const double FarAway = 5; // robust deviations
    private const double ByHeart = 2; // a wrong label that was learnt is missed where it stands, and misleads where its neighbours are
    private const int LeastRows = 60, LeastHeld = 40;

    public static void Apply(FitExam exam)
    {
        if (exam.Yardsticks is not { } yardsticks || exam.Subject.OfHeld is not { } held)
        {
            return;
        }

        DatasetFinding? conflict = exam.DataTest.Finding.FirstOrDefault(finding => finding.Check == "ConflictingLabel");
        if (conflict is not null)
        {
            exam.Show("Ceiling by conflicting labels", conflict.Value, exam.Subject.Train.Count, "Accuracy");
        }

        if (exam.Subject.Train.Count < LeastRows || held.Count < LeastHeld)
        {
            return;
        }

        if (TellNothing(exam, yardsticks, held) || exam.Has("Leak"))
        {
            return;
        }

        if (conflict is { Value: < 1 - ManyConflicts })
        {
            exam.Say("LabelNoise", 1 - conflict.Value, conflict.Evidence.TrimEnd('.'), ByHeart * (1 - conflict.Value));
            return;
        }

        RowOutcome outcome = yardsticks.OutOfFold();
        FitInterval? wrong = exam.Subject.IsOfClasses ? Classes(outcome) : Quantities(outcome);
        DatasetFinding? suspicious = exam.DataTest.Finding
            .FirstOrDefault(finding => finding.Check == "SuspiciousLabel" && finding.Severity == FindingSeverity.Warning);
        if (exam.Subject.IsOfClasses && (wrong ?? (object?)suspicious) is not null && (!Learns(outcome) || Overlap(yardsticks)))
        {
            return;
        }

        if (wrong is not null)
        {
            exam.Show("Labels that look wrong", wrong, "Share");
            exam.Say(
                "LabelNoise",
                wrong.Value,
                exam.Subject.IsOfClasses
                    ? FormattableString.Invariant($"{wrong.Value:0.0 %} of the {wrong.Count:N0} rows that a network is surest of, without having been trained on them, have another label: ")
                        + "errors there are no close calls"
                    : FormattableString.Invariant($"{wrong.Value:0.0 %} of {wrong.Count:N0} targets are further than {FarAway:0} usual deviations from what a network says that was not trained on them"),
                exam.Subject.IsOfClasses ? ByHeart * wrong.High : double.PositiveInfinity);
        }
        else if (suspicious is not null)
        {
            exam.Say("LabelNoise", suspicious.Value, suspicious.Evidence.TrimEnd('.'), ByHeart * suspicious.Value);
        }
    }

    // Neither the model nor any usual one is better than none on rows that it has not seen, and the rows are enough to see it.
    private static bool TellNothing(FitExam exam, Yardsticks yardsticks, RowOutcome held)
    {
        RowOutcome[] models = new[] { held, yardsticks.Linear, yardsticks.Network, yardsticks.Nearest }.Where(outcome => outcome is not null).ToArray()!;
        FitInterval[] above = Array.ConvertAll(models, model => model.Beyond(yardsticks.Usual));
        if (above.Any(gain => gain.Value > Math.Max(Tells, gain.HalfWidth) || gain.High > Unclear))
        {
            return false;
        }

        FitInterval best = above.OrderByDescending(gain => gain.Value).First();
        exam.Say(
            "LabelNoise",
            1 - yardsticks.Usual.Score.Value,
            $"neither the model nor a linear model, a reference network or the nearest rows say more of {held.Count:N0} {exam.Subject.HeldName} rows than "
                + $"{(exam.Subject.IsOfClasses ? "the largest class" : "the mean")} does ({exam.Subject.Written(best)} above it): the target has nothing to do with these features, as far as these rows tell");
        return true;
    }

    // Between classes that overlap a network is wrong where it is unsure; wrong labels are anywhere, also where it is surest.
    private static FitInterval? Classes(RowOutcome outcome)
    {
        FitInterval wrong = Surest(outcome);
        double all = 1 - outcome.Score.Value;
        return Learns(outcome) && wrong.Low > Math.Max(LeastShare, NearlyAsOften * all) ? wrong : null;
    }

    // The share of wrong answers among the surest.
    private static FitInterval Surest(RowOutcome outcome)
    {
        double[] sure = outcome.Confidence();
        int[] surest = Enumerable.Range(0, sure.Length).OrderByDescending(row => sure[row]).Take(Math.Max(1, (int)(MostSure * sure.Length))).ToArray();
        return FitInterval.Share(surest.Count(row => outcome.Scores[row] == 0), surest.Length);
    }

    // A network that tells little more than the largest class cannot tell wrong labels from cases that nobody could tell.
    private static bool Learns(RowOutcome outcome)
    {
        double largest = outcome.Classes!.GroupBy(name => name).Max(group => group.Count()) / (double)outcome.Count;
        return outcome.Score.Value > LeastRight && outcome.Score.Low > largest && outcome.Score.Value - largest > LeastTold * (1 - largest);
    }

    // A network of few rows is sure of what overlaps, too. Where a line tells the classes apart as far as they can be told, and is hardly
    // wrong where it is surest, it is no noise.
    private static bool Overlap(Yardsticks yardsticks)
    {
        RowOutcome line = yardsticks.OutOfFold(isLinear: true);
        return Learns(line) && Surest(line).Value < Fewer * (1 - line.Score.Value);
    }

    // Noise of one size has next to no targets beyond five deviations; wrong ones are anywhere.
    private static FitInterval? Quantities(RowOutcome outcome)
    {
        double[] sizes = Array.ConvertAll(outcome.Errors!, Math.Sqrt);
        double usual = sizes.OrderBy(size => size).ElementAt(sizes.Length / 2) / 0.6745;
        FitInterval far = FitInterval.Share(sizes.Count(size => size > FarAway * usual), sizes.Length);
        return usual > 0 && far.Low > LeastShare ? far : null;
    }
}
