using System.Runtime.CompilerServices;
using NormTools.Core.Kernels;

namespace NormTools.Core.Losses;

/// <summary>torch.nn.CrossEntropyLoss: the negative log of the target's softmax.</summary>
/// <remarks>
/// With p = softmax(x), l_j = -ln p_j = max + ln sum_k e^(x_k - max) - x_j. A target t costs w_t l_t. Label smoothing e
/// over K classes: (1 - e) w_t l_t + e / K sum_j w_j l_j, both parts divided by the sum of the targets' weights. For
/// shares q: sum_j w_j (q_j (1 - e) + e / K) l_j, divided by the rows. Each is sum_j c_j l_j, and as d l_j / dx_i = p_i
/// - 1[i = j], its gradient is p_i sum_j c_j - c_i.
/// </remarks>
internal sealed unsafe class CrossEntropyLoss(Arguments arguments) : ClassLoss(arguments)
{
    private readonly double smoothing = arguments.Number("label_smoothing", 0, 0, 1);

    protected override bool TakesShares => true;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "CrossEntropy", "classes, one output each; weights, smoothing, shares as targets",
        arguments => new CrossEntropyLoss(arguments));

    protected override double Rows(in LossBatch batch, int first, int end, double share)
    {
        if (smoothing != 0 || !IsPlain(batch))
        {
            return base.Rows(batch, first, end, share);
        }

        double total = 0;
        float* output = batch.Output + ((long)first * Classes);
        float* gradient = batch.Gradient is null ? null : batch.Gradient + ((long)first * Classes);
        foreach (int target in new ReadOnlySpan<int>(batch.Targets, end)[first..])
        {
            if (target != Ignored)
            {
                total += Sample(output, target, gradient, share);
            }
            else if (gradient is not null)
            {
                new Span<float>(gradient, Classes).Clear();
            }

            output += Classes;
            gradient = gradient is null ? null : gradient + Classes;
        }

        return total;
    }

    protected override double Sample(float* x, int target, float* gradient, double factor)
    {
        float chosen = x[target];
        float sum = gradient is null
            ? Softmax.SumOfExponentials(x, Classes, out float max)
            : WriteGradient(x, gradient, target, (float)factor, out max);
        return MathF.Log(sum) + (max - chosen);
    }

    protected override double Weighted(float* x, int target, float* gradient, double weight, double share) =>
        smoothing == 0
            ? base.Weighted(x, target, gradient, weight, share)
            : Smooth(x, target, gradient, weight, weight * share);

    protected override double Shares(float* x, float* target, float* gradient, double weight, double factor) =>
        weight * Combine(x, -1, target, gradient, factor);

    private double Smooth(float* x, int target, float* gradient, double weight, double factor) =>
        weight * Combine(x, target, null, gradient, factor);

    private double Combine(float* x, int target, float* shares, float* gradient, double factor)
    {
        double sum = Softmax.SumOfExponentials(x, Classes, out float max);
        double logarithm = Math.Log(sum);
        double loss = 0;
        double all = 0;
        for (int j = 0; j < Classes; j++)
        {
            double c = Coefficient(j, target, shares);
            loss += c == 0 ? 0 : c * (logarithm + ((double)max - x[j]));
            all += c;
        }

        for (int j = 0; gradient is not null && j < Classes; j++)
        {
            double p = Math.Exp((double)x[j] - max) / sum;
            gradient[j] = (float)(factor * ((p * all) - Coefficient(j, target, shares)));
        }

        return loss;
    }

    // c_j of the remarks: from the shares if given, otherwise from the target class.
    private double Coefficient(int j, int target, float* shares)
    {
        double weight = ClassWeights.IsEmpty ? 1 : ClassWeights[j];
        return shares is not null ? weight * ((shares[j] * (1 - smoothing)) + (smoothing / Classes))
            : j == target ? weight * (1 - smoothing + (smoothing / Classes))
            : weight * smoothing / Classes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float WriteGradient(float* x, float* gradient, int target, float share, out float max)
    {
        float sum = Softmax.Exponentials(x, gradient, Classes, out max);
        float factor = share / sum;
        for (int j = 0; j < Classes; j++)
        {
            gradient[j] *= factor;
        }

        gradient[target] -= share;
        return sum;
    }
}
