using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>The harmonic mean of precision and recall: scikit-learn's f1_score.</summary>
internal sealed class F1Metric(Arguments arguments, string? average) : ClassScoreMetric(arguments, average)
{
    [ModuleInitializer]
    internal static void Add() => AddAverages(
        "F1", "harmonic mean of precision and recall", (arguments, average) => new F1Metric(arguments, average));

    protected override double[] Score(ClassScores scores) => scores.F;
}
