namespace NormTools;

/// <summary>What Measure-Tensor finds in a set of values.</summary>
public sealed class TensorMeasure
{
    /// <summary>The place of the set along the axes that were not measured over; empty for a whole tensor.</summary>
    public TensorIndex Index { get; internal set; } = TensorIndex.Empty;

    /// <summary>The number of values in the set.</summary>
    public long Count { get; internal set; }

    /// <summary>The mean; NaN if any value is NaN.</summary>
    public double Mean { get; internal set; }

    /// <summary>The mean squared distance from the mean (divided by Count, or by Count - 1 with -Unbiased).</summary>
    public double Variance { get; internal set; }

    /// <summary>The square root of Variance.</summary>
    public double StandardDeviation => Math.Sqrt(Variance);

    /// <summary>The smallest value.</summary>
    public double Minimum { get; internal set; }

    /// <summary>The largest value.</summary>
    public double Maximum { get; internal set; }

    /// <summary>The number of NaN and infinite values in the set.</summary>
    public long NonFiniteCount { get; internal set; }
}
