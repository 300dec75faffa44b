using System.Globalization;

namespace NormTools;

/// <summary>How much of what trials of a sweep differ in one parameter explains.</summary>
public sealed class ParameterImportance
{
    private ParameterImportance(string parameter, double? importance, string best, int groups, int trials)
    {
        Parameter = parameter;
        Importance = importance;
        Best = best;
        GroupCount = groups;
        TrialCount = trials;
    }

    /// <summary>The parameter.</summary>
    public string Parameter { get; }

    /// <summary>The share of the variance of the trials' ranks that lies between groups of its values, less what chance puts there: from 0 to 1;
    /// null where the trials are too few to tell.</summary>
    public double? Importance { get; }

    /// <summary>The value, or the range of values, whose trials have the best mean rank.</summary>
    public string Best { get; }

    /// <summary>The number of groups that its values were put into.</summary>
    public int GroupCount { get; }

    /// <summary>The number of trials.</summary>
    public int TrialCount { get; }

    /// <summary>As in "Rate: 62 %, best at 0.003 to 0.02".</summary>
    public override string ToString() =>
        $"{Parameter}: {(Importance is double share ? share.ToString("0 %", CultureInfo.InvariantCulture) : "too few trials")}, best at {Best}";

    /// <summary>Of every parameter, the most important first.</summary>
    internal static ParameterImportance[] Of(SweepTable table) => table.Names.Select(name => Of(table, name))
        .OrderByDescending(item => item.Importance ?? -1).ToArray();

    // Epsilon squared (Kelley 1935): the share between groups of eta squared, corrected for what as many groups of noise would have.
    private static ParameterImportance Of(SweepTable table, string name)
    {
        (string Label, int[] Trials)[] groups = Groups(table, name);
        double[] ranks = table.Ranks;
        int count = ranks.Length;
        double mean = ranks.Average(), all = ranks.Sum(rank => (rank - mean) * (rank - mean));
        double within = groups.Sum(group =>
        {
            double own = group.Trials.Average(trial => ranks[trial]);
            return group.Trials.Sum(trial => (ranks[trial] - own) * (ranks[trial] - own));
        });
        double? share = count <= groups.Length || all == 0 ? (double?)null
            : Math.Max(0, 1 - (within / (count - groups.Length) * (count - 1) / all));
        string best = groups.OrderBy(group => group.Trials.Average(trial => ranks[trial])).First().Label;
        return new ParameterImportance(name, groups.Length == 1 && share is not null ? 0 : share, best, groups.Length, count);
    }

    // Each value by itself; of numbers that are many, or of which no two are alike, groups of equally many trials in their order: about the square
    // root of the trials.
    private static (string Label, int[] Trials)[] Groups(SweepTable table, string name)
    {
        const int MostGroups = 8;
        object?[] values = table.ValuesOf(name);
        int most = Math.Min(Math.Min(MostGroups, values.Length), Math.Max(2, (int)Math.Sqrt(values.Length)));
        if (table.NumbersOf(name) is not double[] numbers || numbers.Distinct().Count() is var count && count <= MostGroups && count < values.Length)
        {
            return Enumerable.Range(0, values.Length).GroupBy(trial => ParameterChoice.Written(values[trial]))
                .Select(group => (group.Key, group.ToArray())).ToArray();
        }

        int[] order = Enumerable.Range(0, numbers.Length).OrderBy(trial => numbers[trial]).ToArray();
        return Enumerable.Range(0, most).Select(group =>
        {
            int[] own = order.Skip(group * order.Length / most).Take(((group + 1) * order.Length / most) - (group * order.Length / most)).ToArray();
            return (FormattableString.Invariant($"{numbers[own[0]]:G3} to {numbers[own[own.Length - 1]]:G3}"), own);
        }).ToArray();
    }
}
