using NormTools.Core.Losses;
using NormTools.Core.Optimizers;
using NormTools.Core.Threading;

namespace NormTools.Core.Training;

/// <remarks>What is done with the gradients of a batch.</remarks>
internal sealed unsafe partial class TrainingRun
{
    private long skipped;
    private long skippedInRow;

    /// <summary>Moves the parameters by the gradients that the plan holds.</summary>
    /// <param name="batch">Whose they are.</param>
    /// <param name="loss">Of the batch.</param>
    /// <exception cref="CoreException">GradientNotFinite: too many steps in a row.</exception>
    private void Move(in LossBatch batch, double loss)
    {
        if (options.Optimizer.NeedsClosure)
        {
            MoveByClosure(batch, loss);
            return;
        }

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

        int* word = Cancellation.Defer();
        groups!.Step(factor, pass.Threads);
        Cancellation.Use(word);
    }

    /// <summary>A gradient that is not finite tells no direction: its batch leaves no traces but in the loss.</summary>
    private void Skip()
    {
        skipped++;
        skippedInRow++;
        if (skippedInRow > options.Clipping.MostSkipped)
        {
            throw CoreException.NotFinite(
                "GradientNotFinite", $"The gradients of {Plural.Of(skippedInRow, "step")} in a row were not finite. A smaller "
                    + "-LearningRate may help, or -ClipNorm a smaller one; scaled features and a norm layer often do.");
        }

        RestoreBuffers();
    }

    // The first look at the loss is the one that the step began with.
    private void MoveByClosure(LossBatch batch, double loss)
    {
        bool isFirst = true;
        groups!.Step(Look);

        double Look()
        {
            if (isFirst)
            {
                isFirst = false;
                return loss;
            }

            plan!.Forward(pass);
            LossTotals totals = default;
            double value = options.Loss.Evaluate(batch, ref totals);
            plan.Backward(pass);
            return value;
        }
    }
}
