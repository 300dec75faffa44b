namespace NormTools;

/// <summary>What the scores say: nothing learnt, too little, by heart, too sure; or that all is well.</summary>
internal static class ScoreRules
{
    /// <summary>Standard errors, where the best of several is compared.</summary>
    public const double Certain = 2.6;

    /// <summary>Points of the score that matter.</summary>
    public const double Matters = 0.02;

    private const double Gap = 0.05; // points of the score that matter
    private const double Short = 0.03;
    private const double Slight = 0.1; // a gap that is said only where another model does better
    private const double Floor = 0.95; // of the loss that needs no model
    private const double LossRatio = 1.3; // of validation to training, from which a gap is one of fit
    private const double Coarse = 0.2; // half the width of a gap's interval, beyond which nothing can be said of it
    private const double TooSure = 0.03, SharperBy = 0.05;
    private const int LeastRows = 20;

    /// <summary>The figures that every answer has.</summary>
    public static void Show(FitExam exam)
    {
        FitSubject subject = exam.Subject;
        if (subject.OfTrain is null)
        {
            return;
        }

        exam.Show($"Training {subject.Measure}", subject.OfTrain.Score, subject.Unit);
        if (subject.OfHeld is null)
        {
            return;
        }

        exam.Show($"{Title(subject.HeldName)} {subject.Measure}", subject.OfHeld.Score, subject.Unit);
        exam.Show("Gap", GapOf(subject), subject.Unit);
        if (ClassShare.Least(subject) is { } least)
        {
            exam.Show("Balanced accuracy", ClassShare.Balanced(subject.OfHeld), "Accuracy");
            if (exam.Yardsticks is { } others)
            {
                exam.Show($"Balanced accuracy of {others.Best.Name}", ClassShare.Balanced(others.Best.Outcome), "Accuracy");
            }

            exam.Show(least.Title, least.Share, "Share");
        }

        if (exam.Usual is { } usual)
        {
            exam.Show(subject.IsOfClasses ? "The largest class alone" : "The mean alone", usual.Score, subject.Unit);
        }

        if (exam.Yardsticks is { } yardsticks)
        {
            exam.Show("A linear model", yardsticks.Linear.Score, subject.Unit);
            exam.Show("A reference network", yardsticks.Network.Score, subject.Unit);
            if (yardsticks.Nearest is { } nearest)
            {
                exam.Show("The 5 nearest rows", nearest.Score, subject.Unit);
            }
        }
    }

    public static void Apply(FitExam exam)
    {
        if (exam.Subject.OfTrain is not { } train)
        {
            return;
        }

        bool learnt = Learnt(exam, train);
        if (exam.Usual is not null && exam.Subject.OfHeld is { } held)
        {
            if (exam.Yardsticks is { } yardsticks)
            {
                Underfit(exam, train, held, yardsticks);
            }

            Overfit(exam, train, held);
            if (exam.Verdicts.Count == 0 && exam.IsBeaten)
            {
                Beaten(exam, train, held);
            }

            if (learnt && exam.Verdicts.Count == 0)
            {
                Overconfident(exam, held);
            }
        }
    }

    /// <summary>The verdict where no other was found.</summary>
    public static FitVerdict Rest(FitExam exam)
    {
        FitSubject subject = exam.Subject;
        if (subject.OfTrain is null)
        {
            return CannotTell(
                "the model's outputs are neither classes nor the quantities of the target, so there is no score to judge by",
                "A model with an output for each class, or for each quantity.");
        }

        if (subject.OfHeld is not { } held || exam.Usual is not { } usual)
        {
            return CannotTell(
                $"there are {(subject.Held is null ? "no" : "too few")} rows that the model was not trained on: nobody knows how it does on those of tomorrow",
                "Rows that are set aside: Split-Dataset -Validation 0.2 -Test 0.2, and the run on that split.");
        }

        RowOutcome nothing = subject.Knowing(subject.Held!);
        FitInterval above = held.Beyond(nothing), gap = GapOf(subject);
        bool informs = subject.IsOfProbabilities && held.Informs(usual, Certain); // though the likeliest class may always be the same
        if (above.Low <= 0 && !informs)
        {
            return CannotTell(
                $"{subject.Measure} {subject.Written(held.Score)} on {held.Count:N0} {subject.HeldName} rows is not to be told from {subject.Written(nothing.Score.Value)} "
                    + $"of {(subject.IsOfClasses ? "their largest class" : "the mean")} alone",
                Wanted(held, nothing, subject));
        }

        if (gap.HalfWidth > Coarse || held.Count < LeastRows)
        {
            return CannotTell(
                $"{held.Count:N0} {subject.HeldName} rows know the gap to training only as {subject.Written(gap.Low)} to {subject.Written(gap.High)}",
                FormattableString.Invariant($"About {Math.Ceiling(held.Count * gap.HalfWidth * gap.HalfWidth / (0.1 * 0.1)):N0} such rows would know it within 10 %; ")
                    + "with few rows in all, folds: Split-Dataset -Fold 5.");
        }

        return new FitVerdict(
            "Good",
            0,
            $"{subject.Measure} {subject.Written(held.Score)} on {held.Count:N0} {subject.HeldName} rows, {subject.Written(subject.OfTrain.Score.Value)} on training; "
                + $"{(subject.IsOfClasses ? "the largest class" : "the mean")} alone {subject.Written(usual.Score.Value)}, {Others(exam)}"
                + (above.Low <= 0 ? Rare(subject, held) : ClassShare.Least(subject) is { } least ? $". The accuracy hides that {least.Words}" : string.Empty));
    }

    private static string Others(FitExam exam)
    {
        if (exam.Yardsticks is { } yardsticks)
        {
            (string name, RowOutcome best) = yardsticks.Best;
            return $"the best of three usual models, {name}, {exam.Subject.Written(best.Score.Value)}";
        }

        return $"which is all that it is held against: a linear model and other usual ones can make nothing of {(exam.Subject.IsOfTexts ? "numbers of words" : "columns with so many texts")}";
    }

    // Where nearly all rows are of one class, the accuracy hardly knows the others.
    private static string Rare(FitSubject subject, RowOutcome held)
    {
        long[] answers = held.Answers();
        long largest = held.Largest().Name;
        int[] others = Enumerable.Range(0, answers.Length).Where(row => held.Classes![row] != largest).ToArray();
        return $". The accuracy says little here: {others.Length:N0} rows are not {subject.Train.ClassNames![largest]}, of which it names {others.Count(row => held.Scores[row] > 0):N0}; "
            + "its probabilities tell more than chance. Judge by -Metric RocAuc, BalancedAccuracy";
    }

    private static bool Learnt(FitExam exam, RowOutcome train)
    {
        FitSubject subject = exam.Subject;
        RowOutcome usual = subject.Usual(subject.Train);
        bool loses = train.Loss > Floor * usual.Loss || !train.IsFinite;
        if (!loses || train.Beyond(usual).Low > Short)
        {
            return true;
        }

        double reachable = exam.Yardsticks?.Best.Outcome.Score.Value ?? usual.Score.Value;
        double cost = reachable - (subject.OfHeld ?? train).Score.Value; // where a cause was found, it comes first
        exam.Say(
            "NotLearning",
            Math.Min(cost, exam.Verdicts.Select(verdict => verdict.Cost).DefaultIfEmpty(cost).Max()),
            $"{subject.Measure} {subject.Written(train.Score)} on its own {train.Count:N0} training rows is hardly more than {subject.Written(usual.Score.Value)} of "
                + $"{(subject.IsOfClasses ? "the largest class" : "the mean")} alone");
        return false;
    }

    private static void Underfit(FitExam exam, RowOutcome train, RowOutcome held, Yardsticks yardsticks)
    {
        RowOutcome best = yardsticks.Best.Outcome;
        bool isNamed = exam.Has("Underfitting") // by the course of its training
            || (exam.Has("NotLearning") && LayerEdits.Hidden(exam.Subject.Model.Specification()) > 0); // what could bend did not learn
        if (isNamed || exam.IsExplained || !exam.IsBeaten || train.Score.High >= best.Score.Value || exam.Has("Shift"))
        {
            return;
        }

        exam.Say(
            "Underfitting",
            exam.Missing,
            $"{exam.Subject.Measure} {exam.Subject.Written(train.Score.Value)} on training and {exam.Subject.Written(held.Score.Value)} on {held.Count:N0} {exam.Subject.HeldName} rows, "
                + Better(exam));
    }

    // A usual model is better by far, and none of the other rules says why: what this one has learnt more of its own rows is what it lost.
    private static void Beaten(FitExam exam, RowOutcome train, RowOutcome held)
    {
        FitSubject subject = exam.Subject;
        exam.Say(
            GapOf(subject).Value > 0 ? "Overfitting" : "Underfitting",
            exam.Missing,
            $"{subject.Measure} {subject.Written(train.Score.Value)} on {train.Count:N0} training rows and {subject.Written(held.Score.Value)} on {held.Count:N0} {subject.HeldName} rows, " + Better(exam));
    }

    private static string Better(FitExam exam)
    {
        (string name, RowOutcome best) = exam.Yardsticks!.Best;
        return $"where {name} reaches {exam.Subject.Written(best.Score.Value)}: a difference of {exam.Subject.Written(best.Beyond(exam.Subject.OfHeld!, Certain))} on the same rows";
    }

    private static void Overfit(FitExam exam, RowOutcome train, RowOutcome held)
    {
        FitSubject subject = exam.Subject;
        FitInterval gap = GapOf(subject);
        bool isSlight = gap.Value <= Slight && exam.Missing <= 0; // no usual model does better on rows that it has not seen
        if (gap.Low <= Gap || isSlight || held.Loss <= LossRatio * train.Loss || IsShifted(exam))
        {
            return;
        }

        exam.Say(
            "Overfitting",
            gap.Value,
            $"{subject.Measure} {subject.Written(train.Score.Value)} on {train.Count:N0} training rows, {subject.Written(held.Score.Value)} on {held.Count:N0} "
                + $"{subject.HeldName} rows: the gap of {subject.Written(gap)} is more than chance{Rise(subject)}");
    }

    // Half of the rows choose what the logarithms are divided by, the other half judge it, and the other way round.
    private static void Overconfident(FitExam exam, RowOutcome held)
    {
        if (!exam.Subject.IsOfProbabilities || held.Count < 4 * LeastRows)
        {
            return;
        }

        double[] sure = held.Confidence();
        FitInterval tooSure = FitInterval.Paired(sure.Zip(held.Scores, (confidence, right) => confidence - right).ToArray(), held.Weights, RunScore.Normal, false);
        (double temperature, double[] saved) = Calibration.Try(held);
        FitInterval gain = FitInterval.Paired(saved, held.Weights, RunScore.Normal, false);
        if (tooSure.Low > TooSure / 2 && tooSure.Value > TooSure && temperature > 1 && gain.Low > 0 && gain.Value > SharperBy * held.Loss)
        {
            exam.Show("Confidence beyond accuracy", tooSure, "Share");
            exam.Say(
                "Overconfident",
                tooSure.Value,
                FormattableString.Invariant($"it is {RowWeights.Mean(sure, held.Weights):0.0 %} sure and {held.Score.Value:0.0 %} right on {held.Count:N0} {exam.Subject.HeldName} rows; outputs divided by ")
                    + FormattableString.Invariant($"{temperature:0.0} have a loss of {held.Loss - gain.Value:0.000} instead of {held.Loss:0.000}"));
        }
    }

    public static FitInterval GapOf(FitSubject subject) => FitInterval.Difference(subject.OfTrain!.Score, subject.OfHeld!.Score);

    // A gap to rows of another kind is no question of fit.
    private static bool IsShifted(FitExam exam) => exam.IsShifted || exam.DataTest.Finding.Any(finding =>
        finding.Severity > FindingSeverity.Note && finding.Check is "Shift" or "ColumnShift"
        && finding.Part.Equals(exam.Subject.HeldName, StringComparison.OrdinalIgnoreCase));

    private static string Rise(FitSubject subject)
    {
        TrainingEpoch[] judged = subject.Run.History.Where(epoch => epoch.ValidationLoss is not null).ToArray();
        if (judged.Length < 3)
        {
            return string.Empty;
        }

        TrainingEpoch least = judged.OrderBy(epoch => epoch.ValidationLoss).First(), last = judged[judged.Length - 1];
        return last.ValidationLoss > 1.05 * least.ValidationLoss
            ? $"; the validation loss rose from {Text.Loss(least.ValidationLoss!.Value)} in epoch {least.Epoch} to {Text.Loss(last.ValidationLoss!.Value)} in epoch {last.Epoch}"
            : string.Empty;
    }

    private static string Wanted(RowOutcome held, RowOutcome usual, FitSubject subject)
    {
        FitInterval difference = held.Beyond(usual);
        double wanted = Math.Ceiling(held.Count * difference.HalfWidth * difference.HalfWidth / (Gap * Gap));
        return FormattableString.Invariant($"About {wanted:N0} {subject.HeldName} rows would tell a difference of {Gap:0 %}.");
    }

    private static FitVerdict CannotTell(string because, string decides) => new FitVerdict("CannotTell", 0, because) { WouldDecide = decides };

    private static string Title(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);
}
