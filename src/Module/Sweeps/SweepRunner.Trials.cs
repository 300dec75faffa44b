using System.Diagnostics;

namespace NormTools;

/// <content>What each of its threads does.</content>
internal sealed partial class SweepRunner
{
    private const int LookShare = 9; // the time between two looks at all trials, in that of a look, which a network drive makes long

    private void Work(int lane)
    {
        if (working.Length == 0)
        {
            Watch();
            return;
        }

        using ISweepWorker worker = working[lane] = engine.Worker(lane);
        while (!stopping && worker.IsReady() && queue.Take() is SweepTask task)
        {
            if (!Do(task, worker))
            {
                queue.Return(task);
            }
        }
    }

    // Others take the trials from the folder; here they are only seen to be done.
    private void Watch()
    {
        var watch = Stopwatch.StartNew();
        while (queue.TakeAll(Math.Max(SweepQueue.LookMilliseconds, LookShare * (int)watch.ElapsedMilliseconds)) is SweepTask[] tasks)
        {
            watch.Restart();
            foreach (SweepTask task in tasks)
            {
                if (Known(task) is SweepTrial known)
                {
                    Take(known);
                }
                else
                {
                    queue.Return(task);
                }
            }
        }
    }

    // False where another process has it.
    private bool Do(SweepTask task, ISweepWorker worker)
    {
        SweepTrial? before = done[task.Trial];
        if (before is { Outcome: { IsOpen: false } })
        {
            queue.Finish(before); // it came to its own end in an earlier rung
            return true;
        }

        if (folder is null)
        {
            if (worker.Make(task, before, null) is SweepTrial alone)
            {
                Clear(alone, task);
                Take(alone);
            }

            return true;
        }

        if (Known(task) is SweepTrial known)
        {
            if (!known.Outcome.IsOpen)
            {
                folder.Tidy(task.Trial);
            }

            Take(known);
            return true;
        }

        using SweepClaim? claim = folder.Claim(task.Trial, claims!);
        if (claim is null)
        {
            return false;
        }

        if (Known(task) is SweepTrial other)
        {
            Take(other); // it came between the two looks
            return true;
        }

        var keeper = new TrialKeeper(folder.Of(task.Trial), checkpoints, task, seeds);
        SweepTrial? made;
        try
        {
            made = worker.Make(task, before, keeper);
        }
        catch (WorkerLostException)
        {
            return false;
        }

        HasComeOn |= made is not null || keeper.HasComeOn;
        if (made is null)
        {
            return true;
        }

        if (!claim.IsOwn)
        {
            return false; // this machine slept, and another one has taken over: its result is the one that counts
        }

        bool isKept = made.Outcome.IsOpen || IsBestSoFar(made);
        if (isKept)
        {
            worker.BringRun(made);
        }

        folder.Keep(made, isKept);
        Clear(made, task);
        keeper.Clear();
        Take(made);
        return true;
    }

    // What the folder has of a trial, if it is as far as this rung.
    private SweepTrial? Known(SweepTask task)
    {
        try
        {
            return folder!.Result(task.Trial, plan.Measure)
                ?? (HasRungs && folder.Paused(task.Trial, plan.Measure) is { } paused && paused.Outcome.Rungs.Count > task.Rung ? paused : null);
        }
        catch (NormToolsException damage)
        {
            warnings.Enqueue($"{damage.Message} Trial {task.Trial + 1} is done again.");
            return null;
        }
    }

    private bool HasRungs => plan.Pruning?.HasRungs == true;

    private void Take(SweepTrial made)
    {
        if (!made.Outcome.IsOpen)
        {
            Count(made);
        }

        queue.Finish(made);
    }

    // Nobody goes on from what the rungs before left.
    private void Clear(SweepTrial made, SweepTask task)
    {
        if (HasRungs)
        {
            checkpoints.Clear(task.Trial, made.Outcome.IsOpen ? task.Rung : (int?)null);
        }
    }

    // A trial that does not go on.
    private void Close(SweepTrial trial)
    {
        trial.Outcome.IsOpen = false;
        if (!stopping)
        {
            folder?.Keep(trial, withRun: false);
            checkpoints.Clear(trial.Trial - 1, null);
        }

        Count(trial);
    }

    private void Count(SweepTrial trial)
    {
        SweepTrial? worse = trial;
        lock (done)
        {
            finished++;
            if (IsBestSoFar(trial))
            {
                (best, worse) = (trial, best);
            }
        }

        if (worse is not null && worse != best)
        {
            worse.Outcome.Run = null; // models are kept of the best alone
            folder?.ForgetRun(worse.Trial - 1);
        }
    }

    // Of equal ones the first.
    private bool IsBestSoFar(SweepTrial trial)
    {
        lock (done)
        {
            return trial.State == SweepTrialState.Completed && trial.Score is double score && (best is null || plan.Measure.IsBetter(score, best.Score!.Value)
                || (score == best.Score && trial.Trial <= best.Trial));
        }
    }
}
