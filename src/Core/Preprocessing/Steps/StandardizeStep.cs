using System.Runtime.CompilerServices;

namespace NormTools.Core.Preprocessing;

/// <summary>Scales columns to mean 0 and standard deviation 1: (x - mean) / deviation.</summary>
/// <remarks>
/// scikit-learn's StandardScaler: the variance divides by the number of values, missing ones are left out and stay
/// missing, and a column that is constant up to rounding gets the deviation 1.
/// </remarks>
internal sealed class StandardizeStep(StepArguments arguments) : ScalingStep(arguments)
{
    private readonly bool centers = arguments.Flag("center", true);
    private readonly bool scales = arguments.Flag("scale", true);

    [ModuleInitializer]
    internal static void Add() => StepCatalog.Add("Standardize", arguments => new StandardizeStep(arguments));

    protected override string OffsetName => "mean";

    protected override string FactorName => "deviation";

    protected override ColumnMeasure[] Measure(TrainingRows training, int[] columns) => Array.ConvertAll(
        training.Summarize(columns, default(ValueSummary)),
        all => new ColumnMeasure(
            centers ? all.Moments.Mean : 0, scales && !all.Moments.IsConstant ? Math.Sqrt(all.Moments.Variance) : 1, all.Extremes));
}
