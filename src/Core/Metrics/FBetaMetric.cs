using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>The harmonic mean of precision and recall, recall beta times as important: scikit-learn's
/// fbeta_score.</summary>
internal sealed class FBetaMetric(Arguments arguments) : ClassScoreMetric(arguments, null)
{
    protected override double Beta { get; } = arguments.Number("beta", 2, 0);

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "FBeta", "harmonic mean of precision and recall, recall beta times as important",
        arguments => new FBetaMetric(arguments));

    protected override double[] Score(ClassScores scores) => scores.F;
}
