using NormTools.Contract;
using NormTools.Core.Checkpoints;
using NormTools.Core.Models;
using NormTools.Core.Threading;

namespace NormTools.Core.Training;

/// <remarks>
/// What the caller sees of samples and steps, and what it measures of an epoch: the run waits for it behind the epoch, with the model as
/// it was validated. Only then does a metric of the caller's own decide on rates, on the best epoch and on the end.
/// </remarks>
internal sealed unsafe partial class TrainingRun
{
    private const string AwaitsName = "run.awaits";
    private const int ShownSamples = 16;

    private readonly GivenMetrics givenMetrics = new();
    private bool takesGiven;
    private bool awaits;
    private float[] firstSamples = [];

    /// <summary>Says what the caller wants to see.</summary>
    /// <param name="givesMetrics">Whether it gives metrics behind each epoch, by <see cref="Give"/>.</param>
    /// <param name="measuresGradients">Whether steps measure the norm of their gradients.</param>
    public void Observe(bool givesMetrics, bool measuresGradients)
    {
        lock (gate)
        {
            takesGiven = givesMetrics;
            this.measuresGradients = measuresGradients;
            gradientNorm = double.NaN;
        }
    }

    /// <summary>Takes the caller's metrics of the epoch that has just ended, and decides by them.</summary>
    /// <exception cref="CoreException">RunFinished, NoEpochToGive, InvalidGivenMetric.</exception>
    public RunProgress Give(IReadOnlyDictionary<string, double> values)
    {
        lock (gate)
        {
            RefuseEnded();
            if (!awaits)
            {
                throw CoreException.State("NoEpochToGive", "The run waits for no metrics: they are given behind an epoch, once.");
            }

            int* deferred = Cancellation.Defer();
            try
            {
                using ModelGate.Use use = model.Gate.Change();
                if (values.Count > 0)
                {
                    givenMetrics.Add(values, history);
                }

                Settle();
                return Progress();
            }
            finally
            {
                Cancellation.Use(deferred);
            }
        }
    }

    /// <summary>The caller's metrics of an epoch, as JSON.</summary>
    public string GivenOf(EpochResult result) => givenMetrics.Write(result);

    /// <summary>Decides what waited for the caller's metrics.</summary>
    private void Settle()
    {
        if (!awaits)
        {
            return;
        }

        awaits = false;
        if (options.AwaitsGiven)
        {
            Decide(history[^1]);
        }

        options.Average.Show(false);
    }

    /// <summary>What an epoch's result leads to.</summary>
    private void Decide(in EpochResult result)
    {
        if (options.Plateau is { } plateau && !(plateau.IsGiven && double.IsNaN(plateau.Value(result))))
        {
            groups!.EpochEnded(plateau.Value(result), plateau.Falls);
        }

        StoppingDecision decision = options.Stopping.EpochEnded(result);
        stop = decision.Stop;
        if (decision.KeepWeights)
        {
            Buffer.MemoryCopy(model.Memory, best, model.StateBytes, model.StateBytes);
        }
    }

    private void SaveGiven(CheckpointWriter entries)
    {
        givenMetrics.Save(history, entries);
        if (awaits)
        {
            entries.Add(AwaitsName, 1L);
        }
    }

    private void RestoreGiven(CheckpointReader entries)
    {
        givenMetrics.Restore(entries, history);
        awaits = entries.Has(AwaitsName) && entries.Flag(AwaitsName);
        if (awaits && (epochOpen || history.Count == 0))
        {
            throw entries.Invalid("it waits for metrics in the midst of an epoch");
        }
    }

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
            training.Fill(plan!, order!.Samples, first, rows, pass.Threads);
            return;
        }

        augmented.Features(order!.BaseSeed, order.Samples, first, rows, plan!.Input, pass.Threads);
        training.FillLengths(plan!, order.Samples, first, rows);
        if (firstSamples.Length == 0)
        {
            firstSamples = new ReadOnlySpan<float>(plan.Input, Math.Min(rows, ShownSamples) * FeatureWidth).ToArray();
        }
    }
}
