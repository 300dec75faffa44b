using System.Collections.Specialized;

namespace NormTools;

/// <content>What is in the folders of the trials besides their results.</content>
internal sealed partial class SweepFolder
{
    /// <summary>The folder of a trial's run, as a run store has it.</summary>
    public string RunOf(int trial) => Path.Combine(Of(trial), RunFolderName);

    /// <summary>Whether a trial, from 0, has ended.</summary>
    public bool HasResult(int trial) => File.Exists(Path.Combine(Of(trial), ResultFile));

    /// <summary>The run of a trial with its model; null where none is kept, or it cannot be read.</summary>
    public TrainingRun? Run(int trial)
    {
        try
        {
            return File.Exists(Path.Combine(RunOf(trial), RunFolder.Document)) ? TrainingRun.FromFolder(RunOf(trial)) : null;
        }
        catch (NormToolsException)
        {
            return null; // the trial has its score all the same
        }
    }

    /// <summary>Deletes the run of a trial that another one is better than.</summary>
    public void ForgetRun(int trial)
    {
        try
        {
            DeleteRun(Of(trial));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It takes room, and is of no use to anybody.
        }
    }

    /// <summary>Deletes what a trial that has ended does not need: its process may have been ended behind the result.</summary>
    public void Tidy(int trial)
    {
        try
        {
            foreach (string file in Directory.GetFiles(Of(trial)))
            {
                string name = Path.GetFileName(file);
                if (name is RungFile or TrialKeeper.PartFile || name.StartsWith(SweepClaims.Prefix, StringComparison.Ordinal) || name.EndsWith(SweepCheckpoints.Extension, StringComparison.Ordinal))
                {
                    File.Delete(file);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It takes room, and is of no use to anybody.
        }
    }

    /// <summary>Has trials that failed done again.</summary>
    /// <exception cref="NormToolsException">FileNotWritable.</exception>
    public void Retry(SweepPlan plan)
    {
        using var claims = new SweepClaims();
        for (int trial = 0; trial < plan.Trials; trial++)
        {
            if (HasFailed(trial, plan.Measure) && Claim(trial, claims) is SweepClaim claim)
            {
                using (claim)
                {
                    if (HasFailed(trial, plan.Measure))
                    {
                        OnDisk(Of(trial), () => File.Delete(Path.Combine(Of(trial), ResultFile)));
                    }
                }
            }
        }
    }

    private void Keep(int trial, TrainingRun run)
    {
        if (run.Path == RunOf(trial))
        {
            return; // it was read from there
        }

        OnDisk(RunOf(trial), () => Directory.CreateDirectory(RunOf(trial)));
        run.WriteTo(RunOf(trial));
    }

    private bool HasFailed(int trial, SweepMeasure measure)
    {
        try
        {
            return Result(trial, measure)?.State == SweepTrialState.Failed;
        }
        catch (NormToolsException)
        {
            return false; // it is done again anyway, and told
        }
    }

    private SweepTrial? ResultOrDamage(int trial, SweepMeasure measure, Dictionary<string, object?> document)
    {
        try
        {
            return Result(trial, measure);
        }
        catch (NormToolsException failure)
        {
            return new SweepTrial(trial + 1, Values(trial, document), SweepOutcome.Damaged(failure.Message), measure) { Path = Of(trial) };
        }
    }

    // Of its trial.json; without values where that cannot be read either.
    private OrderedDictionary Values(int trial, Dictionary<string, object?> document)
    {
        try
        {
            return ReadValues(Read(Path.Combine(Of(trial), TrialKeeper.TrialFile)));
        }
        catch (Exception failure) when (failure is NormToolsException || RunDocument.IsDamage(failure))
        {
            var none = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
            foreach (string name in ((Dictionary<string, object?>)document["parameters"]!).Keys)
            {
                none.Add(name, null);
            }

            return none;
        }
    }

    private static OrderedDictionary ReadValues(Dictionary<string, object?> json)
    {
        var values = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, object?> entry in (Dictionary<string, object?>)json["parameters"]!)
        {
            values.Add(entry.Key, SearchSpace.Value(entry.Value));
        }

        return values;
    }

    /// <summary>What is lost where a sweep begins anew, as in " in place of the 12 trials that are there"; empty for nothing.</summary>
    public static string InPlaceOf(string? root)
    {
        if (root is null || !File.Exists(Path.Combine(root, Document)))
        {
            return string.Empty;
        }

        string trials = Path.Combine(root, TrialsFolder);
        int count = Directory.Exists(trials) ? Directory.GetDirectories(trials).Length : 0;
        return $" in place of the {Text.Count(count, "trial")} that {(count == 1 ? "is" : "are")} there";
    }

    // The files that a sweep writes, and no others: the folder may hold what is not its own.
    private void Clear() => OnDisk(Root, () =>
    {
        string trials = Path.Combine(Root, TrialsFolder);
        foreach (string folder in Directory.Exists(trials) ? Directory.GetDirectories(trials) : Array.Empty<string>())
        {
            DeleteRun(folder);
            foreach (string file in new[] { ResultFile, RungFile, TrialKeeper.TrialFile, TrialKeeper.PartFile, SweepMetrics.File }
                .Select(name => Path.Combine(folder, name))
                .Concat(Directory.GetFiles(folder, SweepCheckpoints.Pattern)).Concat(Directory.GetFiles(folder, SweepClaims.Pattern)))
            {
                File.Delete(file);
            }

            DeleteEmpty(folder);
        }

        KeptValues.Delete(Root);
        SlurmFolder.Delete(Root);
        File.Delete(DocumentFile);
    });

    private static void DeleteRun(string folder)
    {
        string run = Path.Combine(folder, RunFolderName);
        if (!Directory.Exists(run))
        {
            return;
        }

        foreach (string name in new[] { RunFolder.Document, RunFolder.MetricsFile, RunFolder.ModelFile }) // from here on it is no run
        {
            File.Delete(Path.Combine(run, name));
        }

        DeleteEmpty(run);
    }

    private static void DeleteEmpty(string folder)
    {
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
