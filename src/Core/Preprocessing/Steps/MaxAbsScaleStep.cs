using System.Runtime.CompilerServices;

namespace NormTools.Core.Preprocessing;

/// <summary>Divides by the largest absolute value of the training rows: zeros stay zeros.</summary>
/// <remarks>scikit-learn's MaxAbsScaler; a column of zeros is divided by 1.</remarks>
internal sealed class MaxAbsScaleStep(StepArguments arguments) : ScalingStep(arguments)
{
    [ModuleInitializer]
    internal static void Add() => StepCatalog.Add("MaxAbsScale", arguments => new MaxAbsScaleStep(arguments));

    protected override string OffsetName => "offset";

    protected override string FactorName => "largest";

    protected override ColumnMeasure[] Measure(TrainingRows training, int[] columns) => Array.ConvertAll(
        training.Extremes(columns),
        all => new ColumnMeasure(0, all.IsEmpty ? 1 : NotZero(Math.Max(Math.Abs(all.Least), Math.Abs(all.Largest))), all));
}
