using System.Collections.Concurrent;
using System.Management.Automation;

namespace NormTools;

/// <summary>Runs the trials of a sweep, several at a time, by the workers of an engine, or looks on while others do them in the folder.</summary>
internal sealed partial class SweepRunner : IDisposable
{
    private const int PollMilliseconds = 20;

    private readonly SweepPlan plan;
    private readonly SweepFolder? folder;
    private readonly SweepEngine engine;
    private readonly SweepWork work;
    private readonly SweepTrial?[] done;
    private readonly SweepCheckpoints checkpoints;
    private readonly SweepClaims? claims;
    private readonly ulong[] seeds; // of the repetitions
    private readonly ConcurrentQueue<string> warnings = new ConcurrentQueue<string>();
    private readonly HashSet<string> told = new HashSet<string>(StringComparer.Ordinal);
    private readonly SweepQueue queue;
    private ISweepWorker?[] working = Array.Empty<ISweepWorker?>(); // of each lane
    private int finished;
    private SweepTrial? best;
    private volatile bool stopping;

    /// <param name="plan">What is to be done.</param>
    /// <param name="folder">Where results are kept; null for the memory alone.</param>
    /// <param name="engine">Who does it.</param>
    /// <param name="location">The current folder of the scripts.</param>
    public SweepRunner(SweepPlan plan, SweepFolder? folder, SweepEngine engine, string location)
    {
        this.plan = plan;
        this.folder = folder;
        this.engine = engine;
        done = new SweepTrial?[plan.Trials];
        checkpoints = new SweepCheckpoints(folder);
        claims = folder is null ? null : new SweepClaims();
        seeds = Enumerable.Range(0, plan.Repeats).Select(plan.SeedOf).ToArray();
        queue = new SweepQueue(plan, done, Close);
        work = new SweepWork(plan, folder, checkpoints, location, warnings)
        {
            IsStopping = () => IsStopping?.Invoke() == true,
            Tell = Tell,
        };
    }

    /// <summary>Takes each warning of the scripts once.</summary>
    public Action<string>? Warn { get; set; }

    /// <summary>Is told again and again what is done, how many trials and the best of them, and who is at work.</summary>
    public Action<int, SweepTrial?, string?>? Progress { get; set; }

    /// <summary>Whether the user wants to stop.</summary>
    public Func<bool>? IsStopping { get; set; }

    /// <summary>Whether this process is one of many that a cluster has, and ends as soon as the others do without it.</summary>
    public bool IsJob { get; set; }

    /// <summary>Whether a trial, or an epoch of one, has come to its end here.</summary>
    public bool HasComeOn { get; private set; }

    /// <summary>Runs what is not done yet.</summary>
    /// <returns>All trials; null where others do what is left.</returns>
    /// <exception cref="PipelineStoppedException">It was stopped; what is done is kept in the folder.</exception>
    public SweepTrial[]? Run()
    {
        engine.Begin(work);
        queue.IsLeft = IsJob;
        working = new ISweepWorker?[engine.Lanes];
        Task[] workers = Enumerable.Range(0, Math.Max(working.Length, 1))
            .Select(lane => Task.Factory.StartNew(() => Work(lane), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))
            .ToArray();
        Task ended = Task.WhenAll(workers).ContinueWith(_ => { }, TaskScheduler.Default); // it does not throw
        Exception? failure = null;
        while (!ended.Wait(PollMilliseconds))
        {
            failure ??= Look();
            if (failure is not null || IsStopping?.Invoke() == true || workers.Any(worker => worker.IsFaulted))
            {
                Stop();
            }
        }

        Tell(null);
        failure ??= workers.Select(worker => worker.Exception?.InnerException).FirstOrDefault(inner => inner is not null);
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(failure).Throw();
        }

        if (stopping)
        {
            throw new PipelineStoppedException();
        }

        if (!queue.IsDone)
        {
            return IsJob ? null : throw engine.Ended();
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
        engine.Dispose();
        claims?.Dispose();
        checkpoints.Dispose();
    }

    private void Stop()
    {
        stopping = true;
        queue.End();
        engine.Stop();
        foreach (ISweepWorker? worker in working)
        {
            worker?.Stop();
        }
    }

    // Why nobody does trials any more; null where somebody does.
    private NormToolsException? Look()
    {
        try
        {
            Tell(engine.Look());
            return null;
        }
        catch (NormToolsException nobody)
        {
            return nobody;
        }
    }

    private void Tell(string? status)
    {
        while (warnings.TryDequeue(out string? warning))
        {
            if (told.Add(warning))
            {
                Warn?.Invoke(warning);
            }
        }

        Progress?.Invoke(Volatile.Read(ref finished), Volatile.Read(ref best), status);
    }
}
