using NormTools.Core.Graph;
using NormTools.Core.Models;

namespace NormTools.Core.Training;

/// <summary>Gives batch normalisations the exact statistics of all training rows under the weights that the model has.</summary>
/// <remarks>
/// The rows come in the order of the data, as they are (not augmented, no dropout), in parts of one batch to just below two, which
/// normalise by themselves as in training. It keeps its results to itself until all rows have come, and can be begun anew.
/// </remarks>
internal sealed unsafe class StatisticsPool : IDisposable
{
    private readonly BatchReader data;
    private readonly Plan plan;
    private readonly Pass pass;
    private readonly long parts;
    private long part;

    public StatisticsPool(Model model, BatchReader data, int batch, int threads)
    {
        this.data = data;
        parts = Math.Max(1, data.Count / batch);
        pass = new Pass { Threads = threads };
        plan = Plan.ForStatistics(model, (data.Count + parts - 1) / parts);
    }

    public bool IsDone => part == parts;

    /// <summary>Whether a model has statistics to be pooled.</summary>
    public static bool IsFor(Model model) => model.Layers.Any(layer => layer.State.Any(entry => entry.Role == StateRole.Mean));

    /// <summary>Takes the next part in; behind the last the model has the statistics.</summary>
    public void Next()
    {
        long first = part * data.Count / parts;
        pass.Rows = (int)(((part + 1) * data.Count / parts) - first);
        data.Fill(plan, null, first, pass.Rows, pass.Threads);
        plan.Forward(pass);
        part++;
        if (IsDone)
        {
            foreach (IPoolsStatistics operation in plan.Operations.OfType<IPoolsStatistics>())
            {
                operation.Write();
            }
        }
    }

    public void Dispose() => plan.Dispose();
}
