using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>The share of a class's predictions that are right: scikit-learn's precision_score.</summary>
internal sealed class PrecisionMetric(Arguments arguments, string? average) : ClassScoreMetric(arguments, average)
{
    [ModuleInitializer]
    internal static void Add() => AddAverages(
        "Precision", "share of a class's predictions that are right", (arguments, average) => new PrecisionMetric(arguments, average));

    protected override double[] Score(ClassScores scores) => scores.Precision;
}
