namespace NormTools.Core.Training;

/// <remarks>The samples of a step.</remarks>
internal sealed unsafe partial class TrainingRun
{
    private const int ShownSamples = 16;

    private float[] firstSamples = [];

    /// <summary>The first samples that the run trained on, as the model saw them, where they are augmented; empty before the first
    /// step.</summary>
    public ReadOnlySpan<float> FirstSamples => firstSamples;

    /// <summary>Values of a sample.</summary>
    public int FeatureWidth => training.FeatureWidth;

    /// <summary>Puts the samples of a step in the plan's input.</summary>
    private void GatherSamples(long first, int rows)
    {
        if (augmented is null)
        {
            training.Features(order!.Samples, first, rows, plan!.Input, pass.Threads);
            return;
        }

        augmented.Features(order!.BaseSeed, order.Samples, first, rows, plan!.Input, pass.Threads);
        if (firstSamples.Length == 0)
        {
            firstSamples = new ReadOnlySpan<float>(plan.Input, Math.Min(rows, ShownSamples) * FeatureWidth).ToArray();
        }
    }
}
