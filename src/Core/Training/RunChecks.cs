using NormTools.Core.Models;

namespace NormTools.Core.Training;

/// <summary>Checks before a run starts, so that it does not fail in its last batch.</summary>
internal static class RunChecks
{
    public static void All(Model model, RunOptions options, BatchReader training, BatchReader? validation, IReadOnlySet<string> fixedLayers)
    {
        if (model.ParameterBytes == 0)
        {
            throw CoreException.Argument("NothingToTrain",
                "The model has no parameters, so there is nothing to train.");
        }

        model.CheckState(training: true);
        foreach (BatchReader data in validation is null ? [training] : new[] { training, validation })
        {
            DatasetChecks.Targets(data, options.Loss, model);
            if (ReferenceEquals(data, training))
            {
                options.Loss.CountClasses(data.AllLabels());
            }

            DatasetChecks.Finite(data, options.Threads);
        }

        BatchSizes(options, training.Count, model.Layers.Where(layer => !fixedLayers.Contains(layer.Path)).Max(layer => layer.LeastTrainingRows));
        if (options.Optimizer.NeedsClosure)
        {
            WholeBatch(options, training.Count);
        }
    }

    private static void WholeBatch(RunOptions options, long count)
    {
        if (options.BatchSize < count)
        {
            throw CoreException.Argument(
                "NotOneBatch",
                $"{options.Optimizer.Name} evaluates the same samples several times per step, so it takes all of them as "
                    + $"one batch. There are {count}, but -BatchSize is {options.BatchSize}; use -BatchSize {count}.");
        }

        if (options.Accumulate > 1)
        {
            throw CoreException.Argument(
                "InvalidRunOptions",
                $"{options.Optimizer.Name} takes all data as one batch, so there is nothing to accumulate.");
        }

        if (options.Clipping.IsOn)
        {
            throw CoreException.Argument(
                "InvalidRunOptions",
                $"{options.Optimizer.Name} computes the curvature from the gradients, so they cannot be clipped.");
        }
    }

    private static void BatchSizes(RunOptions options, long count, int least)
    {
        if (options.DropLast && count < options.BatchSize)
        {
            throw CoreException.Argument(
                "InvalidRunOptions",
                $"-DropLast leaves no batch of {Plural.Of(count, "sample")}: -BatchSize is {options.BatchSize}.");
        }

        long last = options.DropLast ? 0 : count % options.BatchSize;
        if (options.BatchSize < least || count < least)
        {
            throw CoreException.Argument(
                "OneValuePerChannel",
                $"Batch normalisation takes batches of at least {least} samples: {Plural.Of(count, "sample")} came in batches "
                    + $"of {options.BatchSize}.");
        }

        if (last > 0 && last < least)
        {
            throw CoreException.Argument(
                "LastBatchOfOne",
                $"{count} samples in batches of {options.BatchSize} leave a last batch of one, which batch "
                + "normalisation cannot take. "
                + "Use another -BatchSize, or -DropLast to leave it out.");
        }
    }
}
