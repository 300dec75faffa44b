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

    protected override ColumnMeasure[] Measure(TrainingRows training, int[] columns)
    {
        Extremes[] seen = training.Extremes(columns);
        if (!centers && !scales)
        {
            return Array.ConvertAll(seen, ends => new ColumnMeasure(0, 1, ends));
        }

        Quantiles[] values = training.Quantiles(columns, [.. Shares.Distinct()]);
        return [.. values.Select((own, i) => Measure(own, seen[i], training.Infos[columns[i]].Name))];
    }

    private IEnumerable<double> Shares => [.. centers ? [0.5] : (double[])[], .. scales ? [lower / 100, upper / 100] : (double[])[]];

    private ColumnMeasure Measure(Quantiles values, Extremes seen, string name)
    {
        if (values.Count == 0)
        {
            return new(0, 1, seen);
        }

        double distance = scales ? values.At(upper / 100) - values.At(lower / 100) : 1;
        if (IsZero(distance) && seen.Largest > seen.Least)
        {
            Notes.Add(
                FormattableString.Invariant($"{Subject}: the {lower} % and the {upper} % quantile of column '{Excerpt.Of(name)}' are equal, for most of its values are {values.At(upper / 100):G7}: ")
                + FormattableString.Invariant($"nothing is divided by, and the values, {seen.Least:G7} to {seen.Largest:G7}, stay as large as they are. Standardize or MaxAbsScale scales such a column."));
        }

        return new(centers ? values.Median : 0, scales ? NotZero(distance) / adjustment : 1, seen);
    }
}
