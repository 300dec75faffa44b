using System.Collections.Specialized;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>What a folder of a store says of its run: run.json, and a line an epoch in metrics.jsonl.</summary>
internal sealed class RunDocument
{
    private const long Version = 1;

    private readonly Dictionary<string, object?> json;

    private RunDocument(string folder, Dictionary<string, object?> json)
    {
        Folder = folder;
        this.json = json;
    }

    public string Folder { get; }

    public string Name => Path.GetFileName(Folder);

    public TrainingState State => (TrainingState)Enum.Parse(typeof(TrainingState), Text("state"));

    public string Reason => Text("reason");

    public DateTime Started => DateTime.Parse(Text("started"), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind).ToLocalTime();

    public string ModelText => Text("model");

    public ulong? ModelSeed => json["model_seed"] is { } seed ? Convert.ToUInt64(seed, CultureInfo.InvariantCulture) : (ulong?)null;

    public string? ResumedFrom => json["resumed_from"] as string;

    public long ResultEpoch => RunJson.Count(json["result_epoch"]);

    public OrderedDictionary Data => RunJson.Table(Object("data"));

    public OrderedDictionary Versions => RunJson.Table(Object("versions"));

    public TrainingOptions Options()
    {
        TrainingOptions options = RunOptionText.Read(Object("options"));
        options.Fill(Object("description"));
        return options;
    }

    /// <summary>How far the run was.</summary>
    public RunProgress Progress => new RunProgress
    {
        Epoch = RunJson.Count(json["epochs"]),
        Epochs = RunJson.Count(json["epochs_wanted"]),
        Records = RunJson.Count(json["epochs"]),
        BestEpoch = RunJson.Count(json["best_epoch"]),
        BestValue = RunJson.Real(json["best_value"]) ?? double.NaN,
        LearningRate = RunJson.Real(json["learning_rate"]) ?? double.NaN,
        Skipped = RunJson.Count(json["skipped_steps"]),
        ZeroShare = RunJson.Real(json["zero_share"]) ?? double.NaN,
        ElapsedSeconds = RunJson.Real(json["seconds"]) ?? 0,
    };

    /// <exception cref="NormToolsException">DamagedRun, NewerRun.</exception>
    public static RunDocument Read(string folder) => Guard(folder, () =>
    {
        string path = Path.Combine(folder, RunFolder.Document);
        if (!File.Exists(path))
        {
            throw Errors.RunFileMissing(Path.GetFileName(folder), folder, File.Exists(RunFolder.CheckpointOf(folder)));
        }

        var document = new RunDocument(folder, RunJson.Read(TextChecksum.Checked(ReadAll(path))));
        long version = RunJson.Count(document.json["format"]);
        return version == Version ? document : throw Errors.NewerRun(document.Name, version, Version);
    });

    /// <summary>Runs the reading of a folder: whatever does not fit is a damaged run.</summary>
    public static T Guard<T>(string folder, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (IsDamage(failure))
        {
            throw Errors.DamagedRun(Path.GetFileName(folder), folder, RunFolder.Document, failure.Message);
        }
    }

    /// <summary>Whether a failure is one of those that the content of a file can lead to.</summary>
    internal static bool IsDamage(Exception failure) => failure is IOException or UnauthorizedAccessException or FormatException
        or KeyNotFoundException or InvalidCastException or IndexOutOfRangeException or ArgumentException or OverflowException or NullReferenceException;

    /// <summary>The epochs that the checkpoint knows of; a line that a process left unfinished is none.</summary>
    public TrainingEpoch[] History(RunMetric[] metrics)
    {
        long count = Progress.Records;
        var history = new List<TrainingEpoch>();
        try
        {
            foreach (string line in Lines().Take((int)Math.Min(count, int.MaxValue)))
            {
                TrainingEpoch epoch = Epoch(RunJson.Read(TextChecksum.Checked(line)), metrics);
                history.Add(epoch.Epoch == history.Count + 1 ? epoch : throw new FormatException($"Epoch {history.Count + 1} is wanted where {epoch.Epoch} stands."));
            }

            return history.Count == count ? history.ToArray() : throw new FormatException($"{count} epochs are wanted, and it has {history.Count}.");
        }
        catch (Exception failure) when (IsDamage(failure))
        {
            throw Errors.DamagedRun(Name, Folder, $"{RunFolder.MetricsFile}, line {history.Count + 1}", failure.Message);
        }
    }

    public static string Write(TrainingRun run) => TextChecksum.Signed(RunJson.WriteLines(new OrderedDictionary
    {
        { "format", Version },
        { "state", run.State.ToString() },
        { "reason", run.Reason },
        { "started", run.Started.ToUniversalTime().ToString("o", CultureInfo.InvariantCulture) },
        { "model", run.ModelText },
        { "model_seed", run.ModelSeed },
        { "epochs", run.EpochCount },
        { "epochs_wanted", run.Options.Epoch },
        { "best_epoch", run.Progress.BestEpoch },
        { "best_value", run.Progress.BestValue },
        { "result_epoch", run.Result?.Epoch },
        { "learning_rate", run.Progress.LearningRate },
        { "skipped_steps", run.Progress.Skipped },
        { "zero_share", run.Progress.ZeroShare },
        { "seconds", run.Progress.ElapsedSeconds },
        { "resumed_from", run.ResumedFrom },
        { "data", run.DataFingerprint },
        { "versions", run.Versions },
        { "process", new OrderedDictionary { { "id", ProcessId }, { "machine", Environment.MachineName } } },
        { "options", RunOptionText.Table(run.Options) },
        { "description", run.Description },
        { "checksum", TextChecksum.None },
    }));

    /// <summary>What a run is made by.</summary>
    public static OrderedDictionary VersionsOfThis() => new OrderedDictionary
    {
        { "normtools", typeof(RunDocument).Assembly.GetName().Version!.ToString(3) },
        { "level", CoreLibrary.Level },
        { "powershell", typeof(PSObject).Assembly.GetName().Version!.ToString() },
        { "runtime", RuntimeInformation.FrameworkDescription },
        { "system", RuntimeInformation.OSDescription },
    };

    /// <summary>What is to be told where a run goes on by other machine code than it was trained by; null for nothing.</summary>
    /// <param name="folder">The run's folder in a store; null where it has none.</param>
    public static string? LevelWarning(string? folder)
    {
        try
        {
            return folder is not null && Read(folder).Versions["level"] is string level && level != CoreLibrary.Level
                ? Errors.RunOfOtherLevel(level, CoreLibrary.Level, Processor.Supports(level)) : null;
        }
        catch (NormToolsException)
        {
            return null; // a run whose run.json was lost goes on from its checkpoint
        }
    }

    /// <summary>An epoch as a line of metrics.jsonl.</summary>
    public static string Line(TrainingEpoch epoch)
    {
        var entries = new OrderedDictionary();
        Add(entries, epoch);
        entries.Add("checksum", TextChecksum.None);
        return TextChecksum.Signed(RunJson.Write(entries)) + "\n";
    }

    /// <summary>Adds what is known of an epoch.</summary>
    public static void Add(OrderedDictionary entries, TrainingEpoch epoch)
    {
        entries.Add("epoch", epoch.Epoch);
        entries.Add("training_loss", epoch.TrainingLoss);
        entries.Add("validation_loss", epoch.ValidationLoss);
        entries.Add("learning_rate", epoch.LearningRate);
        entries.Add("seconds", epoch.Duration.TotalSeconds);
        entries.Add("training", epoch.TrainingMetrics);
        entries.Add("validation", epoch.ValidationMetrics);
        entries.Add("script", epoch.ScriptMetrics);
    }

    private static int ProcessId
    {
        get
        {
            using Process self = Process.GetCurrentProcess();
            return self.Id;
        }
    }

    private static TrainingEpoch Epoch(Dictionary<string, object?> line, RunMetric[] metrics)
    {
        var record = new EpochRecord
        {
            Epoch = RunJson.Count(line["epoch"]),
            TrainingLoss = RunJson.Real(line["training_loss"]) ?? double.NaN,
            ValidationLoss = RunJson.Real(line["validation_loss"]) ?? double.NaN,
            LearningRate = RunJson.Real(line["learning_rate"]) ?? double.NaN,
            Seconds = RunJson.Real(line["seconds"]) ?? 0,
        };
        var epoch = new TrainingEpoch(record, metrics, Values("training"), Values("validation"));
        epoch.Take(line.TryGetValue("script", out object? script) ? (Dictionary<string, object?>)script! : new Dictionary<string, object?>());
        return epoch;

        double[] Values(string part)
        {
            var values = (Dictionary<string, object?>)line[part]!;
            return metrics.Select(metric => values.TryGetValue(metric.Name, out object? value) ? RunJson.Real(value) ?? double.NaN : double.NaN).ToArray();
        }
    }

    private IEnumerable<string> Lines()
    {
        using StreamReader reader = Open(Path.Combine(Folder, RunFolder.MetricsFile));
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            yield return line;
        }
    }

    private static string ReadAll(string path)
    {
        using StreamReader reader = Open(path);
        return reader.ReadToEnd();
    }

    // The command that trains may write or replace the file meanwhile.
    private static StreamReader Open(string path) =>
        new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    private string Text(string name) => json[name] as string ?? throw new FormatException($"'{name}' is no text.");

    private Dictionary<string, object?> Object(string name) =>
        json[name] as Dictionary<string, object?> ?? throw new FormatException($"'{name}' is no object.");
}
