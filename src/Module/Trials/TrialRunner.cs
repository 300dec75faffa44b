using System.Runtime.ExceptionServices;
using NormTools.Native;

namespace NormTools;

/// <summary>Trains many models side by side, each on its share of the threads; what comes does not depend on how many there
/// are.</summary>
internal sealed class TrialRunner
{
    private const int PollMilliseconds = 20;

    private readonly int threads;
    private readonly int[] stop = new int[1]; // raised for all trials at once
    private readonly HashSet<string> warned = new HashSet<string>(StringComparer.Ordinal);

    /// <param name="threads">The most threads; 0 for those of Set-NormToolsOption.</param>
    public TrialRunner(int threads) => this.threads = threads > 0 ? threads : NativeMethods.ThreadsSet(0);

    /// <summary>Takes each warning once.</summary>
    public Action<string>? Warn { get; set; }

    /// <summary>Looks for what would train, but probably not as intended.</summary>
    public Func<Model, TrainingOptions, Dataset, IEnumerable<string>>? Warnings { get; set; }

    /// <summary>Is told again and again how many trials are done, and which share of all the work.</summary>
    public Action<int, double>? Progress { get; set; }

    /// <summary>Makes what a trial needs and gives it up again.</summary>
    /// <exception cref="NormToolsException">The trial could not begin.</exception>
    public void Check(Trial trial)
    {
        trial.Prepare(1, Warnings, Tell);
        trial.Free();
        if (trial.Failure is not null)
        {
            throw trial.Failure;
        }
    }

    /// <summary>Trains all models; a trial that fails has its Failure, and the others go on.</summary>
    /// <exception cref="System.Management.Automation.PipelineStoppedException">Ctrl+C: nothing runs any longer.</exception>
    public void Run(IReadOnlyList<Trial> trials)
    {
        int width = Math.Max(1, Math.Min(threads, trials.Count)), each = Math.Max(1, threads / width);
        var running = new List<Task>();
        int begun = 0;
        try
        {
            foreach (Trial trial in trials)
            {
                Wait(width - 1);
                StopFlag.ThrowIfRaised();
                trial.Prepare(each, null, Tell);
                begun++;
                if (trial.Failure is null)
                {
                    running.Add(Task.Factory.StartNew(
                        () => StopFlag.Use(stop, () =>
                        {
                            trial.Train();
                            return true;
                        }),
                        CancellationToken.None,
                        TaskCreationOptions.LongRunning,
                        TaskScheduler.Default));
                }
            }

            Wait(0);
        }
        finally
        {
            if (running.Count > 0)
            {
                Volatile.Write(ref stop[0], 1);
                Task.WaitAll(running.Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default)).ToArray());
            }
        }

        void Wait(int most)
        {
            while (true)
            {
                foreach (Task ended in running.Where(task => task.IsCompleted).ToArray())
                {
                    running.Remove(ended);
                    if (ended.Exception is not null)
                    {
                        ExceptionDispatchInfo.Capture(ended.Exception.InnerException!).Throw();
                    }
                }

                Progress?.Invoke(begun - running.Count, trials.Take(begun).Sum(trial => trial.Failure is null ? trial.Share : 1) / trials.Count);
                if (running.Count <= most)
                {
                    return;
                }

                StopFlag.ThrowIfRaised();
                Task.WaitAny(running.ToArray(), PollMilliseconds);
            }
        }
    }

    private void Tell(string warning)
    {
        if (warned.Add(warning))
        {
            Warn?.Invoke(warning);
        }
    }
}
