namespace NormTools;

/// <summary>The latest runs of this process, so that one whose command was broken off is not lost.</summary>
internal static class TrainingRuns
{
    private const int Kept = 10;
    private static readonly List<TrainingRun> Runs = new List<TrainingRun>();

    public static void Add(TrainingRun run)
    {
        lock (Runs)
        {
            Runs.Add(run);
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
            return Runs.ToArray();
        }
    }
}
