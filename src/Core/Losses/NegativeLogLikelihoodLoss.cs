using System.Runtime.CompilerServices;

namespace NormTools.Core.Losses;

/// <summary>torch.nn.NLLLoss: the negative log-probability of the target, for a model that ends in
/// LogSoftmax.</summary>
internal sealed unsafe class NegativeLogLikelihoodLoss(Arguments arguments) : ClassLoss(arguments)
{
    public override OutputMeaning Meaning => OutputMeaning.ClassLogProbability;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "NegativeLogLikelihood",
        "classes, for a model that ends in LogSoftmax",
        arguments => new NegativeLogLikelihoodLoss(arguments));

    protected override double Sample(float* x, int target, float* gradient, double factor)
    {
        double loss = -x[target];
        if (gradient is not null)
        {
            new Span<float>(gradient, Classes).Clear();
            gradient[target] = -(float)factor;
        }

        return loss;
    }
}
