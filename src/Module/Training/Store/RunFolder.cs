using System.Diagnostics;
using System.Text;

namespace NormTools;

/// <summary>The folder of a run while a command trains it: nobody else writes there.</summary>
internal sealed class RunFolder : IDisposable
{
    public const string Document = "run.json";
    public const string ModelFile = "model.safetensors";
    public const string MetricsFile = "metrics.jsonl";

    private const string CheckpointFile = "checkpoint.safetensors";
    private const string OptionsFile = "options.json";
    private const string ModelTextFile = "model.txt";
    private const string LockFile = "lock";
    private const double SaveSeconds = 1; // between two checkpoints: a short epoch is not to wait for the disk each time
    private const int Tries = 20;

    private readonly FileStream claim;
    private readonly bool isNew;
    private readonly Stopwatch sinceSave = new Stopwatch();
    private FileStream? metrics;
    private int written; // epochs in the file of the metrics

    private RunFolder(string folder, bool isNew, FileStream claim)
    {
        Folder = folder;
        this.isNew = isNew;
        this.claim = claim;
    }

    /// <summary>The files of a run.</summary>
    private static readonly string[] Files =
    {
        ModelFile, MetricsFile, CheckpointFile, OptionsFile, ModelTextFile, LockFile, Document,
    };

    public string Folder { get; }

    /// <summary>Whether a folder is a run: it has a run.json, or what a run leaves whose run.json was lost.</summary>
    public static bool IsRun(string folder) => File.Exists(Path.Combine(folder, Document))
        || (File.Exists(Path.Combine(folder, MetricsFile)) && File.Exists(CheckpointOf(folder)) && !IsInUse(folder));

    /// <summary>Whether a folder has files that a run of its name would write over.</summary>
    public static bool HasFiles(string folder) => Files.Any(file => file != LockFile && File.Exists(Path.Combine(folder, file)));

    public string Checkpoint => CheckpointOf(Folder);

    public static string CheckpointOf(string folder) => Path.Combine(folder, CheckpointFile);

    /// <summary>Makes the folder the command's own until it is disposed of.</summary>
    /// <exception cref="NormToolsException">RunInUse, FileNotWritable.</exception>
    public static RunFolder Open(string folder)
    {
        bool isNew = !Directory.Exists(folder);
        string path = Path.Combine(folder, LockFile);
        try
        {
            Directory.CreateDirectory(folder);
            for (int left = Tries; ; left--)
            {
                try
                {
                    return new RunFolder(folder, isNew, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
                }
                catch (IOException)
                {
                    if (IsInUse(folder))
                    {
                        throw Errors.RunInUse(Path.GetFileName(folder));
                    }

                    if (left == 0)
                    {
                        throw;
                    }

                    Thread.Sleep(5); // somebody only looked whether it is in use
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Errors.FileNotWritable(folder, failure.Message);
        }
    }

    /// <summary>Whether a command of some process trains the run.</summary>
    public static bool IsInUse(string folder)
    {
        string path = Path.Combine(folder, LockFile);
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using var look = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>When its run began; null where that cannot be read.</summary>
    public DateTime? Started
    {
        get
        {
            try
            {
                return RunDocument.Read(Folder).Started;
            }
            catch (NormToolsException)
            {
                return null; // its checkpoint is what counts
            }
        }
    }

    /// <summary>Makes sure that nobody went on with the run since this session knew it.</summary>
    /// <exception cref="NormToolsException">RunChanged, DamagedRun.</exception>
    public void ThrowIfChanged(TrainingRun run)
    {
        TrainingRun now = TrainingRun.FromFolder(Folder);
        if (now.EpochCount != run.EpochCount || now.Duration != run.Duration)
        {
            throw Errors.RunChanged(now);
        }
    }

    /// <summary>Deletes a run: its own files, and the folder where nothing else is in it; of a link the link alone.</summary>
    /// <exception cref="NormToolsException">RunInUse, FileNotWritable.</exception>
    public static void Delete(string folder)
    {
        if (FileLink.IsLink(folder))
        {
            FileLink.Remove(folder); // what it leads to is another run, or somebody's folder
            return;
        }

        if (!Directory.Exists(folder))
        {
            return;
        }

        using (Open(folder))
        {
            try
            {
                File.Delete(Path.Combine(folder, Document)); // first: from here on it is no run
                foreach (string file in Files.Where(file => file != LockFile))
                {
                    File.Delete(Path.Combine(folder, file));
                }
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw Errors.FileNotWritable(folder, failure.Message);
            }
        }

        try
        {
            Directory.Delete(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Somebody else's files are in it, and stay.
        }
    }

    /// <summary>Writes what is known of a run before its next step.</summary>
    public void Begin(TrainingRun run)
    {
        Own();
        SafeFile.Write(Path.Combine(Folder, OptionsFile), RunOptionText.Write(run.Options));
        SafeFile.Write(Path.Combine(Folder, ModelTextFile), ((IDisplay)run.Model).ToDisplayString(120) + "\n");
        WriteEpochs(run);
        Save(run);
    }

    /// <summary>Writes the state in front of a script, where it has been a while: the script may take long.</summary>
    public void BeforeScript(TrainingRun run)
    {
        if (sinceSave.Elapsed.TotalSeconds >= SaveSeconds)
        {
            SaveState(run);
        }
    }

    /// <summary>Adds an epoch, and writes the state where it has been a while, or the run ends.</summary>
    public void EpochEnded(TrainingRun run)
    {
        if (written == run.EpochCount)
        {
            WriteEpochs(run); // its script has come to its end now, and the line has what it returned
        }

        Append(run);
        if (sinceSave.Elapsed.TotalSeconds >= SaveSeconds || run.Progress.Ending != 0)
        {
            Save(run);
        }
    }

    /// <summary>Writes the state that the run goes on from.</summary>
    public void SaveState(TrainingRun run) => run.Save(Checkpoint);

    /// <summary>Writes the state that the run goes on from, its model, and how it stands.</summary>
    public void Save(TrainingRun run)
    {
        SaveState(run);
        Write(run);
        sinceSave.Restart();
    }

    /// <summary>Writes how the run ended.</summary>
    public void Write(TrainingRun run)
    {
        Append(run);
        run.Model.Save(Path.Combine(Folder, ModelFile));
        SafeFile.Write(Path.Combine(Folder, Document), RunDocument.Write(run));
    }

    /// <summary>Gives the folder up; a second time does nothing, for the lock may be another command's by then.</summary>
    public void Dispose()
    {
        if (!claim.CanWrite)
        {
            return;
        }

        metrics?.Dispose();
        bool isEmpty = isNew && !File.Exists(Path.Combine(Folder, Document)); // the run did not even begin
        try
        {
            File.Delete(claim.Name);
            claim.Dispose();
            if (isEmpty)
            {
                Directory.Delete(Folder);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            claim.Dispose(); // Windows deletes no open file; one that nobody has open is no claim
        }
    }

    // A file of the run that is a link leads to somebody's file, which is not the run's to write: the run gets one of its own.
    private void Own()
    {
        foreach (string path in Files.Where(file => file != LockFile).Select(file => Path.Combine(Folder, file)).Where(FileLink.IsLink))
        {
            FileLink.Remove(path);
        }
    }

    private void WriteEpochs(TrainingRun run)
    {
        metrics?.Dispose();
        metrics = null;
        TrainingEpoch[] history = run.History;
        SafeFile.Write(Path.Combine(Folder, MetricsFile), string.Concat(history.Select(RunDocument.Line)));
        written = history.Length;
    }

    private void Append(TrainingRun run)
    {
        TrainingEpoch[] history = run.History;
        if (written == history.Length)
        {
            return;
        }

        string path = Path.Combine(Folder, MetricsFile);
        byte[] lines = Encoding.UTF8.GetBytes(string.Concat(history.Skip(written).Select(RunDocument.Line)));
        try
        {
            metrics ??= new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            metrics.Write(lines, 0, lines.Length);
            metrics.Flush();
            written = history.Length;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Errors.FileNotWritable(path, failure.Message);
        }
    }
}
