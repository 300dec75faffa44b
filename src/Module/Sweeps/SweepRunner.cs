using System.Collections.Concurrent;
using System.Management.Automation;
using NormTools.Native;

namespace NormTools;

/// <summary>Runs the trials of a sweep, several at a time, each in a session of its own with its share of the processors.</summary>
internal sealed class SweepRunner : IDisposable
{
    private const int PollMilliseconds = 20;

    private readonly SweepPlan plan;
    private readonly SweepFolder? folder;
    private readonly string location;
    private readonly int threads;
    private readonly SweepTrial?[] done;
    private readonly SweepWorker?[] working;
    private readonly SweepCheckpoints checkpoints;
    private readonly SweepClaims? claims;
    private readonly ulong[] seeds; // of the repetitions
    private readonly ConcurrentQueue<string> warnings = new ConcurrentQueue<string>();
    private readonly HashSet<string> told = new HashSet<string>(StringComparer.Ordinal);
    private readonly SweepQueue queue;
    private int finished;
    private SweepTrial? best;
    private volatile bool stopping;

    /// <param name="plan">What is to be done.</param>
    /// <param name="folder">Where results are kept; null for the memory alone.</param>
    /// <param name="workers">The most trials at a time.</param>
    /// <param name="location">The current folder of the scripts.</param>
    public SweepRunner(SweepPlan plan, SweepFolder? folder, int workers, string location)
    {
        this.plan = plan;
        this.folder = folder;
        this.location = location;
        done = new SweepTrial?[plan.Trials];
        checkpoints = new SweepCheckpoints(folder);
        claims = folder is null ? null : new SweepClaims();
        seeds = Enumerable.Range(0, plan.Repeats).Select(plan.SeedOf).ToArray();
        queue = new SweepQueue(plan, done, Close);
        int all = NativeMethods.ThreadsSet(0);
        working = new SweepWorker?[Math.Max(1, Math.Min(workers > 0 ? workers : all, plan.Trials))];
        threads = Math.Max(1, all / working.Length);
    }

    /// <summary>Takes each warning of the scripts once.</summary>
    public Action<string>? Warn { get; set; }

    /// <summary>Is told again and again what is done: how many trials, and the best of them.</summary>
    public Action<int, SweepTrial?>? Progress { get; set; }

    /// <summary>Whether the user wants to stop.</summary>
    public Func<bool>? IsStopping { get; set; }

    /// <summary>Runs what is not done yet.</summary>
    /// <exception cref="PipelineStoppedException">It was stopped; what is done is kept in the folder.</exception>
    public SweepTrial[] Run()
    {
        Task[] workers = Enumerable.Range(0, working.Length)
            .Select(worker => Task.Factory.StartNew(() => Work(worker), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToArray();
        Task ended = Task.WhenAll(workers).ContinueWith(_ => { }, TaskScheduler.Default); // it does not throw
        while (!ended.Wait(PollMilliseconds))
        {
            Tell();
            if (IsStopping?.Invoke() == true || workers.Any(worker => worker.IsFaulted))
            {
                Stop();
            }
        }

        Tell();
        Exception? failure = workers.Select(worker => worker.Exception?.InnerException).FirstOrDefault(inner => inner is not null);
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(failure).Throw();
        }

        if (stopping)
        {
            throw new PipelineStoppedException();
        }

        SweepTrial[] trials = Array.ConvertAll(done, trial => trial!);
        plan.Measure.MarkBest(trials);
        if (best is not null)
        {
            best.Run = best.Outcome.Run ?? folder?.Run(best.Trial - 1);
        }

        return trials;
    }

    public void Dispose()
    {
        Stop();
        claims?.Dispose();
        checkpoints.Dispose();
    }

    private void Stop()
    {
        stopping = true;
        queue.End();
        foreach (SweepWorker? worker in working)
        {
            worker?.Stop();
        }
    }

    private void Tell()
    {
        while (warnings.TryDequeue(out string? warning))
        {
            if (told.Add(warning))
            {
                Warn?.Invoke(warning);
            }
        }

        Progress?.Invoke(Volatile.Read(ref finished), Volatile.Read(ref best));
    }

    private void Work(int number)
    {
        using var worker = new SweepWorker(plan, checkpoints, threads, location, warnings);
        working[number] = worker;
        while (!stopping && queue.Take() is SweepTask task)
        {
            if (!Do(task, worker))
            {
                queue.Return(task);
            }
        }
    }

    // False where another process has it.
    private bool Do(SweepTask task, SweepWorker worker)
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
        if (worker.Make(task, before, keeper) is not SweepTrial made)
        {
            return true;
        }

        if (!claim.IsOwn)
        {
            return false; // this machine slept, and another one has taken over: its result is the one that counts
        }

        folder.Keep(made, made.Outcome.IsOpen || IsBestSoFar(made));
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
