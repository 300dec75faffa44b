using System.Management.Automation;

namespace NormTools;

/// <summary>Finds the runs of this session and of a store by their names.</summary>
internal static class RunLookup
{
    /// <summary>The runs of a store and, where no store was named, those of the session too; the latest last.</summary>
    /// <param name="session">Whose location paths count from.</param>
    /// <param name="path">The store; null for the usual one.</param>
    /// <param name="names">Names with wildcards; null for all.</param>
    /// <param name="failed">Takes what is wrong with a run, by its name.</param>
    public static TrainingRun[] Find(PathIntrinsics session, string? path, string[]? names, Action<string, NormToolsException> failed)
    {
        string store = RunStore.Folder(path, session);
        if (path is not null)
        {
            RunStore.ThrowIfMissing(store);
        }

        TrainingRun[] own = Array.FindAll(
            TrainingRuns.All(), run => path is null || (run.Path is not null && RunStore.IsSame(System.IO.Path.GetDirectoryName(run.Path), store)));
        string[] chosen = RunStore.Choose(store, names, own.Where(run => run.Name is not null).Select(run => run.Name!), failed);
        string[] folders = chosen.Select(name => System.IO.Path.Combine(store, name)).Where(RunFolder.IsRun).ToArray();
        var runs = new List<TrainingRun>(own.Where(run => run.Name is null ? names is null : chosen.Contains(run.Name) && !IsHidden(run)));
        foreach (string folder in folders)
        {
            if (!runs.Any(run => RunStore.IsSame(run.Path, folder)))
            {
                try
                {
                    runs.Add(TrainingRun.FromFolder(folder));
                }
                catch (NormToolsException failure)
                {
                    failed(System.IO.Path.GetFileName(folder), failure);
                }
            }
        }

        return runs.OrderBy(run => run.Started).ToArray();

        // A name that was given is that of the store, and of another store's run only where the store has none.
        bool IsHidden(TrainingRun run) => names is not null && !folders.Any(folder => RunStore.IsSame(folder, run.Path))
            && folders.Any(folder => System.IO.Path.GetFileName(folder) == run.Name);
    }
}
