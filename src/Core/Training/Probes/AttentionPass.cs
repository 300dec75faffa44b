using NormTools.Core.Graph;
using NormTools.Core.Layers;
using NormTools.Core.Models;

namespace NormTools.Core.Training;

/// <summary>The weights of one layer of attention over samples.</summary>
internal static unsafe class AttentionPass
{
    /// <summary>In evaluation mode, in batches of bounded memory.</summary>
    /// <param name="model">The model, which is not changed.</param>
    /// <param name="layer">One of its layers.</param>
    /// <param name="data">The samples.</param>
    /// <param name="threads">The most threads.</param>
    /// <param name="weights">[rows, heads, steps, steps]: what each step reads of each; zeros behind a sample's end.</param>
    /// <exception cref="CoreException">NoAttention: the layer is none of attention.</exception>
    public static void Run(Model model, Layer layer, BatchReader data, int threads, float* weights)
    {
        if (layer is not MultiheadAttentionLayer attention)
        {
            throw CoreException.Argument("NoAttention", $"Layer {layer.Path} ({layer.Type}) has no weights of attention.");
        }

        if (data.Count == 0)
        {
            return;
        }

        model.CheckState(training: false);
        data.Fit(model);
        using ModelGate.Use use = model.Gate.Read();
        using Plan plan = Plan.ForEvaluation(model, data.Count);
        int count = Enumerable.Range(0, plan.Operations.Count)
            .First(i => plan.Operations[i] is AttentionOperation operation && operation.Name == attention.Weighing) + 1;
        AttentionOperation weighing = (AttentionOperation)plan.Operations[count - 1];
        int ofHead = weighing.Shape.Steps * weighing.Shape.Steps;
        int rows;
        for (long first = 0; first < data.Count; first += rows)
        {
            rows = (int)Math.Min(plan.Rows, data.Count - first);
            Pass pass = new() { Rows = rows, Threads = threads };
            data.Fill(plan, null, first, rows, threads);
            for (int i = 0; i < count; i++)
            {
                plan.Operations[i].Forward(pass);
            }

            for (int head = 0; head < rows * weighing.Shape.Heads; head++)
            {
                Threading.Cancellation.ThrowIfRequested();
                weighing.ReadWeights(pass, head, new Span<float>(weights, ofHead));
                weights += ofHead;
            }
        }
    }
}
