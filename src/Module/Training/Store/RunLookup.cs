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
        TrainingRun[] own = TrainingRuns.All();
        var runs = new List<TrainingRun>(own.Where(run => path is null
            ? RunStore.Fits(run.Name, names)
            : run.Path is not null && System.IO.Path.GetDirectoryName(run.Path) == store && RunStore.Fits(run.Name, names)));
        string[] known = RunStore.Names(store);
        foreach (string name in known.Where(name => RunStore.Fits(name, names)))
        {
            string folder = System.IO.Path.Combine(store, name);
            if (!runs.Any(run => run.Path == folder))
            {
                try
                {
                    runs.Add(TrainingRun.FromFolder(folder));
                }
                catch (NormToolsException failure)
                {
                    failed(name, failure);
                }
            }
        }

        foreach (string name in RunStore.Missing(names, own.Select(run => run.Name).Concat(known)))
        {
            failed(name, Errors.RunNotFound(name, store, known));
        }

        return runs.OrderBy(run => run.Started).ToArray();
    }
}
