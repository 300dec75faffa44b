namespace NormTools;

/// <summary>Which verdicts follow from which: what a cause costs is at least what its consequences cost, as far as it accounts for
/// them, so that it stands above them.</summary>
internal static class CauseOrder
{
    // Each cause behind those that may be its own causes: what it has taken over from its consequences is handed on.
    private static readonly (string Cause, string[] Consequences)[] Follows =
    {
        ("SaturatedUnits", new[] { "Underfitting", "NotLearning", "Unstable", "RateTooHigh", "RateTooLow" }),
        ("DeadUnits", new[] { "Underfitting", "NotLearning", "Unstable", "RateTooHigh", "RateTooLow" }),
        ("Unstable", new[] { "Underfitting", "NotLearning" }),
        ("RateTooLow", new[] { "Underfitting", "NotLearning" }),
        ("RateTooHigh", new[] { "Underfitting", "NotLearning", "Unstable", "DeadUnits", "SaturatedUnits", "Overfitting" }),
        ("FewValuesPerStatistic", new[] { "Underfitting", "NotLearning", "Unstable", "RateTooHigh", "RateTooLow", "Overfitting", "Overconfident" }),
        ("UnscaledFeatures", new[] { "Underfitting", "NotLearning", "Unstable", "RateTooHigh", "RateTooLow", "DeadUnits", "SaturatedUnits", "Overfitting" }),
        ("LabelNoise", new[] { "Underfitting", "NotLearning", "Unstable", "RateTooHigh", "RateTooLow", "Overfitting", "Overconfident" }),
        ("Leak", new[] { "Overfitting", "Underfitting", "Unstable", "Overconfident", "Shift" }),
    };

    /// <summary>The verdicts, the dearest first; of two that cost the same the one that comes first among causes.</summary>
    public static FitVerdict[] Rank(IReadOnlyList<FitVerdict> verdicts)
    {
        foreach ((string name, string[] consequences) in Follows)
        {
            foreach (FitVerdict cause in verdicts.Where(verdict => verdict.Name == name))
            {
                double follows = verdicts.Where(verdict => consequences.Contains(verdict.Name)).Select(verdict => verdict.Cost).DefaultIfEmpty(0).Max();
                cause.Cost = Math.Max(cause.Cost, Math.Min(follows, cause.AccountsFor));
            }
        }

        return verdicts.OrderByDescending(verdict => Math.Round(verdict.Cost, 2)).ThenBy(verdict => FitRemedies.Rank(verdict.Name)).ToArray();
    }
}
