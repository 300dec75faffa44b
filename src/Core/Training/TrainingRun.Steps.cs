using System.Diagnostics;
using NormTools.Contract;
using NormTools.Core.Losses;
using NormTools.Core.Metrics;
using NormTools.Core.Random;

namespace NormTools.Core.Training;

/// <remarks>The position of a run and its steps. Between two calls of Work, its whole state is in these
/// fields.</remarks>
internal sealed unsafe partial class TrainingRun
{
    private RunState state = RunState.Running;
    private bool epochOpen;
    private bool stop;
    private long epoch;
    private long step;
    private double rate = double.NaN;
    private double stepLoss = double.NaN;
    private readonly MetricEvidence trainingEvidence = null!;
    private readonly MetricEvidence? validationEvidence;
    private LossTotals trainingTotals;
    private LossTotals validationTotals;
    private readonly Generator beforeEpoch = new(0);
    private Evaluator? evaluator;
    private double epochSeconds;
    private double totalSeconds;
    private (long Step, double Rate, LossTotals Training, LossTotals Validation, long Position) mark;
    private long sliceStart;

    /// <summary>Does steps, batches of validation and ends of epochs until the time is over or there is something to
    /// report.</summary>
    private void Work(long deadline)
    {
        do
        {
            if (!epochOpen)
            {
                if (stop || epoch == options.Epochs)
                {
                    End(stop ? RunState.StoppedEarly : RunState.Finished);
                    return;
                }

                if (!BeginEpoch())
                {
                    return;
                }
            }

            state = RunState.Running;
            Mark();
            try
            {
                if (step == stepsPerEpoch)
                {
                    Judge();
                }
                else if (!TrainStep())
                {
                    End(RunState.NotFinite);
                    return;
                }
            }
            catch (Exception failure)
            {
                GoBack(); // whatever failed, the run can be saved and can continue from here
                if (failure is CoreException { Status: Status.Cancelled })
                {
                    return;
                }

                if (failure is CoreException { Status: Status.NotFinite })
                {
                    step++; // counts the failing step, as for a loss that is not finite
                    SetRate();
                    End(RunState.NotFinite);
                }

                throw;
            }

            if (step == stepsPerEpoch && IsValidated())
            {
                RefuseWeightless(trainingTotals, training);
                RefuseWeightless(validationTotals, validation);
                EndEpoch();
                return;
            }
        }
        while (Stopwatch.GetTimestamp() < deadline);
    }

    /// <summary>Saves everything that the next step, or batch of validation, changes before its final update.</summary>
    private void Mark()
    {
        trainingEvidence.Mark();
        validationEvidence?.Mark();
        mark = (step, rate, trainingTotals, validationTotals, evaluator?.Position ?? 0);
        if (step < stepsPerEpoch)
        {
            Buffer.MemoryCopy(model.Memory + model.ParameterBytes, bufferCopy, BufferBytes, BufferBytes);
            generatorCopy?.GoTo(generator);
        }
    }

    /// <summary>Goes back to the mark. The parameters need no restoring, since the optimiser's step is never
    /// cancelled.</summary>
    private void GoBack()
    {
        (step, rate, trainingTotals, validationTotals, long position) = mark;
        trainingEvidence.GoBack();
        validationEvidence?.GoBack();
        if (step < stepsPerEpoch)
        {
            RestoreBuffers();
            if (generatorCopy is not null)
            {
                generator.GoTo(generatorCopy);
            }
        }
        else
        {
            EndPool(); // it is begun anew
            evaluator?.Position = position;
        }
    }

    private void RestoreBuffers() =>
        Buffer.MemoryCopy(bufferCopy, model.Memory + model.ParameterBytes, BufferBytes, BufferBytes);

    /// <summary>Draws the order of the samples; false, with nothing changed, if cancelled.</summary>
    private bool BeginEpoch()
    {
        beforeEpoch.GoTo(generator);
        try
        {
            order!.Next(generator);
        }
        catch (CoreException failure) when (failure.Status == Status.Cancelled)
        {
            generator.GoTo(beforeEpoch);
            state = RunState.Running;
            return false;
        }

        epoch++;
        step = 0;
        epochOpen = true;
        epochSeconds = 0;
        trainingTotals = default;
        validationTotals = default;
        trainingEvidence.Clear();
        validationEvidence?.Clear();
        return true;
    }

    /// <summary>One batch forward, its loss, backward, and the optimiser's step; false if the loss is not
    /// finite.</summary>
    private bool TrainStep()
    {
        long first = step * batchSize;
        int rows = (int)Math.Min(batchSize, training.Count - first);
        pass.Rows = rows;
        GatherSamples(first, rows);
        training.ReadTargets(options.Loss, order!.Samples, first, rows, targets);
        training.Weights(order.Samples, first, rows, weights);
        LossBatch batch = new()
        {
            Output = plan!.Output,
            Targets = targets,
            Weights = weights,
            Gradient = plan.OutputGradient,
            Lengths = training.LossLengths(plan),
            Rows = rows,
            Threads = pass.Threads,
        };
        training.KeepUnit(ref batch, order.Samples, first, unitTargets);
        augmented?.MixTargets(ref batch);
        plan.Forward(pass);
        step++;
        SetRate();
        LossTotals before = trainingTotals;
        if (options.Metrics.Count > 0 && augmented is not { Mixes: > 0 })
        {
            trainingEvidence.Add(batch); // before the gradient, which may overwrite the outputs
        }

        double loss = stepLoss = options.Loss.Evaluate(batch, ref trainingTotals);
        if (trainingTotals.Divisor == before.Divisor)
        {
            RestoreBuffers(); // no target in the batch counts: there is nothing to learn from it
            MoveWithout();
            return true;
        }

        if (!double.IsFinite(loss))
        {
            RestoreBuffers(); // a batch without a finite loss must not affect the running statistics
            return false;
        }

        plan.Backward(pass);
        Move(batch, trainingTotals.Divisor - before.Divisor);
        return true;
    }

    private void SetRate()
    {
        rate = groups!.SetRate(epoch - 1, ((epoch - 1) * stepsPerEpoch) + step - 1);
    }

    /// <summary>Whether nothing is left to validate in this epoch; starts the validation when it is due.</summary>
    private bool IsValidated()
    {
        if (IsPooling())
        {
            return false;
        }

        if (validation is null)
        {
            return true;
        }

        if (evaluator is null)
        {
            options.Average.Show(true);
            evaluator = new Evaluator(model, validation, options.Threads);
            _ = options.DrawsForValidation ? generator.NextInt64() : 0;
        }

        return evaluator.IsDone;
    }

    // There is no mean over rows whose weights sum to zero.
    private static void RefuseWeightless(in LossTotals totals, BatchReader? data)
    {
        if (data is not null && totals.Divisor == 0)
        {
            throw CoreException.InvalidData(
                "NothingWeighted",
                $"All rows of the {data.Name} have a weight of 0: their classes by -ClassWeight, the rows by "
                + "-SampleWeight, or because the loss ignores them all.");
        }
    }

    private void EndEpoch()
    {
        CountTime();
        options.Average.Show(true);
        zeroShare = options.Penalties.ZeroShare((float*)model.Memory);
        EpochResult result = new(
            epoch,
            trainingTotals.MeanLoss,
            validation is null ? double.NaN : validationTotals.MeanLoss,
            rate,
            epochSeconds,
            [.. options.Metrics.Select(metric => metric.Value(trainingEvidence).Value)],
            [.. options.Metrics.Select(metric => validationEvidence is null
                ? double.NaN
                : metric.Value(validationEvidence).Value)]);
        history.Add(result);
        evaluator?.Dispose();
        evaluator = null;
        epochOpen = false;
        state = RunState.EpochFinished;
        awaits = takesGiven;
        if (!awaits || !options.AwaitsGiven)
        {
            Decide(result);
        }

        if (!awaits)
        {
            options.Average.Show(false);
        }
    }

    private void CountTime()
    {
        long now = Stopwatch.GetTimestamp();
        double seconds = (double)(now - sliceStart) / Stopwatch.Frequency;
        epochSeconds += seconds;
        totalSeconds += seconds;
        sliceStart = now;
    }
}
