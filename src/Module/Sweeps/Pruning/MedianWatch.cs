namespace NormTools;

/// <summary>Ends a run whose best epoch so far is worse than the median of the earlier trials at the same epoch.</summary>
internal sealed class MedianWatch : PruningWatch
{
    private readonly SweepMeasure measure;
    private readonly double[] medians;
    private readonly int least;
    private readonly List<double> curve = new List<double>();
    private double best;

    /// <param name="measure">What is compared.</param>
    /// <param name="medians">Of each epoch; empty where there is nothing to compare with.</param>
    /// <param name="least">The first epoch that is compared.</param>
    public MedianWatch(SweepMeasure measure, double[] medians, int least)
    {
        this.measure = measure;
        this.medians = medians;
        this.least = least;
    }

    /// <summary>The result of each epoch.</summary>
    public double[] Curve => curve.ToArray();

    /// <summary>Whether the run was ended.</summary>
    public bool IsPruned { get; private set; }

    public override string? EpochEnded(TrainingRun run)
    {
        foreach (TrainingEpoch epoch in run.Records.Skip(curve.Count)) // of a run that goes on from a checkpoint, several
        {
            double value = measure.ValueOf(epoch);
            best = curve.Count == 0 || measure.IsBetterEpoch(value, best) ? value : best;
            curve.Add(value);
        }

        if (curve.Count < least || curve.Count > medians.Length || curve.Count >= run.Options.Epoch || !measure.IsBetterEpoch(medians[curve.Count - 1], best))
        {
            return null;
        }

        IsPruned = true;
        return FormattableString.Invariant($"The sweep ended it after epoch {curve.Count}: at its best {best:G4}, and the median of the trials before is {medians[curve.Count - 1]:G4}.");
    }

    /// <summary>The median of several curves at each epoch, of those that have it.</summary>
    public static double[] Medians(IReadOnlyList<double[]> curves)
    {
        var medians = new double[curves.Count == 0 ? 0 : curves.Max(curve => curve.Length)];
        for (int epoch = 0; epoch < medians.Length; epoch++)
        {
            double[] sorted = curves.Where(curve => curve.Length > epoch).Select(curve => curve[epoch]).OrderBy(value => value).ToArray();
            medians[epoch] = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }

        return medians;
    }

    private protected override string? From(long epochs) => null;
}
