using System.Runtime.CompilerServices;

namespace NormTools.Core.Losses;

/// <summary>torch.nn.GaussianNLLLoss: predicts a value and its variance. The first half of the outputs are the
/// values m, the second half their variances v.</summary>
/// <remarks>
/// (ln v + (m - t)^2 / v) / 2. With log_variance (the default) the output is s = ln v, so that any output is valid; the
/// slopes are (m - t) / v and (1 - (m - t)^2 / v) / 2. Without it the output is v itself, clamped to at least eps as in
/// torch; below eps its slope is the one at eps.
/// </remarks>
internal sealed unsafe class GaussianNegativeLogLikelihoodLoss(Arguments arguments) : Loss
{
    private readonly bool logarithm = arguments.Flag("log_variance", true);
    private readonly double eps = arguments.Number("eps", 1e-6, double.Epsilon);

    public override OutputMeaning Meaning => OutputMeaning.ValueAndVariance;

    public override bool TakesScaledTargets => logarithm; // scaling only adds a constant to the logarithm

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "GaussianNegativeLogLikelihood", "a value and its uncertainty: two outputs per target",
        arguments => new GaussianNegativeLogLikelihoodLoss(arguments));

    public override CoreException? Objection(double target, string given) => float.IsFinite((float)target)
        ? null
        : CoreException.InvalidData("NotFiniteData", $"{Name} takes finite targets, but {given}.");

    protected override void CheckFit(long[] outputShape, long targetWidth, string data)
    {
        if (2 * targetWidth != Width)
        {
            throw WrongWidth(
                $"{Name} takes half as many targets as the model has outputs, {Width}: values, then variances", data,
                targetWidth, string.Empty);
        }
    }

    protected override double Divisor(in LossBatch batch) => RowWeight(batch) * TargetWidth;

    protected override double Rows(in LossBatch batch, int first, int end, double share)
    {
        double total = 0;
        for (int row = first; row < end; row++)
        {
            double weight = batch.Weights is null ? 1 : batch.Weights[row];
            float* output = batch.Output + ((long)row * Width);
            float* target = (float*)batch.Targets + ((long)row * TargetWidth);
            float* gradient = batch.Gradient is null ? null : batch.Gradient + ((long)row * Width);
            for (int i = 0; i < TargetWidth; i++)
            {
                double difference = (double)output[i] - target[i];
                double spread = output[TargetWidth + i];
                double variance = logarithm ? Math.Exp(spread) : Math.Max(spread, eps);
                double ratio = difference * difference / variance;
                total += weight * 0.5 * ((logarithm ? spread : Math.Log(variance)) + ratio);
                if (gradient is not null)
                {
                    gradient[i] = (float)(weight * share * difference / variance);
                    gradient[TargetWidth + i] =
                        (float)(weight * share * 0.5 * (1 - ratio) / (logarithm ? 1 : variance));
                }
            }
        }

        return total;
    }
}
