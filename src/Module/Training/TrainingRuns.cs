namespace NormTools;

/// <summary>The latest runs of this process, so that one whose command was broken off is not lost.</summary>
/// <remarks>The latest and those that can go on are kept whole; of the others a record, for each has a model.</remarks>
internal static class TrainingRuns
{
    private const int Kept = 10;
    private static readonly List<Entry> Runs = new List<Entry>();

    public static void Add(TrainingRun run)
    {
        lock (Runs)
        {
            foreach (Entry entry in Runs)
            {
                entry.LetGo();
            }

            Runs.Add(new Entry(run));
            if (Runs.Count > Kept)
            {
                Runs.RemoveAt(0);
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

        /// <summary>The run as long as somebody has it, else its record.</summary>
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
