using System.Globalization;

namespace NormTools;

/// <summary>Converts the settings of a batch normalisation to another library's conventions, with notes on what is
/// lost.</summary>
internal sealed class BatchNormConversion
{
    private readonly BatchNormConvention from;
    private readonly BatchNormConvention to;
    private readonly bool crosses; // one side is PyTorch's convention, the other is not

    public BatchNormConversion(BatchNormConvention from, BatchNormConvention to)
    {
        this.from = from;
        this.to = to;
        crosses = (from == BatchNormConvention.PyTorch) != (to == BatchNormConvention.PyTorch);
    }

    /// <summary>What could not be converted exactly.</summary>
    public List<string> Notes { get; } = new List<string>();

    public static double DefaultEpsilon(BatchNormConvention convention) =>
        convention == BatchNormConvention.Keras ? 1e-3 : 1e-5;

    public static double DefaultMomentum(BatchNormConvention convention) => convention switch
    {
        BatchNormConvention.PyTorch => 0.1,
        BatchNormConvention.Keras => 0.99,
        _ => 0.9,
    };

    /// <param name="momentum">Null for PyTorch's cumulative average.</param>
    public double? Momentum(double? momentum)
    {
        if (momentum is not null)
        {
            return crosses ? Complement(momentum.Value) : momentum;
        }

        if (from != BatchNormConvention.PyTorch)
        {
            throw Errors.MomentumMissing(from);
        }

        if (crosses)
        {
            Notes.Add($"{to} has no cumulative average (momentum None); its momentum has to be set by hand. "
                + "Inference does not depend on it.");
        }

        return null;
    }

    /// <param name="variance">The running variance, or null.</param>
    /// <param name="valueCount">The number of values in a statistic (m), or null where it is not known.</param>
    public Tensor? Variance(Tensor? variance, long? valueCount)
    {
        if (variance is null || !crosses)
        {
            return variance;
        }

        if (valueCount is null)
        {
            Notes.Add("The running variance was left as it is: without -ValueCount (m) its factor, "
                + (to == BatchNormConvention.PyTorch ? "m / (m - 1)" : "(m - 1) / m")
                + ", is not known. For m = 32 it is off by 3.1 %, for m = 1024 by 0.1 %.");
            return variance;
        }

        double m = valueCount.Value;
        Notes.Add("The initial value 1 of the running variance was scaled with the rest; after many batches its share "
            + "is negligible.");
        return to == BatchNormConvention.PyTorch ? variance * (m / (m - 1)) : variance * ((m - 1) / m);
    }

    // Computed in decimal: 1 - 0.99 is then 0.01, where doubles give 0.010000000000000009.
    private static double Complement(double share)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        decimal written = decimal.Parse(share.ToString("R", culture), NumberStyles.Float, culture);
        return double.Parse((1m - written).ToString(culture), culture);
    }
}
