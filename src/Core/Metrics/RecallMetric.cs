using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>The share of a class's samples that are found: scikit-learn's recall_score.</summary>
internal sealed class RecallMetric(Arguments arguments, string? average) : ClassScoreMetric(arguments, average)
{
    [ModuleInitializer]
    internal static void Add() => AddAverages(
        "Recall", "share of a class's samples that are found", (arguments, average) => new RecallMetric(arguments, average));

    protected override bool IsOfTrueClass => true;

    protected override double[] Score(ClassScores scores) => scores.Recall;
}
