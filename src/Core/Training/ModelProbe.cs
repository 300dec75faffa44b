using System.Text.Json;
using NormTools.Core.Graph;
using NormTools.Core.Losses;
using NormTools.Core.Memory;
using NormTools.Core.Models;
using NormTools.Core.Random;

namespace NormTools.Core.Training;

/// <summary>Sends a batch and its gradients through a copy of a model, and tells what each layer makes of
/// them.</summary>
/// <remarks>
/// Nothing is fused, so that each layer's own values are seen: a value is looked at right behind the operation that
/// made it, a gradient right before the operation whose output it belongs to, when all that adds to it has been added.
/// Without a loss, the gradient that goes in at the end is drawn from N(0, 1): He et al. 2015 and Glorot and Bengio
/// 2010 argue about its variance on the way back.
/// </remarks>
internal static unsafe class ModelProbe
{
    /// <param name="source">The model; it stays as it is.</param>
    /// <param name="data">Samples, and targets where there is a loss.</param>
    /// <param name="loss">Where the gradients come from; null for a random one.</param>
    /// <param name="generator">Dropout and the random gradient are drawn from it.</param>
    /// <param name="threads">Threads at most.</param>
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
        using Plan plan = Plan.ForProbe(model, rows);
        Pass pass = new() { Rows = rows, Threads = threads, Generator = generator };
        ProbedOperation[] probed = [.. plan.Operations.Select(operation => new ProbedOperation(model, operation))];
        data.Features(null, 0, rows, plan.Input, threads);
        for (int i = 0; i < probed.Length; i++)
        {
            plan.Operations[i].Forward(pass);
            probed[i].LookAtOutput(rows);
        }

        double value = StartGradient(plan, model, data, loss, generator, threads);
        for (int i = probed.Length - 1; i >= 0; i--)
        {
            Operation operation = plan.Operations[i];
            if (operation.Output.NeedsGradient)
            {
                probed[i].LookAtGradient(rows);
                plan.Backward(i, pass);
                probed[i].LookAtParameters(plan);
            }
        }

        return Write(probed, rows, loss is null ? double.NaN : value);
    }

    private static double StartGradient(Plan plan, Model model, BatchReader data, Loss? loss, Generator generator, int threads)
    {
        int rows = (int)data.Count;
        int width = model.OutputCount;
        if (plan.OutputGradient is null)
        {
            return double.NaN; // nothing in the model has parameters
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
