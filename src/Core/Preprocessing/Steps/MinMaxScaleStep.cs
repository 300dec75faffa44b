using System.Runtime.CompilerServices;

namespace NormTools.Core.Preprocessing;

/// <summary>Maps the smallest value of the training rows to the lower end of a range and the largest to the upper
/// end.</summary>
/// <remarks>scikit-learn's MinMaxScaler: a column that does not vary goes to the lower end; later values may leave the
/// range, unless they are to be clipped.</remarks>
internal sealed class MinMaxScaleStep : ScalingStep
{
    private readonly double lower;
    private readonly double upper;
    private readonly bool clips;

    public MinMaxScaleStep(StepArguments arguments)
        : base(arguments)
    {
        (lower, upper) = arguments.Pair("feature_range", 0, 1, double.MinValue, double.MaxValue);
        clips = arguments.Flag("clip", false);
        if (!(lower < upper) || !double.IsFinite(upper - lower))
        {
            throw arguments.Invalid("feature_range", "has to rise");
        }
    }

    [ModuleInitializer]
    internal static void Add() => StepCatalog.Add("MinMaxScale", arguments => new MinMaxScaleStep(arguments));

    protected override string OffsetName => "offset";

    protected override string FactorName => "range";

    public override ColumnChange[] Changes(bool inverse) => inverse || !clips
        ? base.Changes(inverse)
        : [.. base.Changes(inverse), new(ChangeKind.Clamping, Places, Each(lower), Each(upper))];

    protected override bool KeepsInRange => clips;

    protected override ColumnMeasure[] Measure(TrainingRows training, int[] columns) => Array.ConvertAll(
        training.Extremes(columns),
        all =>
        {
            double factor = NotZero(all.Largest - all.Least) / (upper - lower);
            return all.IsEmpty ? new ColumnMeasure(-lower, 1, all) : new ColumnMeasure(all.Least - (lower * factor), factor, all);
        });

    private double[] Each(double bound) => Array.ConvertAll(Places, _ => bound);
}
