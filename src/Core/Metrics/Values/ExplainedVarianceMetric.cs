using System.Runtime.CompilerServices;

namespace NormTools.Core.Metrics;

/// <summary>R2 and explained variance: the share of the targets' variance that the predictions explain.</summary>
/// <remarks>With constant targets it is 1 for a perfect prediction and 0 for any other, as in scikit-learn.
/// multioutput: the mean over the outputs, plain or weighted by their variance.</remarks>
internal sealed class ExplainedVarianceMetric : ValueMetric
{
    private readonly bool centred;
    private readonly bool weighted;

    private ExplainedVarianceMetric(Arguments arguments, bool centred)
    {
        this.centred = centred;
        string how = arguments.OneOf("multioutput", "uniform_average", "uniform_average", "variance_weighted");
        weighted = how == "variance_weighted";
    }

    public override bool Falls => false;

    public override bool IsHeadline => !centred;

    [ModuleInitializer]
    internal static void Add()
    {
        Catalog.Add(
            "R2", "share of the targets' variance that is explained; 0 for predicting their mean",
            arguments => new ExplainedVarianceMetric(arguments, false));
        Catalog.Add(
            "ExplainedVariance", "R2 that ignores a constant offset",
            arguments => new ExplainedVarianceMetric(arguments, true));
    }

    public override double[] PerOutput(MetricEvidence evidence) => !centred && evidence.Count < 2
        ? [double.NaN]
        : ValueScores.Explained(evidence, centred).Scores;

    protected override MetricValue Average(MetricEvidence evidence, double[] scores)
    {
        if (Array.Exists(scores, double.IsNaN))
        {
            return MetricValue.Undefined("one sample has no variance");
        }

        double[] spread = ValueScores.Explained(evidence, centred).Spread;
        return ConfusionScores.Mean(scores, weighted && spread.Any(value => value > 0) ? spread : null);
    }
}
