namespace NormTools.Core.Training;

/// <remarks>What comes behind the steps of an epoch: statistics of averaged weights, then the validation.</remarks>
internal sealed unsafe partial class TrainingRun
{
    private StatisticsPool? pool;

    /// <summary>The next piece of what comes behind the steps.</summary>
    private void Judge()
    {
        if (pool is null)
        {
            evaluator?.Next(options.Loss, ref validationTotals, validationEvidence);
            return;
        }

        pool.Next();
        if (pool.IsDone)
        {
            EndPool();
            options.Average.StatisticsPooled();
        }
    }

    /// <summary>Whether the average of the weights lacks the statistics of its batch normalisations; starts to pool them when it
    /// does.</summary>
    private bool IsPooling()
    {
        options.Average.EpochEnds(epoch);
        if (options.Average.NeedsStatistics && pool is null)
        {
            options.Average.Show(true);
            pool = new StatisticsPool(model, training, batchSize, options.Threads);
        }

        return pool is not null;
    }

    /// <summary>Pools to the end what a run that ends within the pooling would leave undone.</summary>
    private void FinishPool()
    {
        options.Average.Show(true);
        EndPool();
        if (options.Average.NeedsStatistics)
        {
            using StatisticsPool rest = new(model, training, batchSize, options.Threads);
            while (!rest.IsDone)
            {
                rest.Next();
            }

            options.Average.StatisticsPooled();
        }
    }

    private void EndPool()
    {
        pool?.Dispose();
        pool = null;
    }
}
