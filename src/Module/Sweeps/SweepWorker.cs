using System.Collections.Concurrent;
using System.Diagnostics;
using System.Management.Automation;

namespace NormTools;

/// <summary>Does trials, one after the other, in a session of its own with its share of the processors.</summary>
internal sealed class SweepWorker : ISweepWorker
{
    private readonly SweepPlan plan;
    private readonly SweepCheckpoints checkpoints;
    private readonly int threads;
    private readonly SweepSession session;
    private volatile bool stopping;

    /// <param name="plan">What is to be done.</param>
    /// <param name="checkpoints">Where runs are kept between rungs.</param>
    /// <param name="threads">Its share of the processors.</param>
    /// <param name="location">The current folder of the script.</param>
    /// <param name="warnings">Takes what it warns of.</param>
    public SweepWorker(SweepPlan plan, SweepCheckpoints checkpoints, int threads, string location, ConcurrentQueue<string> warnings)
    {
        this.plan = plan;
        this.checkpoints = checkpoints;
        this.threads = threads;
        session = new SweepSession(plan.Script, location, warnings);
    }

    public bool IsReady() => !stopping;

    public SweepTrial? Make(SweepTask task, SweepTrial? before, TrialKeeper? keeper)
    {
        double earlier = 0;
        SweepOutcome made = keeper?.Part(out earlier) ?? new SweepOutcome();
        earlier += before?.Seconds ?? 0;
        var failures = new List<(int Repeat, string Message)>();
        Stopwatch watch = Stopwatch.StartNew();
        for (int repeat = made.Scores.Count; repeat < plan.Repeats; repeat++)
        {
            if (before is not null && !before.Outcome.Paused[repeat])
            {
                made.Scores.Add(before.Outcome.Scores[repeat]); // its run came to its own end before
                made.Paused.Add(false);
                made.Run = before.Outcome.Run;
                continue;
            }

            try
            {
                Repeat(task, repeat, made, keeper);
            }
            catch (PipelineStoppedException) when (stopping)
            {
                keeper?.Metrics.Flush();
                return null;
            }
            catch (RuntimeException failure)
            {
                failures.Add((repeat, (failure is ActionPreferenceStopException { ErrorRecord: { } record } ? record.Exception : failure).Message));
            }

            if (made.IsPruned && made.Curves.Count > 0)
            {
                break; // the other repetitions would not bring it back
            }

            if (repeat < plan.Repeats - 1 && failures.Count == 0)
            {
                keeper?.RepetitionEnded(made, earlier + watch.Elapsed.TotalSeconds);
            }
        }

        made.Fail(failures, plan.Repeats);
        made.Rungs.AddRange(before?.Outcome.Rungs ?? Enumerable.Empty<double>());
        if (made.Error is null && made.Paused.Count > 0)
        {
            made.Rungs.Add(Estimate.Of(made.Scores.Select(score => score.Value)).Mean);
        }

        made.IsOpen = made.Error is null && made.Paused.Contains(true);
        made.IsPruned |= made.IsOpen;
        made.IsNeverNegative |= before?.Outcome.IsNeverNegative == true;
        keeper?.Metrics.Flush();
        return stopping ? null : new SweepTrial(task.Trial + 1, task.Values, made, plan.Measure)
        {
            Seconds = earlier + watch.Elapsed.TotalSeconds,
            Host = Environment.MachineName,
        };
    }

    private void Repeat(SweepTask task, int repeat, SweepOutcome made, TrialKeeper? keeper, bool isAgain = false)
    {
        ulong seed = plan.SeedOf(repeat);
        EpochWatch? epochs = Watch(task, repeat);
        KeptWatch? kept = keeper is null ? null : new KeptWatch(epochs, keeper, repeat);
        TrainingRun? run = null;
        try
        {
            ICollection<PSObject> output = TrialScope.Use(seed, threads, kept ?? epochs, () => session.Run(task.Values, seed));
            made.Scores.Add(plan.Measure.Of(output, out run));
            made.Report = output.Select(Unwrapped.Of).OfType<TrialReport>().LastOrDefault() is TrialReport report ? RunJson.Read(RunJson.Write(report.Content)) : null;
        }
        catch (RuntimeException) when (kept?.IsRestored == true && !stopping && !isAgain)
        {
            keeper!.ForgetRuns(repeat); // whatever the other process left: from the beginning it is what it is
            Repeat(task, repeat, made, keeper, isAgain: true);
            return;
        }

        made.Run = run;
        made.IsNeverNegative |= plan.Measure.IsNeverNegative(run);
        if (epochs is RungWatch rung)
        {
            made.Paused.Add(rung.IsPaused);
            made.Run = rung.IsPaused ? null : run;
        }
        else if (epochs is MedianWatch median)
        {
            made.Curves.Add(median.Curve);
            made.IsPruned = median.IsPruned;
        }
    }

    public void BringRun(SweepTrial made)
    {
        // It is in this process.
    }

    public void Stop()
    {
        stopping = true;
        session.Stop();
    }

    public void Dispose() => session.Dispose();

    private PruningWatch? Watch(SweepTask task, int repeat) => plan.Pruning is not SweepPruning pruning ? null
        : pruning.HasRungs ? new RungWatch(
            task.Pause,
            task.Rung == 0 ? null : checkpoints.Of(task.Trial, repeat, task.Rung - 1),
            task.Pause is null ? null : checkpoints.Of(task.Trial, repeat, task.Rung))
        : new MedianWatch(plan.Measure, task.Medians.Length == 0 ? Array.Empty<double>() : task.Medians[repeat], pruning.Least);
}
