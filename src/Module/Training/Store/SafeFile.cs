using System.Text;

namespace NormTools;

/// <summary>Writes small files so that what was there is whole until the new one is, as the core does with models and
/// checkpoints.</summary>
internal static class SafeFile
{
    /// <summary>Writes a text as UTF-8 beside the place, brings it to the disk, and moves it there.</summary>
    /// <param name="path">The place.</param>
    /// <param name="text">The text.</param>
    /// <param name="isCheap">Whether what it says can be had again: it need not be on the disk when this returns, and may be found empty where the
    /// power failed.</param>
    /// <exception cref="NormToolsException">The file cannot be written.</exception>
    public static void Write(string path, string text, bool isCheap = false) => Write(path, new UTF8Encoding(false).GetBytes(text), isCheap);

    /// <inheritdoc cref="Write(string, string, bool)"/>
    public static void Write(string path, byte[] bytes, bool isCheap = false)
    {
        // The core takes files of such a name away that a process left behind which was ended in the midst of it.
        string beside = Path.Combine(Path.GetDirectoryName(path)!, $".normtools-{Guid.NewGuid():N}.tmp");
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(bytes, 0, bytes.Length);
                file.Flush(flushToDisk: !isCheap);
            }

            if (File.Exists(path))
            {
                File.Replace(beside, path, null);
            }
            else
            {
                File.Move(beside, path);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Delete(beside);
            throw Errors.FileNotWritable(path, failure.Message);
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What made the writing fail is the news, not this.
        }
    }
}
