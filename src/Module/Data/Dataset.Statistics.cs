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
        return bad < 0
            ? Standardization.Of(mean, deviation, Channels)
            : throw Errors.NotFiniteFeature(NameOf(bad));
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
