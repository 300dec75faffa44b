using System.Numerics.Tensors;
using NormTools.Core.Checkpoints;
using NormTools.Core.Losses;
using NormTools.Core.Optimizers;
using NormTools.Core.Threading;

namespace NormTools.Core.Training;

/// <remarks>What happens with the gradients of a batch.</remarks>
internal sealed unsafe partial class TrainingRun
{
    private long skipped;
    private long skippedInRow;
    private double zeroShare = double.NaN;
    private float* accumulated;
    private double accumulatedDivisor;
    private long accumulatedBatches;
    private bool measuresGradients;
    private double gradientNorm = double.NaN;

    /// <summary>Updates the parameters by the gradients in the plan, penalties included.</summary>
    /// <param name="batch">The batch the gradients are of.</param>
    /// <param name="divisor">The divisor of the batch's sum.</param>
    /// <exception cref="CoreException">GradientNotFinite: too many steps in a row.</exception>
    private void Move(in LossBatch batch, double divisor)
    {
        gradientNorm = double.NaN;
        if (options.Optimizer.NeedsClosure)
        {
            MoveByClosure(batch);
            FinishStep();
        }
        else if (accumulated is null)
        {
            Step();
        }
        else
        {
            Accumulate(divisor);
        }
    }

    /// <summary>A batch in which no target counts: it may still be the last of those accumulated for a step.</summary>
    private void MoveWithout()
    {
        gradientNorm = double.NaN;
        if (accumulated is not null)
        {
            Accumulate(0);
        }
    }

    private void MeasureGradients()
    {
        if (measuresGradients)
        {
            gradientNorm = options.Clipping.Measure(plan!.Gradients, groups!.Merged, pass.Threads);
        }
    }

    private double Penalty() => options.Penalties.Add((float*)model.Memory, plan!.Gradients);

    /// <summary>Accumulates a batch's gradients; the last batch of the group, or of the epoch, takes the step for all
    /// their samples.</summary>
    /// <param name="divisor">The divisor of the batch's sum; 0 for a batch without gradients.</param>
    private void Accumulate(double divisor)
    {
        int* deferred = Cancellation.Defer(); // an added batch cannot be rolled back
        try
        {
            Span<float> sum = new(accumulated, plan!.ParameterCount), gradients = new(plan.Gradients, plan.ParameterCount);
            if (divisor > 0)
            {
                TensorPrimitives.MultiplyAdd(gradients, (float)divisor, sum, sum);
            }

            accumulatedDivisor += divisor;
            accumulatedBatches++;
            if (accumulatedBatches < options.Accumulate && step < stepsPerEpoch)
            {
                return;
            }

            double all = accumulatedDivisor;
            (accumulatedDivisor, accumulatedBatches) = (0, 0);
            if (all > 0)
            {
                TensorPrimitives.Multiply(sum, (float)(1 / all), gradients);
                sum.Clear();
                Step();
            }
        }
        finally
        {
            Cancellation.Use(deferred);
        }
    }

    private void SaveAccumulated(CheckpointWriter entries)
    {
        if (accumulated is not null)
        {
            entries.Add("accumulated.gradients", accumulated, plan!.ParameterCount);
            entries.Add("accumulated.divisor", accumulatedDivisor);
            entries.Add("accumulated.batches", accumulatedBatches);
        }

        if (options.Clipping.IsOn)
        {
            entries.Add("run.skipped", skipped);
            entries.Add("run.skipped_in_row", skippedInRow);
        }
    }

    private void RestoreAccumulated(CheckpointReader entries)
    {
        if (accumulated is not null)
        {
            entries.Read("accumulated.gradients", accumulated, plan!.ParameterCount);
            accumulatedDivisor = entries.Number("accumulated.divisor", 0);
            accumulatedBatches = entries.Integer("accumulated.batches", 0, options.Accumulate - 1);
        }

        skipped = entries.Has("run.skipped") ? entries.Integer("run.skipped", 0) : 0;
        skippedInRow = entries.Has("run.skipped_in_row") ? entries.Integer("run.skipped_in_row", 0, skipped) : 0;
    }

    private void FinishStep()
    {
        options.Penalties.AfterStep((float*)model.Memory, rate);
        options.Average.Add();
    }

    private void Step()
    {
        stepLoss += Penalty();
        MeasureGradients();
        GradientClipping clipping = options.Clipping;
        float factor = 1;
        if (clipping.IsOn)
        {
            factor = clipping.Apply(plan!.Gradients, groups!.Merged, pass.Threads);
            if (!double.IsFinite(clipping.Norm))
            {
                Skip();
                return;
            }

            skippedInRow = 0;
        }

        int* deferred = Cancellation.Defer();
        try
        {
            groups!.Step(factor, pass.Threads);
            FinishStep();
        }
        finally
        {
            Cancellation.Use(deferred);
        }
    }

    /// <summary>A gradient that is not finite gives no direction: its batch leaves no trace except in the
    /// loss.</summary>
    private void Skip()
    {
        skipped++;
        skippedInRow++;
        if (skippedInRow > options.Clipping.MostSkipped)
        {
            throw CoreException.NotFinite(
                "GradientNotFinite", $"The gradients of {Plural.Of(skippedInRow, "step")} in a row were not finite. A smaller "
                    + "-LearningRate may help, or a smaller -ClipNorm; scaled features and a norm layer often do.");
        }

        RestoreBuffers();
    }

    // The first evaluation of the closure reuses the forward and backward pass just done.
    private void MoveByClosure(LossBatch batch)
    {
        bool isFirst = true;
        stepLoss += Penalty();
        MeasureGradients();
        double first = stepLoss;
        groups!.Step(Look);

        double Look()
        {
            if (isFirst)
            {
                isFirst = false;
                return first;
            }

            plan!.Forward(pass);
            LossTotals totals = default;
            double value = options.Loss.Evaluate(batch, ref totals);
            plan.Backward(pass);
            return value + Penalty();
        }
    }
}
