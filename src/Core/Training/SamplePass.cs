using NormTools.Contract;
using NormTools.Core.Graph;
using NormTools.Core.Layers;
using NormTools.Core.Losses;
using NormTools.Core.Memory;
using NormTools.Core.Metrics;
using NormTools.Core.Models;
using NormTools.Core.Random;

namespace NormTools.Core.Training;

/// <summary>Passes of a model over samples outside a run.</summary>
internal static unsafe class SamplePass
{
    /// <summary>The outputs in evaluation mode, [rows, outputs], computed in batches of bounded memory.</summary>
    public static void Evaluate(Model model, BatchReader data, int threads, float* y)
    {
        if (data.Count == 0)
        {
            return;
        }

        data.Fit(model);
        using ModelGate.Use use = model.Gate.Read();
        using Evaluator evaluator = new(model, data, threads);
        while (!evaluator.IsDone)
        {
            evaluator.Next(y + (evaluator.Position * model.OutputCount));
        }
    }

    /// <summary>The outputs of one training-mode pass over all rows as one batch; a pass that fails or is cancelled
    /// leaves the running statistics unchanged.</summary>
    public static void Train(Model model, BatchReader data, Generator generator, int threads, float* y)
    {
        if (data.Count == 0)
        {
            return;
        }

        using ModelGate.Use use = model.Gate.Change(); // it updates the model's running statistics
        model.CheckState(training: true);
        data.Fit(model);
        using Plan plan = Plan.ForTrainingForward(model, data.Count);
        data.Fill(plan, null, 0, (int)data.Count, threads);
        byte* buffers = model.Memory + model.ParameterBytes;
        long bufferBytes = model.StateBytes - model.ParameterBytes;
        byte* before = (byte*)NativePool.Rent(bufferBytes);
        try
        {
            Buffer.MemoryCopy(buffers, before, bufferBytes, bufferBytes);
            plan.Forward(new Pass { Rows = (int)data.Count, Threads = threads, Generator = generator });
        }
        catch (Exception)
        {
            Buffer.MemoryCopy(before, buffers, bufferBytes, bufferBytes);
            throw;
        }
        finally
        {
            NativePool.Return(before);
        }

        long bytes = data.Count * model.OutputCount * sizeof(float);
        Buffer.MemoryCopy(plan.Output, y, bytes, bytes);
        data.ClearPadding(plan, y, (int)data.Count, model.OutputCount);
    }

    /// <summary>The input of one layer in a training-mode pass over all rows as one batch, [rows, inputs]. The model is
    /// not changed.</summary>
    public static void InputOf(Model source, Layer layer, BatchReader data, int threads, float* y)
    {
        if (data.Count == 0)
        {
            return;
        }

        using Model model = source.Copy();
        model.CheckState(training: true);
        data.Fit(model);
        using Plan plan = Plan.ForInputOf(model, layer, data.Count);
        data.Fill(plan, null, 0, (int)data.Count, threads);
        plan.Forward(new Pass { Rows = (int)data.Count, Threads = threads, Generator = model.Stream });
        long bytes = data.Count * layer.InputCount * sizeof(float);
        Buffer.MemoryCopy(plan.Output, y, bytes, bytes);
    }

    /// <summary>Loss and metrics in evaluation mode.</summary>
    /// <param name="model">The model.</param>
    /// <param name="view">Samples and targets.</param>
    /// <param name="loss">The loss to compute.</param>
    /// <param name="threads">The most threads.</param>
    public static ModelEvaluation Judge(Model model, in DatasetView view, Loss loss, int threads)
    {
        BatchReader data = new(view, model.InputCount, "data");
        DatasetChecks.Targets(data, loss, model);
        DatasetChecks.Finite(data, threads);
        loss.CountClasses(data.AllLabels());
        LossTotals totals = default;
        MetricEvidence evidence = new(loss, EvidenceNeeds.Counts | EvidenceNeeds.Probabilities | EvidenceNeeds.Values)
        {
            KeepsOwners = true,
        };
        using ModelGate.Use use = model.Gate.Read();
        using Evaluator evaluator = new(model, data, threads);
        while (!evaluator.IsDone)
        {
            evaluator.Next(loss, ref totals, evidence);
        }

        return new ModelEvaluation(totals.MeanLoss, data.Count, evidence);
    }
}
