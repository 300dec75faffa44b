namespace NormTools;

/// <summary>The latest runs of this process, so that one whose command was interrupted is not lost.</summary>
/// <remarks>The latest run and those that can be resumed are kept whole, the others without their models, to save
/// memory.</remarks>
internal static class TrainingRuns
{
    private const int Kept = 10;
    private static readonly List<Entry> Runs = new List<Entry>();

    /// <summary>Takes a run in, unless it is one of the many of a sweep.</summary>
    public static void Add(TrainingRun run)
    {
        if (TrialScope.Current is not null)
        {
            return;
        }

        lock (Runs)
        {
            foreach (Entry entry in Runs)
            {
                entry.LetGo();
            }

            Runs.RemoveAll(entry => run.Path is not null && RunStore.IsSame(entry.Run.Path, run.Path)); // it goes on as this one
            Runs.Add(new Entry(run));
            if (Runs.Count > Kept)
            {
                Runs.RemoveAt(0);
            }
        }
    }

    /// <summary>Takes a run out: this one, and those that a folder kept, which is gone.</summary>
    public static void Remove(TrainingRun? run, string? folder)
    {
        run?.Forget();
        lock (Runs)
        {
            foreach (Entry entry in Runs.Where(entry => ReferenceEquals(entry.Run, run) || (folder is not null && RunStore.IsSame(entry.Run.Path, folder))).ToArray())
            {
                entry.Run.Forget();
                Runs.Remove(entry);
            }
        }
    }

    public static TrainingRun[] All()
    {
        lock (Runs)
        {
            return Runs.Select(entry => entry.Run).ToArray();
        }
    }

    private sealed class Entry
    {
        private readonly WeakReference<TrainingRun> weak;
        private TrainingRun kept; // the run, or its record

        public Entry(TrainingRun run)
        {
            weak = new WeakReference<TrainingRun>(run);
            kept = run;
        }

        /// <summary>The run if it is still referenced elsewhere, otherwise its record.</summary>
        public TrainingRun Run => weak.TryGetTarget(out TrainingRun run) ? run : kept;

        public void LetGo()
        {
            if (kept.State != TrainingState.Running && !kept.CanResume)
            {
                kept = kept.Record();
            }
        }
    }
}
