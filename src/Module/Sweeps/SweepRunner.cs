using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using NormTools.Native;

namespace NormTools;

/// <summary>Runs the trials of a sweep, several at a time, each in a session of its own with its share of the processors.</summary>
internal sealed class SweepRunner : IDisposable
{
    private const int PollMilliseconds = 20, WaitMilliseconds = 200;

    // The engine's caches of modules are filled by whoever comes first.
    private static readonly object Opening = new object();

    private readonly SweepPlan plan;
    private readonly SweepFolder? folder;
    private readonly string location;
    private readonly int threads;
    private readonly SweepTrial?[] done;
    private readonly TrainingRun?[] runs;
    private readonly PowerShell?[] shells;
    private readonly ConcurrentQueue<string> warnings = new ConcurrentQueue<string>();
    private readonly HashSet<string> told = new HashSet<string>(StringComparer.Ordinal);
    private int next = -1;
    private int finished;
    private int best = -1;
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
        runs = new TrainingRun?[plan.Trials];
        int all = NativeMethods.ThreadsSet(0);
        shells = new PowerShell?[Math.Max(1, Math.Min(workers > 0 ? workers : all, plan.Trials))];
        threads = Math.Max(1, all / shells.Length);
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
        Task[] workers = Enumerable.Range(0, shells.Length)
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
        if (best >= 0)
        {
            trials[best].Run = runs[best];
        }

        return trials;
    }

    public void Dispose() => Stop();

    private void Stop()
    {
        stopping = true;
        foreach (PowerShell? shell in shells)
        {
            shell?.BeginStop(null, null);
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

        int at = best;
        Progress?.Invoke(Volatile.Read(ref finished), at < 0 ? null : done[at]);
    }

    private void Work(int worker)
    {
        using Runspace session = Open();
        var waiting = new Queue<int>(); // trials that others have
        for (int trial; !stopping;)
        {
            bool isNew = (trial = Interlocked.Increment(ref next)) < done.Length;
            if (!isNew && waiting.Count == 0)
            {
                return;
            }

            trial = isNew ? trial : waiting.Dequeue();
            if (!Do(trial, worker, session))
            {
                waiting.Enqueue(trial);
                if (!isNew)
                {
                    Thread.Sleep(WaitMilliseconds);
                }
            }
        }
    }

    // False where another process has it.
    private bool Do(int trial, int worker, Runspace session)
    {
        if (folder is null)
        {
            Take(trial, Make(trial, worker, session, out _));
            return true;
        }

        if (folder.Result(trial, plan.Measure.IsShare) is SweepTrial known)
        {
            Take(trial, known);
            return true;
        }

        using IDisposable? claim = folder.Claim(trial);
        if (claim is null)
        {
            return false;
        }

        SweepTrial? made = folder.Result(trial, plan.Measure.IsShare); // it may have come between the two looks
        if (made is null)
        {
            made = Make(trial, worker, session, out IReadOnlyList<SweepScore> scores);
            if (!stopping)
            {
                folder.Keep(made, scores);
            }
        }

        Take(trial, made);
        return true;
    }

    private void Take(int trial, SweepTrial made)
    {
        lock (done)
        {
            done[trial] = made;
            finished++;
            double? held = best < 0 ? null : done[best]!.Score;
            if (made.Score is double score && (held is null || plan.Measure.IsBetter(score, held.Value) || (score == held && trial < best)))
            {
                if (best >= 0)
                {
                    runs[best] = null;
                }

                best = trial;
            }
            else
            {
                runs[trial] = null; // models are kept of the best alone
            }
        }
    }

    private SweepTrial Make(int trial, int worker, Runspace session, out IReadOnlyList<SweepScore> scores)
    {
        OrderedDictionary values = plan.Values(trial);
        var made = new List<SweepScore>();
        string? error = null;
        Stopwatch watch = Stopwatch.StartNew();
        for (int repeat = 0; repeat < plan.Repeats && error is null && !stopping; repeat++)
        {
            ulong seed = plan.SeedOf(repeat);
            try
            {
                made.Add(TrialScope.Use(seed, threads, () => Score(trial, values, seed, worker, session)));
            }
            catch (PipelineStoppedException) when (stopping)
            {
                break;
            }
            catch (RuntimeException failure)
            {
                error = (failure is ActionPreferenceStopException { ErrorRecord: { } record } ? record.Exception : failure).Message;
            }
        }

        scores = made;
        return new SweepTrial(trial + 1, values, made, error, plan.Measure.IsShare) { Seconds = watch.Elapsed.TotalSeconds, Host = Environment.MachineName };
    }

    private SweepScore Score(int trial, OrderedDictionary values, ulong seed, int worker, Runspace session)
    {
        session.ResetRunspaceState(); // what a trial leaves is not there for the next
        foreach (DictionaryEntry outer in plan.Script.Outer)
        {
            session.SessionStateProxy.SetVariable((string)outer.Key, outer.Value);
        }

        session.SessionStateProxy.SetVariable("ErrorActionPreference", ActionPreference.Stop);
        session.SessionStateProxy.Path.SetLocation(location);
        var arguments = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry value in values)
        {
            arguments.Add(value.Key, value.Value);
        }

        if (plan.Script.TakesSeed)
        {
            arguments[SweepScript.Seed] = seed;
        }

        using var shell = PowerShell.Create();
        shell.Runspace = session;
        shell.AddScript($"param($NormToolsValues) & {plan.Script.Text} @NormToolsValues").AddArgument(arguments);
        shells[worker] = shell;
        try
        {
            if (stopping)
            {
                throw new PipelineStoppedException();
            }

            ICollection<PSObject> output = shell.Invoke();
            return plan.Measure.Of(output, out runs[trial]);
        }
        finally
        {
            shells[worker] = null;
            foreach (WarningRecord warning in shell.Streams.Warning)
            {
                warnings.Enqueue(warning.Message);
            }
        }
    }

    private static Runspace Open()
    {
        var state = InitialSessionState.CreateDefault2();
        state.ImportPSModule(new[] { Path.Combine(Path.GetDirectoryName(typeof(SweepRunner).Assembly.Location)!, "NormTools.psd1") });
        Runspace session = RunspaceFactory.CreateRunspace(state);
        session.ThreadOptions = PSThreadOptions.UseCurrentThread; // the trial's scope is of this thread
        lock (Opening)
        {
            session.Open();
        }

        return session;
    }
}
