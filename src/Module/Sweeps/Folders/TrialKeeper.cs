using System.Collections.Specialized;
using System.Diagnostics;

namespace NormTools;

/// <summary>Keeps a trial in its folder while it is done: what it is, the metrics and checkpoints of its runs, and the repetitions that have
/// ended.</summary>
internal sealed class TrialKeeper
{
    public const string TrialFile = "trial.json", PartFile = "part.json";

    private const double PartSeconds = 1; // repetitions that took less are done again

    private readonly string folder;
    private readonly SweepCheckpoints checkpoints;
    private readonly SweepTask task;
    private readonly Stopwatch sincePart = Stopwatch.StartNew();
    private bool hasPart;

    /// <param name="folder">The trial's folder, which this process has the claim on.</param>
    /// <param name="checkpoints">Its checkpoints.</param>
    /// <param name="task">The trial.</param>
    /// <param name="seeds">Of its repetitions.</param>
    /// <exception cref="NormToolsException">FileNotWritable.</exception>
    public TrialKeeper(string folder, SweepCheckpoints checkpoints, SweepTask task, ulong[] seeds)
    {
        this.folder = folder;
        this.checkpoints = checkpoints;
        this.task = task;
        string path = Path.Combine(folder, TrialFile);
        string text = RunJson.WriteLines(new OrderedDictionary { ["trial"] = task.Trial + 1, ["parameters"] = task.Values, ["seeds"] = seeds });
        bool isBegun = File.Exists(path), isSame = isBegun && IsText(path, text);
        MayHaveCheckpoints = hasPart = isBegun;
        if (isBegun && !isSame && task.Rung == 0)
        {
            Clear(); // of other values: earlier trials, which these are learnt from, were done again
        }

        if (!isSame)
        {
            SafeFile.Write(path, text, isCheap: true);
        }

        Metrics = new SweepMetrics(folder, isNew: !isBegun);
    }

    public SweepMetrics Metrics { get; }

    /// <summary>Whether an epoch or a repetition has ended in this process.</summary>
    public bool HasComeOn { get; set; }

    /// <summary>Whether runs may go on from what is there.</summary>
    public bool MayHaveCheckpoints { get; set; }

    /// <summary>The file that a run is kept in while it is under way.</summary>
    /// <param name="repeat">The repetition, from 0.</param>
    /// <param name="number">Which run of the script it is, from 1.</param>
    public string CheckpointOf(int repeat, int number) => checkpoints.OfRun(task.Trial, repeat, number);

    /// <summary>The repetitions that another process did before it ended, and the seconds that they took; null for none.</summary>
    public SweepOutcome? Part(out double seconds)
    {
        seconds = 0;
        string path = Path.Combine(folder, PartFile);
        if (!hasPart || !File.Exists(path))
        {
            return null;
        }

        try
        {
            Dictionary<string, object?> json = RunJson.Read(File.ReadAllText(path));
            if (RunJson.Count(json["rung"]) != task.Rung)
            {
                return null;
            }

            seconds = RunJson.Real(json["seconds"]) ?? 0;
            return SweepOutcome.Read(json);
        }
        catch (Exception failure) when (RunDocument.IsDamage(failure))
        {
            return null; // they are done again
        }
    }

    /// <summary>Keeps the repetitions so far, where it has been a while.</summary>
    public void RepetitionEnded(SweepOutcome made, double seconds)
    {
        HasComeOn = true;
        if (sincePart.Elapsed.TotalSeconds < PartSeconds)
        {
            return;
        }

        var json = new OrderedDictionary { ["trial"] = task.Trial + 1, ["rung"] = task.Rung, ["seconds"] = Math.Round(seconds, 3) };
        made.AddTo(json, isPart: true);
        Metrics.Flush();
        SafeFile.Write(Path.Combine(folder, PartFile), RunJson.WriteLines(json), isCheap: true);
        hasPart = true;
        sincePart.Restart();
    }

    /// <summary>Says that files of another keeper have come.</summary>
    public void HasOthers() => MayHaveCheckpoints = hasPart = true;

    /// <summary>The trial's folder.</summary>
    public string Folder => folder;

    /// <summary>Throws away what the runs of a repetition, from 0, would go on from.</summary>
    public void ForgetRuns(int repeat) => checkpoints.ClearRuns(task.Trial, repeat);

    /// <summary>Throws away what only a trial that is under way needs.</summary>
    public void Clear()
    {
        if (hasPart)
        {
            File.Delete(Path.Combine(folder, PartFile));
        }

        if (MayHaveCheckpoints)
        {
            checkpoints.ClearRuns(task.Trial, null);
        }
    }

    private static bool IsText(string path, string text)
    {
        try
        {
            return File.ReadAllText(path) == text;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
