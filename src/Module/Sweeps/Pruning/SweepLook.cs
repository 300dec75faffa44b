using System.Collections.Concurrent;
using System.Management.Automation;

namespace NormTools;

/// <summary>Finds out how many epochs the run of a trial is to have, which rungs are a part of: the script runs until its run would begin.</summary>
internal sealed class SweepLook
{
    private const int PollMilliseconds = 20, MostTrials = 10;

    private readonly SweepPlan plan;
    private readonly string location;
    private volatile SweepSession? session;
    private volatile bool stopping;
    private string reason = string.Empty; // why the last script failed

    private SweepLook(SweepPlan plan, string location)
    {
        this.plan = plan;
        this.location = location;
    }

    /// <summary>The epochs of the first trial whose run has enough of them to prune it.</summary>
    /// <exception cref="NormToolsException">NoRunToPrune; NothingToPrune: none of the first trials has; NoEpochsToPrune: all of them fail before
    /// their runs, and the rungs depend on the epochs.</exception>
    /// <exception cref="PipelineStoppedException">It was stopped.</exception>
    public static long Epochs(SweepPlan plan, string location, Func<bool> isStopping)
    {
        var look = new SweepLook(plan, location);
        Task<long?> looking = Task.Factory.StartNew(look.Look, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        while (!((IAsyncResult)looking).AsyncWaitHandle.WaitOne(PollMilliseconds))
        {
            if (isStopping())
            {
                look.stopping = true;
                look.session?.Stop();
            }
        }

        long? epochs = looking.GetAwaiter().GetResult();
        SweepPruning pruning = plan.Pruning!;
        return epochs is null ? pruning.HasRungs ? throw Errors.NoEpochsToPrune(Math.Min(MostTrials, plan.Trials), look.reason) : 0
            : pruning.Suits(epochs.Value) ? epochs.Value : throw Errors.NothingToPrune(pruning, epochs.Value);
    }

    private long? Look()
    {
        using SweepSession own = session = new SweepSession(plan.Script, location, new ConcurrentQueue<string>());
        long? most = null;
        for (int trial = 0; trial < Math.Min(MostTrials, plan.Trials) && !(most is long known && plan.Pruning!.Suits(known)); trial++)
        {
            var watch = new LookWatch();
            bool failed = false;
            try
            {
                ulong seed = stopping ? throw new PipelineStoppedException() : plan.SeedOf(0);
                TrialScope.Use(seed, 1, watch, () => own.Run(plan.Values(trial), seed));
            }
            catch (RuntimeException failure) when (failure is not PipelineStoppedException)
            {
                failed = true; // as the trial itself will, which is a row then
                reason = failure.Message;
            }

            if (watch.Epochs is null && !failed)
            {
                throw Errors.NoRunToPrune(trial + 1);
            }

            most = watch.Epochs > (most ?? 0) ? watch.Epochs : most;
        }

        return most;
    }
}
