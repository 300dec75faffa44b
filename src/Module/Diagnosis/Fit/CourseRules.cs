namespace NormTools;

/// <summary>What the course of the training says: steps too long or too short, and whether another seed would have ended
/// elsewhere.</summary>
internal static class CourseRules
{
    private const double Matters = 0.02, Spread = 0.04, Apart = 0.05; // points of the score
    private const double Certain = 3; // standard errors, where the best and the worst of several are compared
    private const double StillFalling = 0.05; // of the training loss, in an epoch
    private const double Rough = 1.5; // of the smallest training loss before
    private const double Wild = 20, Tamed = 0.2; // of the loss of no model, and of the run's own
    private const double Most = 0.75; // of what is missing
    private const int MostFactors = 4;
    private const double Student = 3.182; // of three degrees of freedom, 95 %

    public static void Apply(FitExam exam)
    {
        Rates(exam);
        Seeds(exam);
    }

    private static void Rates(FitExam exam)
    {
        TrainingRun run = exam.Subject.Run;
        bool ended = run.State == TrainingState.NotFinite || exam.Subject.OfTrain is { IsFinite: false };
        double? rate = FitChange.LearningRate(run.Options);
        if (rate is null)
        {
            return;
        }

        if (!exam.Trials.IsPossible)
        {
            Look(exam, ended);
            return;
        }

        bool isWild = IsWild(exam), isRough = IsRough(run.History);
        if (!ended && !isRough && exam.Missing <= Matters * exam.Scale && !IsUnknown(exam))
        {
            return;
        }

        FitChange? lower = Search(exam, 0.1, ended), higher = ended || isRough || isWild ? null : Search(exam, 10, false);
        (FitChange Change, FitInterval Gain)[] gains = new[] { lower, higher }.Where(change => change is not null)
            .Select(change => (change!, exam.Trials.Gain(change!)))
            .Where(item => isWild
                ? item.Item2.Value > 0 && exam.Trials.Trial(item.Item1, 0).History[0].TrainingLoss < Tamed * run.History[0].TrainingLoss
                : item.Item2.Low > Matters * exam.Scale && item.Item2.Value >= 0.5 * exam.Missing && LearnsMore(item.Item1))
            .OrderByDescending(item => item.Item2.Value).ToArray();
        if (gains.Length == 0)
        {
            if (ended)
            {
                exam.Say("RateTooHigh", Math.Max(exam.Missing, Apart), $"{run.Reason.TrimEnd('.')}, at a learning rate of {Number(rate.Value)}");
            }

            return;
        }

        (FitChange found, FitInterval gain) = gains[0];
        bool tooHigh = ReferenceEquals(found, lower);
        string measured = $"{exam.Subject.Measure} {exam.Subject.Written(exam.Subject.OfHeld!.Score.Value)} at a learning rate of {Number(rate.Value)}; {found.Name} changes it by "
            + $"{exam.Subject.Written(gain)} on {gain.Count:N0} {exam.Trials.JudgeName} rows, {Retraining.Seeds} seeds each";
        exam.Show($"Gain by {found.Name}", gain, exam.Subject.Unit);
        exam.IsExplained = true;
        exam.RateFactor = found.Factor;
        if (tooHigh)
        {
            exam.Say("RateTooHigh", gain.Value, (ended ? run.Reason.TrimEnd('.') + "; "
                : isWild ? $"the training loss of the first epoch, {Text.Loss(run.History[0].TrainingLoss)}, is many times that of no model; " : string.Empty) + measured);
        }
        else if (Falling(run.History) > StillFalling)
        {
            exam.Say("Underfitting", gain.Value, FormattableString.Invariant($"the training loss still fell by {Falling(run.History):0 %} an epoch when it ended; ") + measured);
        }
        else
        {
            exam.Say("RateTooLow", gain.Value, measured);
        }

        // A rate that is wrong learns its own rows worse, too; where another one only learns less of them by heart, the rate is not the cause.
        bool LearnsMore(FitChange change) => exam.Trials.Gain(change, onTraining: true).Value > 0;
    }

    // Nothing is known of what can be reached, and its own training rows are not told: another rate may be all that is missing.
    private static bool IsUnknown(FitExam exam) => exam.Yardsticks is null && exam.Usual is not null
        && exam.Subject.OfTrain!.Beyond(exam.Subject.Usual(exam.Subject.Train)).Low <= Matters;

    // Without trials only what cannot be anything else is said.
    private static void Look(FitExam exam, bool ended)
    {
        TrainingRun run = exam.Subject.Run;
        if (ended || (run.History.Length > 1 && run.History[run.History.Length - 1].TrainingLoss > Rough * run.History[0].TrainingLoss))
        {
            exam.Say("RateTooHigh", Math.Max(exam.Missing, Apart), ended ? run.Reason.TrimEnd('.')
                : $"the training loss rose from {Text.Loss(run.History[0].TrainingLoss)} in the first epoch to {Text.Loss(run.History[run.History.Length - 1].TrainingLoss)} in the last");
        }
    }

    // The factor, its square and so on, as long as each does better than the one before.
    private static FitChange? Search(FitExam exam, double factor, bool isLost)
    {
        FitChange? best = null;
        double gain = isLost ? double.NegativeInfinity : 0, whole = 1;
        for (int i = 0; i < MostFactors; i++)
        {
            whole *= factor;
            FitChange change = FitChange.Rate(whole);
            FitTrial trial = exam.Trials.Trial(change, 0);
            double own = trial.IsFinite ? exam.Trials.FirstGain(change) : double.NegativeInfinity;
            if (own > gain)
            {
                (best, gain) = (change, own);
            }
            else if (best is not null || (trial.IsFinite && !isLost && i > 0 && Math.Abs(own) > Matters * exam.Scale))
            {
                break; // steps that change nothing are not enough: they may be as far off as the run's own
            }
        }

        return best;
    }

    private static void Seeds(FitExam exam)
    {
        if (!exam.Trials.IsPossible || exam.Has("RateTooHigh") || exam.Has("RateTooLow") || exam.Has("Underfitting"))
        {
            return;
        }

        List<RowOutcome> outcomes = Enumerable.Range(0, Retraining.Seeds).Select(seed => exam.Trials.Trial(FitChange.None, seed).OfHeld).ToList();
        double mean = outcomes.Average(outcome => outcome.Score.Value);
        double deviation = Math.Sqrt(outcomes.Sum(outcome => (outcome.Score.Value - mean) * (outcome.Score.Value - mean)) / (outcomes.Count - 1));
        RowOutcome best = outcomes.OrderByDescending(outcome => outcome.Score.Value).First(), worst = outcomes.OrderBy(outcome => outcome.Score.Value).First();
        double half = Student * deviation / Math.Sqrt(outcomes.Count);
        exam.Show($"Mean of {outcomes.Count} seeds", new FitInterval(mean, mean - half, Math.Min(1, mean + half), best.Count), exam.Subject.Unit);
        FitInterval apart = best.Beyond(worst, Certain);
        if (apart.Low > Apart && deviation > Spread)
        {
            double own = exam.Subject.OfHeld!.Score.Value;
            bool isExplained = best.Score.Value - own >= Most * exam.Missing; // otherwise even the best seed is short
            exam.IsExplained |= isExplained;
            exam.Say(
                "Unstable",
                Math.Max(best.Score.Value - own, own - mean), // an unlucky seed is short of the best, a lucky one beyond what others can have
                $"{exam.Subject.Measure} from {exam.Subject.Written(worst.Score.Value)} to {exam.Subject.Written(best.Score.Value)} on the same {best.Count:N0} {exam.Trials.JudgeName} rows, by the "
                    + $"seed alone ({outcomes.Count} of them); this run has {exam.Subject.Written(own)}",
                isExplained ? double.PositiveInfinity : 0);
        }
    }

    // Whether the first steps led far away from where no model is: what came later had to find its way back.
    private static bool IsWild(FitExam exam)
    {
        FitSubject subject = exam.Subject;
        TrainingEpoch[] history = subject.Run.History;
        bool isKnown = exam.Usual is not null && history.Length > 0
            && (subject.IsOfClasses ? subject.IsOfProbabilities : RunWarnings.OfDifferences.Contains(subject.Run.Options.Loss) && TargetSize.OfFar(subject) is null);
        return isKnown && history[0].TrainingLoss > Wild * (subject.IsOfClasses ? exam.Usual!.Loss : subject.Train.TargetScaling is not null ? 1 : exam.Usual!.Usual!.Average());
    }

    // The training loss jumped up after the first third, or ended above where it began.
    private static bool IsRough(TrainingEpoch[] history)
    {
        double least = double.PositiveInfinity;
        int jumps = 0;
        for (int i = 0; i < history.Length; i++)
        {
            jumps += history[i].TrainingLoss > Rough * least ? 1 : 0;
            least = Math.Min(least, history[i].TrainingLoss);
        }

        return jumps > history.Length / 4;
    }

    // The share of the training loss that an epoch of the last quarter takes off.
    private static double Falling(TrainingEpoch[] history)
    {
        int last = history.Length - 1, first = Math.Min(last, history.Length * 3 / 4);
        first = Math.Max(0, first == last ? last - 1 : first);
        return first == last || !(history[last].TrainingLoss > 0) ? 0
            : (Math.Pow(Math.Max(history[first].TrainingLoss, double.Epsilon) / history[last].TrainingLoss, 1.0 / (last - first))) - 1;
    }

    private static string Number(double value) => value.ToString("G3", System.Globalization.CultureInfo.InvariantCulture);
}
