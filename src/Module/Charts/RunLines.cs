namespace NormTools.Charts;

/// <summary>Runs that become one line of a chart: one alone, or several that differ in their seeds alone, as their mean with a band from
/// the least value to the largest.</summary>
internal sealed class RunLines
{
    private const int LeastOfBand = 3;

    private RunLines(TrainingRun[] runs, string label)
    {
        Runs = runs;
        Label = label;
    }

    public TrainingRun[] Runs { get; }

    /// <summary>What stands behind "training" in the legend; empty where nothing has to be told apart.</summary>
    public string Label { get; }

    /// <summary>The epochs that at least half of the runs reached.</summary>
    public double[] Epochs => Enumerable.Range(1, Runs.Select(run => run.EpochCount).OrderByDescending(count => count).ElementAt((Runs.Length - 1) / 2))
        .Select(epoch => (double)epoch).ToArray();

    /// <summary>The lines of some runs, in the order in which each began to come.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="separate">Whether each has a line of its own.</param>
    public static RunLines[] Of(IReadOnlyList<TrainingRun> runs, bool separate)
    {
        var groups = new List<List<int>>();
        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (int i = 0; i < runs.Count; i++)
        {
            string key = separate || runs.Count < LeastOfBand ? string.Empty : RunDifferences.WithoutSeeds(runs[i]);
            if (key.Length == 0 || !places.TryGetValue(key, out List<int> group))
            {
                group = places[key] = new List<int>();
                groups.Add(group);
            }

            group.Add(i);
        }

        List<int>[] lines = groups.SelectMany(group => group.Count >= LeastOfBand ? new[] { group } : group.Select(i => new List<int> { i }))
            .OrderBy(group => group[0]).ToArray();
        string[] differences = RunDifferences.InWords(lines.Select(line => runs[line[0]]).ToArray());
        return lines.Select((line, i) => new RunLines(
            line.Select(place => runs[place]).ToArray(),
            line.Count > 1 ? string.Join(", ", new[] { differences[i], Text.Count(line.Count, "run") }.Where(part => part.Length > 0))
                : runs.Count == 1 ? string.Empty
                : runs[line[0]].Name ?? FormattableString.Invariant($"{line[0] + 1}"))).ToArray();
    }

    /// <summary>The mean of the runs at each epoch, with the least and the largest value.</summary>
    public (double[] Mean, double[] Low, double[] High) Values(Func<TrainingEpoch, double?> value)
    {
        int count = Epochs.Length;
        TrainingEpoch[][] histories = Array.ConvertAll(Runs, run => run.History);
        var found = (Mean: new double[count], Low: new double[count], High: new double[count]);
        for (int epoch = 0; epoch < count; epoch++)
        {
            double[] values = histories.Where(history => epoch < history.Length).Select(history => value(history[epoch]) ?? double.NaN)
                .Where(number => !double.IsNaN(number) && !double.IsInfinity(number)).ToArray();
            (found.Mean[epoch], found.Low[epoch], found.High[epoch]) = values.Length == 0 ? (double.NaN, double.NaN, double.NaN)
                : (values.Average(), values.Min(), values.Max());
        }

        return found;
    }
}
