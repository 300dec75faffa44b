using System.Text;
using NormTools.Native;

namespace NormTools;

/// <summary>The place where a run's checkpoints are to be written.</summary>
internal static class CheckpointFile
{
    private const int Checkpoint = 1; // of nt_checkpoint_prepare
    private const int Other = 2;

    /// <summary>Makes sure, before a run begins, that its checkpoints can be written there, and that they take nothing
    /// away that was not given for it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="replaces">Whether a checkpoint that lies there may be replaced.</param>
    /// <exception cref="NormToolsException">FileIsNoCheckpoint, CheckpointExists, FileNotWritable,
    /// NotARegularFile.</exception>
    public static void Prepare(string path, bool replaces)
    {
        byte[] text = Encoding.UTF8.GetBytes(path);
        NativeMethods.CheckpointPrepare(text, text.Length, out int content, out long epoch).ThrowIfFailed();
        if (content == Other)
        {
            throw Errors.FileIsNoCheckpoint(path);
        }

        if (content == Checkpoint && !replaces)
        {
            throw Errors.CheckpointExists(path, epoch);
        }
    }
}
