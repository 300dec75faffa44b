using System.Collections.Concurrent;
using System.Diagnostics;
using System.Management.Automation;

namespace NormTools;

/// <summary>Does trials, one after the other, in a session of its own with its share of the processors.</summary>
internal sealed class SweepWorker : IDisposable
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

    /// <summary>Does a trial, or a rung of it.</summary>
    /// <param name="task">What is to be done.</param>
    /// <param name="before">The trial as the rung before left it; null at its beginning.</param>
    /// <returns>What it brought; null where it was stopped.</returns>
    public SweepTrial? Make(SweepTask task, SweepTrial? before)
    {
        var made = new SweepOutcome();
        Stopwatch watch = Stopwatch.StartNew();
        for (int repeat = 0; repeat < plan.Repeats && made.Error is null; repeat++)
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
                Repeat(task, repeat, made);
            }
            catch (PipelineStoppedException) when (stopping)
            {
                return null;
            }
            catch (RuntimeException failure)
            {
                made.Error = (failure is ActionPreferenceStopException { ErrorRecord: { } record } ? record.Exception : failure).Message;
            }

            if (made.IsPruned && made.Curves.Count > 0)
            {
                break; // the other repetitions would not bring it back
            }
        }

        made.Rungs.AddRange(before?.Outcome.Rungs ?? Enumerable.Empty<double>());
        if (made.Error is null && made.Paused.Count > 0)
        {
            made.Rungs.Add(Estimate.Of(made.Scores.Select(score => score.Value)).Mean);
        }

        made.IsOpen = made.Error is null && made.Paused.Contains(true);
        made.IsPruned |= made.IsOpen;
        return stopping ? null : new SweepTrial(task.Trial + 1, task.Values, made, plan.Measure)
        {
            Seconds = (before?.Seconds ?? 0) + watch.Elapsed.TotalSeconds,
            Host = Environment.MachineName,
        };
    }

    private void Repeat(SweepTask task, int repeat, SweepOutcome made)
    {
        ulong seed = plan.SeedOf(repeat);
        EpochWatch? epochs = Watch(task, repeat);
        TrainingRun? run = null;
        made.Scores.Add(TrialScope.Use(seed, threads, epochs, () => plan.Measure.Of(session.Run(task.Values, seed), out run)));
        made.Run = run;
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

    /// <summary>Stops what it does; it does nothing any more.</summary>
    public void Stop()
    {
        stopping = true;
        session.Stop();
    }

    public void Dispose() => session.Dispose();

    private EpochWatch? Watch(SweepTask task, int repeat) => plan.Pruning is not SweepPruning pruning ? null
        : pruning.HasRungs ? new RungWatch(
            task.Pause,
            task.Rung == 0 ? null : checkpoints.Of(task.Trial, repeat, task.Rung - 1),
            task.Pause is null ? null : checkpoints.Of(task.Trial, repeat, task.Rung))
        : new MedianWatch(plan.Measure, task.Medians.Length == 0 ? Array.Empty<double>() : task.Medians[repeat], pruning.Least);
}
