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

    protected override string OffsetName => "mean";

    protected override string FactorName => "deviation";

    protected override (double Offset, double Factor) Measure(double[] values)
    {
        if (values.Length == 0)
        {
            return (0, 1);
        }

        (double mean, double variance) = Moments.Of(values);
        bool constant = Moments.IsConstant(mean, variance, values.Length);
        return (centers ? mean : 0, scales && !constant ? Math.Sqrt(variance) : 1);
    }
}
