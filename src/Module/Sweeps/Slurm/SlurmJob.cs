using System.Text;

namespace NormTools;

/// <summary>The array job of a sweep: its number, and on a federation of clusters the one that has it.</summary>
internal sealed class SlurmJob
{
    private readonly string? cluster;

    private SlurmJob(string number, string? cluster)
    {
        Number = number;
        this.cluster = cluster;
    }

    public string Number { get; }

    /// <summary>Reads what sbatch --parsable wrote: the number, or the number and a cluster. Null where it is something else.</summary>
    public static SlurmJob? Read(string text)
    {
        string[] parts = (text.Split(new[] { '\r', '\n' }, StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? string.Empty).Trim().Split(';');
        return parts.Length <= 2 && parts[0].Length > 0 && parts[0].All(symbol => symbol is >= '0' and <= '9')
            ? new SlurmJob(parts[0], parts.Length == 2 && parts[1].Length > 0 ? parts[1] : null) : null;
    }

    /// <summary>Arguments of a program, and the cluster that they are meant for.</summary>
    public string[] Of(params string[] arguments) => cluster is null ? arguments : arguments.Concat(new[] { "--clusters=" + cluster }).ToArray();

    /// <summary>What a user types to end it.</summary>
    public string CancelLine => "scancel " + string.Join(" ", Of(Number));

    public override string ToString() => cluster is null ? Number : $"{Number};{cluster}";
}

/// <summary>The folder in that of a sweep which its jobs need: their script, the number of the last one, and what they wrote.</summary>
internal sealed class SlurmFolder
{
    private const string FolderName = "slurm", Script = "job.sh", Last = "job.txt", Output = ".out";
    private const int MostLines = 3, MostBytes = 2000;

    private readonly string folder;

    /// <param name="root">The sweep's folder.</param>
    public SlurmFolder(string root) => folder = Path.Combine(root, FolderName);

    public string ScriptFile => Path.Combine(folder, Script);

    /// <summary>Where a task writes, as --output has it: %A is the job's number and %a the task's.</summary>
    public string OutputPattern => Path.Combine(folder.Replace("%", "%%"), "%A_%a" + Output);

    /// <summary>The file whose presence ends a task, up to the number that follows.</summary>
    public string StopPrefix => Path.Combine(folder, "stop-");

    /// <summary>The last job; null where there was none.</summary>
    public SlurmJob? Job
    {
        get
        {
            string file = Path.Combine(folder, Last);
            return File.Exists(file) ? SlurmJob.Read(File.ReadAllText(file, Encoding.UTF8)) : null;
        }
    }

    /// <summary>Writes the script.</summary>
    /// <exception cref="NormToolsException">FileNotWritable.</exception>
    public void Write(string script)
    {
        SweepFolder.OnDisk(folder, () => Directory.CreateDirectory(folder));
        SafeFile.Write(ScriptFile, script);
    }

    /// <summary>Keeps the number of a job.</summary>
    /// <exception cref="NormToolsException">FileNotWritable.</exception>
    public void Write(SlurmJob job) => SafeFile.Write(Path.Combine(folder, Last), job + "\n");

    /// <summary>Where a task wrote, and its last lines; null where there is nothing.</summary>
    public (string File, string Words)? End(SlurmTask task)
    {
        string file = Path.Combine(folder, task.Id + Output);
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Seek(-Math.Min(stream.Length, MostBytes), SeekOrigin.End);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            string[] lines = reader.ReadToEnd().Split(new[] { '\r', '\n' }, StringSplitOptions.RemoveEmptyEntries);
            return lines.Length == 0 ? ((string, string)?)null : (file, string.Join(" / ", lines.Skip(lines.Length - MostLines).Select(line => line.Trim())));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null; // --output sent it elsewhere, or the node could not begin the task
        }
    }

    /// <summary>Deletes what the jobs of a sweep left, and nothing else.</summary>
    public static void Delete(string root)
    {
        string folder = Path.Combine(root, FolderName);
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (string file in new[] { Script, Last }.Select(name => Path.Combine(folder, name))
            .Concat(Directory.GetFiles(folder, "*" + Output)).Concat(Directory.GetFiles(folder, "stop-*")))
        {
            File.Delete(file);
        }

        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
