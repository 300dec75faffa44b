namespace NormTools;

/// <summary>Trains the remedies that fit, each from the same seeds and judged by the same rows as the run's own settings.</summary>
internal static class RemedyTrials
{
    private const double Tenth = 0.1, Third = 1.0 / 3, Half = 0.5;

    /// <param name="exam">What was found.</param>
    /// <param name="budget">How many models may be trained, and for how long.</param>
    /// <returns>The remedies, the best first; those that were left over come last, each with the reason. And what the best that helps
    /// brings on the test part.</returns>
    public static (FitRemedy[] Remedy, FitConfirmation? Confirmation) Run(FitExam exam, FitBudget budget)
    {
        (FitChange Change, FitRemedy Remedy)[] candidates = Rows(exam).Concat(RemedyCatalog.Of(exam)).ToArray();
        bool isSpent = !HasOwn(exam);
        int before = exam.Trials.Count;
        var tried = new List<(FitChange Change, FitRemedy Remedy)>();
        foreach ((FitChange change, FitRemedy remedy) in candidates)
        {
            if (isSpent || exam.Trials.Count - before + Retraining.Seeds > budget.Trials)
            {
                remedy.Reason = FitBudget.Spent;
                continue;
            }

            try
            {
                remedy.Seconds = Enumerable.Range(0, Retraining.Seeds).Sum(seed => exam.Trials.Trial(change, seed).Seconds);
                tried.Add((change, remedy));
            }
            catch (TimeoutException)
            {
                (isSpent, remedy.Reason) = (true, FitBudget.Spent);
            }
            catch (NormToolsException failure)
            {
                remedy.Reason = failure.Message.TrimEnd('.'); // it does not fit this model or these data
            }
        }

        // The interval holds for all of them together: the best of many is not taken for better by chance (Bonferroni).
        double normal = tried.Count == 0 ? RunScore.Normal : Evidence.NormalQuantile(1 - (0.025 / tried.Count));
        foreach ((FitChange change, FitRemedy remedy) in tried)
        {
            Judge(exam, change, remedy, normal);
        }

        (FitChange Change, FitRemedy Remedy)[] ranked = tried
            .OrderBy(item => item.Remedy.Result is "Helps" or "Expected" ? 0 : item.Remedy.Result == "NoDifference" ? 1 : 2).ThenByDescending(item => item.Remedy.Difference).ToArray();
        (FitChange? best, FitRemedy? chosen) = ranked.FirstOrDefault(item => item.Remedy.Result == "Helps" && !item.Change.IsFewerRows);
        return (ranked.Concat(candidates.Except(tried)).Select(item => item.Remedy).ToArray(), chosen is null ? null : exam.Trials.OnTest(best!, chosen));
    }

    // Whether there is what all of them are held against.
    private static bool HasOwn(FitExam exam)
    {
        try
        {
            return Enumerable.Range(0, Retraining.Seeds).All(seed => exam.Trials.Trial(FitChange.None, seed) is not null);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static void Judge(FitExam exam, FitChange change, FitRemedy remedy, double normal)
    {
        FitInterval gain = exam.Trials.Gain(change, normal: normal);
        double own = Mean(exam, FitChange.None), with = Mean(exam, change);
        if (change.IsFewerRows)
        {
            // What the second half of the rows brought is what twice the rows bring at most; curves flatten, and how soon, only rows can say.
            gain = new FitInterval(-gain.Value * Third, -gain.High * Tenth, -gain.Low * Half, gain.Count);
            with = own + gain.Value;
        }

        (remedy.Without, remedy.With, remedy.Difference, remedy.Low, remedy.High, remedy.Count) = (own, with, gain.Value, gain.Low, gain.High, gain.Count);
        remedy.Result = change.IsFewerRows ? (gain.Low > 0 ? "Expected" : "NoDifference") : gain.Low > 0 ? "Helps" : gain.High < 0 ? "Harms" : "NoDifference";
    }

    private static double Mean(FitExam exam, FitChange change) =>
        Enumerable.Range(0, Retraining.Seeds).Average(seed => exam.Trials.Trial(change, seed).OfHeld.MeanScore);

    // More rows cannot be tried; fewer can, and the slope says what the next doubling would bring.
    private static IEnumerable<(FitChange Change, FitRemedy Remedy)> Rows(FitExam exam)
    {
        if (exam.Trials.Train.Count >= 20 && exam.Ranked.Any(verdict => verdict.Name is "Overfitting" or "LabelNoise" or "Good" or "CannotTell"))
        {
            yield return (
                new FitChange("half of the rows")
                {
                    IsFewerRows = true,
                    Rows = (rows, seed) =>
                    {
                        var random = new Random(seed);
                        return rows.Part(Enumerable.Range(0, (int)rows.Count).OrderBy(_ => random.Next()).Take((int)(rows.Count / 2))
                            .Select(row => (long)row).OrderBy(row => row).ToArray());
                    },
                },
                new FitRemedy(
                    exam.Ranked[0].Name, "Twice the rows (by the curve)", "half of the rows against all say what the next doubling may bring",
                    $"Collect as many rows again as there are, {exam.Trials.Train.Count:N0}"));
        }
    }
}
