using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>The mean squared difference between probabilities and truth: with two classes for class 1, with more the
/// sum over the classes.</summary>
internal sealed class BrierScoreMetric : SampleMeanMetric
{
    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "BrierScore", "mean squared difference between probabilities and truth", _ => new BrierScoreMetric());

    protected override double Cost(double[] probabilities, int truth) => probabilities.Length == 2
        ? Math.Pow(probabilities[1] - truth, 2)
        : probabilities.Select((p, label) => Math.Pow(p - (label == truth ? 1 : 0), 2)).Sum();
}
