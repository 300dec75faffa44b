using System.Collections.Concurrent;
using System.Text;
using NormTools.Native;

namespace NormTools;

/// <summary>The file that a run writes its checkpoints to.</summary>
internal static class CheckpointFile
{
    private const int Checkpoint = 1; // results of nt_checkpoint_prepare
    private const int Other = 2;

    private static readonly ConcurrentDictionary<string, TrainingRun> Claims = new ConcurrentDictionary<string, TrainingRun>(
        Path.DirectorySeparatorChar == '\\' ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    /// <summary>Makes sure, before a run begins, that its checkpoints can be written there, and that they replace no
    /// other file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="replaces">Whether an existing checkpoint may be replaced.</param>
    /// <param name="isRead">Whether the file is read afterwards, which then reports what is wrong with it.</param>
    /// <exception cref="NormToolsException">FileIsNoCheckpoint, CheckpointExists, FileNotWritable,
    /// NotARegularFile.</exception>
    public static void Prepare(string path, bool replaces, bool isRead)
    {
        byte[] text = Encoding.UTF8.GetBytes(path);
        NativeMethods.CheckpointPrepare(text, text.Length, out int content, out long epoch).ThrowIfFailed();
        if (content == Other && !isRead)
        {
            throw Errors.FileIsNoCheckpoint(path);
        }

        if (content == Checkpoint && !replaces)
        {
            throw Errors.CheckpointExists(path, epoch);
        }
    }

    /// <summary>Keeps other runs of the process from writing there until it is disposed of.</summary>
    /// <exception cref="NormToolsException">CheckpointInUse.</exception>
    public static IDisposable Claim(string path, TrainingRun run)
    {
        TrainingRun other = Claims.GetOrAdd(path, run);
        return ReferenceEquals(other, run)
            ? new Release(path)
            : throw Errors.CheckpointInUse(path, other.Progress.Epoch, other.Options.Epoch);
    }

    /// <summary>Path, length and time of the file, which show whether it was changed since; null if there is no
    /// file.</summary>
    public static string? Stamp(string path)
    {
        var file = new FileInfo(path);
        return file.Exists
            ? FormattableString.Invariant($"{path}|{file.Length}|{file.LastWriteTimeUtc.Ticks}")
            : null;
    }

    private sealed class Release : IDisposable
    {
        private readonly string path;

        public Release(string path) => this.path = path;

        public void Dispose() => Claims.TryRemove(path, out _);
    }
}
