using NormTools.Native;

namespace NormTools;

/// <content>Mean and standard deviation of the features.</content>
public sealed partial class Dataset
{
    /// <summary>Mean and standard deviation of each feature (for images, of each channel) over the rows of this
    /// part.</summary>
    /// <exception cref="NormToolsException">A feature has values that are not finite.</exception>
    internal Standardization Fit()
    {
        (double[] mean, double[] deviation) = ColumnStatistics();
        int bad = Array.FindIndex(mean, value => double.IsNaN(value) || double.IsInfinity(value));
        if (bad >= 0)
        {
            throw Errors.NotFiniteFeature(NameOf(bad));
        }

        Standardization fitted = Standardization.Of(mean, deviation, Channels);
        fitted.Seen = StoredFeature.Rank != 2 || StoredFeature.DType != DType.Float32 ? null
            : ColumnExtremes() is var (least, largest) ? (Array.ConvertAll(least, value => (double)value), Array.ConvertAll(largest, value => (double)value)) : null;
        return fitted;
    }

    /// <summary>Sentences about columns that are far from the rows that a scaling was fitted on.</summary>
    internal IEnumerable<string> FarFrom(Standardization scaling)
    {
        if (scaling.Seen is not var (seenLeast, seenLargest) || StoredFeature.DType != DType.Float32 || FeatureWidth != seenLeast.Length || Count == 0)
        {
            return Array.Empty<string>();
        }

        (float[] least, float[] largest) = ColumnExtremes();
        var far = new double[least.Length];
        NativeMethods.ColumnFar(least, largest, seenLeast, seenLargest, far.Length, far).ThrowIfFailed();
        return FarValues.Sentences(Enumerable.Range(0, far.Length).Where(i => !double.IsNaN(far[i])).Select(i => new FarValues(
            FeatureNames?[i] ?? StepNames?[i % StepNames.Length] ?? FormattableString.Invariant($"{i}"),
            far[i],
            seenLeast[i] > seenLargest[i] ? null : (seenLeast[i], seenLargest[i]))));
    }

    private (float[] Least, float[] Largest) ColumnExtremes()
    {
        using HandleLease features = StoredFeature.Hold();
        using HandleLease numbers = Rows?.Hold() ?? default;
        var least = new float[FeatureWidth];
        var largest = new float[FeatureWidth];
        NativeMethods.ColumnExtremes(
            StoredFeature.Handle, FeatureWidth, StoredRows, Rows?.Handle ?? TensorHandle.None, Count, least, largest).ThrowIfFailed();
        return (least, largest);
    }

    /// <summary>The standard deviation of each feature over the rows of this part.</summary>
    internal double[] Deviations() => ColumnStatistics().Deviation;

    /// <summary>Whether features are scaled when they are read.</summary>
    internal bool IsScaled => Scale is not null;

    private (double[] Mean, double[] Deviation) ColumnStatistics()
    {
        ThrowIfUnprepared();
        if (SequenceLength is Tensor lengths)
        {
            return SequenceStatistics.Of((float[])StoredRowsOf().To(DType.Float32).ToArray(), FeatureShape, (long[])lengths.ToArray());
        }

        using HandleLease features = StoredFeature.Hold();
        using HandleLease numbers = Rows?.Hold() ?? default;
        var mean = new double[FeatureWidth];
        var deviation = new double[FeatureWidth];
        NativeMethods.ColumnStatistics(
            StoredFeature.Handle,
            StoredFeature.DType,
            FeatureWidth,
            StoredRows,
            Rows?.Handle ?? TensorHandle.None,
            Count,
            mean,
            deviation).ThrowIfFailed();
        return (mean, deviation);
    }
}
