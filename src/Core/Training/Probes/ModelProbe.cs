using System.Text.Json;
using NormTools.Core.Graph;
using NormTools.Core.Layers;
using NormTools.Core.Losses;
using NormTools.Core.Memory;
using NormTools.Core.Models;
using NormTools.Core.Random;

namespace NormTools.Core.Training;

/// <summary>Sends a batch forward and its gradients back through a copy of a model, and collects statistics of each
/// layer.</summary>
/// <remarks>
/// Nothing is fused, so that each layer's own values are seen: a value is inspected right after the operation that
/// wrote it, a gradient right before the backward pass of the operation whose output it belongs to, when it is
/// complete. Without a loss, the gradient at the output is drawn from N(0, 1): Glorot and Bengio 2010 and He et al.
/// 2015 analyse its variance on the way back.
/// </remarks>
internal static unsafe class ModelProbe
{
    /// <param name="source">The model, which is not changed.</param>
    /// <param name="data">Samples, and targets where there is a loss.</param>
    /// <param name="loss">The source of the gradients; null for a random gradient.</param>
    /// <param name="generator">Dropout and the random gradient are drawn from it.</param>
    /// <param name="threads">The most threads.</param>
    /// <returns>JSON: see nt_model_probe.</returns>
    public static string Run(Model source, BatchReader data, Loss? loss, Generator generator, int threads)
    {
        if (data.Count == 0)
        {
            throw CoreException.InvalidData("EmptyDataset", "There are no samples to send through the model.");
        }

        int rows = checked((int)data.Count);
        if (rows < source.LeastTrainingRows)
        {
            throw CoreException.Shape(
                "OneValuePerChannel",
                $"Expected more than 1 value per channel when training, got a batch of {rows}: batch normalisation needs {source.LeastTrainingRows} samples.");
        }

        using Model model = source.Copy();
        HashSet<Layer> sequences = StepLayers.Of(model);
        using Plan plan = Plan.ForProbe(model, rows, wantsInputGradient: sequences.Count > 0);
        Pass pass = new() { Rows = rows, Threads = threads, Generator = generator };
        Layer?[] owners = [.. plan.Operations.Select(operation => OwnerOf(model, operation))];
        ProbedOperation[] probed = [.. plan.Operations.Select((operation, i) =>
            new ProbedOperation(model, operation, Array.LastIndexOf(owners, owners[i]) == i ? owners[i] : null, sequences))];
        data.Fit(source);
        data.Fill(plan, null, 0, rows, threads);
        for (int i = 0; i < probed.Length; i++)
        {
            plan.Operations[i].Forward(pass);
            probed[i].LookAtOutput(rows, plan.Lengths);
            if (plan.Operations[i] is AttentionOperation attention)
            {
                probed[Array.LastIndexOf(owners, owners[i])].LookAtAttention(attention, pass);
            }
        }

        double value = StartGradient(plan, model, data, loss, generator, threads);
        for (int i = probed.Length - 1; i >= 0; i--)
        {
            Operation operation = plan.Operations[i];
            if (operation.Output.NeedsGradient)
            {
                probed[i].LookAtGradient(rows);
                plan.Backward(i, pass);
                if (owners[i] is not null && Array.IndexOf(owners, owners[i]) == i)
                {
                    probed[Array.LastIndexOf(owners, owners[i])].LookAtFirst(plan, operation);
                }
            }
        }

        return Write(probed, rows, loss is null ? double.NaN : value);
    }

    // The layer that an operation belongs to, as "2" for "2.attention"; null for those that containers add.
    private static Layer? OwnerOf(Model model, Operation operation) => model.Layers.FirstOrDefault(layer => layer.Content.Count == 0
        && (layer.Path == operation.Name || operation.Name.StartsWith(layer.Path + ".", StringComparison.Ordinal)));

    private static double StartGradient(Plan plan, Model model, BatchReader data, Loss? loss, Generator generator, int threads)
    {
        int rows = (int)data.Count;
        int width = model.OutputCount;
        if (plan.OutputGradient is null)
        {
            return double.NaN; // the model has no parameters
        }

        if (loss is null)
        {
            generator.Normal(new Span<float>(plan.OutputGradient, checked(rows * width)));
            return double.NaN;
        }

        DatasetChecks.Targets(data, loss, model);
        void* targets = NativePool.Rent(data.Count * sizeof(float) * Math.Max(data.View.TargetWidth, 1));
        try
        {
            data.ReadTargets(loss, null, 0, rows, targets);
            LossTotals totals = default;
            LossBatch batch = new()
            {
                Output = plan.Output,
                Targets = targets,
                Gradient = plan.OutputGradient,
                Lengths = data.LossLengths(plan),
                Rows = rows,
                Threads = threads,
            };
            return loss.Evaluate(batch, ref totals);
        }
        finally
        {
            NativePool.Return(targets);
        }
    }

    private static string Write(ProbedOperation[] probed, int rows, double loss)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("rows", rows);
            if (double.IsFinite(loss))
            {
                json.WriteNumber("loss", loss);
            }

            json.WriteStartArray("layers");
            foreach (ProbedOperation operation in probed.Where(operation => operation.IsLayer))
            {
                operation.Write(json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
