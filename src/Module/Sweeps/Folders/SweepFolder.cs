using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace NormTools;

/// <summary>The folder of a sweep (docs/formats.md): sweep.json says what is to be done, and each trial has a folder with its result.json. Any
/// number of processes and machines can work on it: whoever has a trial's claim does it.</summary>
internal sealed partial class SweepFolder
{
    public const string Document = "sweep.json";
    public const long Version = 1;

    private const string TrialsFolder = "trials", ResultFile = "result.json", RungFile = "rung.json", RunFolderName = "run";

    private SweepFolder(string path) => Root = path;

    public string Root { get; }

    /// <summary>Its sweep.json.</summary>
    public string DocumentFile => Path.Combine(Root, Document);

    /// <summary>Begins a sweep in a folder.</summary>
    /// <exception cref="NormToolsException">SweepExists, SweepIsBusy, FileNotWritable.</exception>
    public static SweepFolder Create(string path, SweepPlan plan, bool force)
    {
        var folder = new SweepFolder(path);
        ThrowIfThere(path, force);
        if (File.Exists(folder.DocumentFile))
        {
            string trials = Path.Combine(path, TrialsFolder);
            if (Directory.Exists(trials) && SweepClaims.IsAnyAlive(Directory.GetDirectories(trials)))
            {
                throw Errors.SweepIsBusy(path);
            }

            folder.Clear();
        }

        OnDisk(path, () => Directory.CreateDirectory(Path.Combine(path, TrialsFolder)));
        folder.Write(plan);
        return folder;
    }

    /// <exception cref="NormToolsException">SweepExists: there is a sweep, and it is not to be begun anew.</exception>
    public static void ThrowIfThere(string path, bool force)
    {
        if (!force && File.Exists(Path.Combine(path, Document)))
        {
            throw Errors.SweepExists(path);
        }
    }

    /// <summary>The folder of a sweep that is there, and what it says.</summary>
    /// <exception cref="NormToolsException">SweepNotFound, DamagedSweep.</exception>
    public static SweepFolder Open(string path, out Dictionary<string, object?> document)
    {
        string file = Path.Combine(path, Document);
        if (!File.Exists(file))
        {
            throw Errors.SweepNotFound(path);
        }

        document = Read(file);
        return RunJson.Count(document.TryGetValue("version", out object? version) ? version : null) == Version
            ? new SweepFolder(path) : throw Errors.DamagedSweep(file, $"format {Version} is wanted");
    }

    /// <summary>How the trials are scored.</summary>
    /// <exception cref="NormToolsException">DamagedSweep.</exception>
    public SweepMeasure Measure(Dictionary<string, object?> document) =>
        Guard(DocumentFile, () => new SweepMeasure((string?)document["score"], (string?)document["score_mode"]));

    /// <summary>Reads what a file's JSON is expected to have.</summary>
    /// <exception cref="NormToolsException">DamagedSweep: it has something else.</exception>
    public static T Guard<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (RunDocument.IsDamage(failure) || failure is ParseException)
        {
            throw Errors.DamagedSweep(file, failure.Message);
        }
    }

    /// <summary>Writes sweep.json.</summary>
    public void Write(SweepPlan plan) => SafeFile.Write(DocumentFile, RunJson.WriteLines(plan.ToJson()));

    /// <summary>The folder of a trial, from 0.</summary>
    public string Of(int trial) => Path.Combine(Root, TrialsFolder, (trial + 1).ToString("0000", CultureInfo.InvariantCulture));

    /// <summary>Takes a trial, if nobody has it; it is given back when what this returns is disposed of.</summary>
    /// <exception cref="NormToolsException">FileNotWritable.</exception>
    public SweepClaim? Claim(int trial, SweepClaims claims)
    {
        string folder = Of(trial);
        OnDisk(folder, () => Directory.CreateDirectory(folder));
        return claims.Take(folder);
    }

    /// <summary>A trial's result; null where there is none yet.</summary>
    /// <exception cref="NormToolsException">DamagedSweep.</exception>
    public SweepTrial? Result(int trial, SweepMeasure measure) => Trial(trial, ResultFile, measure);

    /// <summary>A trial that waits for its next rung; null where it has not begun, or is done.</summary>
    /// <exception cref="NormToolsException">DamagedSweep.</exception>
    public SweepTrial? Paused(int trial, SweepMeasure measure) => Trial(trial, RungFile, measure);

    /// <summary>The results that there are, the best ones marked; one that cannot be read is in the state Damaged.</summary>
    /// <exception cref="NormToolsException">DamagedSweep: of the sweep itself.</exception>
    public SweepTrial[] Results(Dictionary<string, object?> document)
    {
        SweepMeasure measure = Measure(document);
        int count = Guard(DocumentFile, () => checked((int)RunJson.Count(document["trials"])));
        SweepTrial[] trials = Enumerable.Range(0, count).Select(trial => ResultOrDamage(trial, measure, document)).Where(trial => trial is not null).ToArray()!;
        measure.MarkBest(trials);
        if (trials.FirstOrDefault(trial => trial.IsBest) is SweepTrial best)
        {
            best.Run = Run(best.Trial - 1);
        }

        return trials;
    }

    /// <summary>Keeps what a trial brought, to its end or to the end of a rung.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="withRun">Whether its run is kept, with the model.</param>
    public void Keep(SweepTrial trial, bool withRun)
    {
        trial.Path = Of(trial.Trial - 1);
        if (withRun && trial.Outcome.Run is TrainingRun run)
        {
            Keep(trial.Trial - 1, run);
        }

        string rung = Path.Combine(trial.Path, RungFile);
        SafeFile.Write(trial.Outcome.IsOpen ? rung : Path.Combine(trial.Path, ResultFile), TextOf(trial), isCheap: true);
        if (!trial.Outcome.IsOpen && trial.Outcome.Rungs.Count > 0)
        {
            OnDisk(trial.Path, () => File.Delete(rung));
        }
    }

    /// <summary>What a trial brought, as its file has it.</summary>
    public static string TextOf(SweepTrial trial)
    {
        var json = new OrderedDictionary { ["trial"] = trial.Trial, ["parameters"] = trial.Parameter };
        trial.Outcome.AddTo(json);
        json.Add("seconds", Math.Round(trial.Seconds, 3));
        json.Add("host", trial.Host);
        return RunJson.WriteLines(json);
    }

    /// <summary>Reads such a text.</summary>
    /// <param name="json">The text, read.</param>
    /// <param name="trial">The trial, from 0.</param>
    /// <param name="values">Its values.</param>
    /// <param name="measure">How it is scored.</param>
    public SweepTrial Trial(Dictionary<string, object?> json, int trial, OrderedDictionary values, SweepMeasure measure) =>
        new SweepTrial(trial + 1, values, SweepOutcome.Read(json), measure)
        {
            Seconds = RunJson.Real(json["seconds"]) ?? 0,
            Host = (string?)json["host"] ?? string.Empty,
            Path = Of(trial),
        };

    private SweepTrial? Trial(int trial, string name, SweepMeasure measure)
    {
        string folder = Of(trial), file = Path.Combine(folder, name);
        if (new FileInfo(file) is { Exists: false } or { Length: 0 })
        {
            return null; // an empty one is of a machine whose power failed: the trial is done again
        }

        Dictionary<string, object?> json = Read(file);
        return Guard(file, () => Trial(json, trial, ReadValues(json), measure));
    }

    private static Dictionary<string, object?> Read(string file) => Guard(file, () => RunJson.Read(File.ReadAllText(file, Encoding.UTF8)));

    internal static void OnDisk(string path, Action work)
    {
        try
        {
            work();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Errors.FileNotWritable(path, failure.Message);
        }
    }
}
