using System.Runtime.CompilerServices;
using NormTools.Core.Random;

namespace NormTools.Core.Preprocessing;

/// <summary>Subtracts the median and divides by the distance between two quantiles, so that outliers count for
/// little.</summary>
/// <remarks>
/// scikit-learn's RobustScaler: quantiles by linear interpolation, 25 % and 75 % unless said otherwise; a distance of 0
/// counts as 1; with unit_variance the distance is divided by that of the standard normal distribution.
/// </remarks>
internal sealed class RobustScaleStep : ScalingStep
{
    private readonly bool centers;
    private readonly bool scales;
    private readonly double lower;
    private readonly double upper;
    private readonly double adjustment;

    public RobustScaleStep(StepArguments arguments)
        : base(arguments)
    {
        centers = arguments.Flag("center", true);
        scales = arguments.Flag("scale", true);
        (lower, upper) = arguments.Pair("quantile_range", 25, 75, 0, 100);
        bool unitVariance = arguments.Flag("unit_variance", false);
        if (!(lower < upper))
        {
            throw arguments.Invalid("quantile_range", "has to rise");
        }

        if (unitVariance && (lower == 0 || upper == 100))
        {
            throw arguments.Invalid("quantile_range", "cannot reach 0 or 100 with unit_variance: a normal distribution has no end");
        }

        adjustment = unitVariance
            ? NormalDistribution.Quantile(upper / 100) - NormalDistribution.Quantile(lower / 100)
            : 1;
    }

    [ModuleInitializer]
    internal static void Add() => StepCatalog.Add("RobustScale", arguments => new RobustScaleStep(arguments));

    protected override string OffsetName => "center";

    protected override string FactorName => "range";

    protected override (double Offset, double Factor)[] Measure(TrainingRows training, int[] columns) =>
        centers || scales
            ? Array.ConvertAll(training.Quantiles(columns, [.. Shares.Distinct()]), Measure)
            : Array.ConvertAll(columns, _ => (0d, 1d));

    private IEnumerable<double> Shares => [.. centers ? [0.5] : (double[])[], .. scales ? [lower / 100, upper / 100] : (double[])[]];

    private (double Offset, double Factor) Measure(Quantiles values) => values.Count == 0
        ? (0, 1)
        : (centers ? values.Median : 0, scales ? NotZero(values.At(upper / 100) - values.At(lower / 100)) / adjustment : 1);
}
