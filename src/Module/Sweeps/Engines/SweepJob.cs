using System.Diagnostics;

namespace NormTools;

/// <summary>A process that takes part in a sweep as the job of a cluster: its time ends when there is a file.</summary>
internal sealed class SweepJob
{
    private const int LookMilliseconds = 100;

    private readonly Stopwatch sinceLook = Stopwatch.StartNew();

    /// <param name="path">The file.</param>
    public SweepJob(string path) => Path = path;

    public string Path { get; }

    /// <summary>Whether it is to stop.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Looks for the file, now and then.</summary>
    public bool Look()
    {
        if (!IsOver && sinceLook.ElapsedMilliseconds >= LookMilliseconds)
        {
            sinceLook.Restart();
            IsOver = File.Exists(Path);
        }

        return IsOver;
    }

    /// <summary>Says by its absence that there is nothing left to be done.</summary>
    /// <exception cref="NormToolsException">FileNotWritable.</exception>
    public void Clear()
    {
        if (File.Exists(Path))
        {
            SweepFolder.OnDisk(Path, () => File.Delete(Path));
        }
    }
}
