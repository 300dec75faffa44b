using System.Runtime.CompilerServices;
using NormTools.Core.Kernels;

namespace NormTools.Core.Losses;

/// <summary>Cross-entropy that counts little where the model is already right: -alpha (1 - p)^gamma ln
/// p.</summary>
/// <remarks>
/// Lin et al. 2017, with p the softmax probability of the target. d p / dx_i = p (1[i = t] - p_i), so the gradient is
/// k (1[i = t] - p_i) with k = alpha (gamma (1 - p)^(gamma - 1) p ln p - (1 - p)^gamma).
/// </remarks>
internal sealed unsafe class FocalLoss(Arguments arguments) : ClassLoss(arguments)
{
    private readonly double alpha = arguments.Number("alpha", 0.25, 0);
    private readonly double gamma = arguments.Number("gamma", 2, 0);

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "Focal", "CrossEntropy that concentrates on what is still wrong", arguments => new FocalLoss(arguments));

    protected override double Sample(float* x, int target, float* gradient, double factor)
    {
        double sum = Softmax.SumOfExponentials(x, Classes, out float max);
        double logarithm = (double)x[target] - max - Math.Log(sum);
        double p = Math.Exp(logarithm);
        double wrong = Math.Max(0, -Math.Exp(logarithm) + 1);
        double power = Math.Pow(wrong, gamma);
        double fall = gamma == 0 || p == 0 ? 0 : gamma * Math.Pow(wrong, gamma - 1) * p * logarithm;
        double k = alpha * (wrong == 0 ? -power : fall - power);
        for (int i = 0; gradient is not null && i < Classes; i++)
        {
            double share = Math.Exp((double)x[i] - max) / sum;
            gradient[i] = (float)(factor * k * ((i == target ? 1 : 0) - share));
        }

        return -alpha * power * logarithm;
    }
}
