namespace NormTools.Core.Data;

/// <summary>Recognises devices and pipes, which have no length and may have no end.</summary>
internal static class SpecialFile
{
    /// <summary>Whether an existing path leads to a device or a pipe. Nothing is read, since that could wait for
    /// ever.</summary>
    public static bool Is(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path) || Length(path) > 0)
        {
            return false;
        }

        try
        {
            // A pipe opened for reading and writing does not wait for its other end. Only a regular file can be given a
            // length.
            using Microsoft.Win32.SafeHandles.SafeFileHandle handle = File.OpenHandle(
                path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.SetLength(handle, RandomAccess.GetLength(handle));
            return false;
        }
        catch (Exception failure) when (failure is IOException or NotSupportedException)
        {
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false; // cannot be determined; nothing waits for it either, as it has no length
        }
    }

    /// <summary>The size of the file that the path leads to, following links.</summary>
    public static long Length(string path)
    {
        FileInfo file = new(path);
        return (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length;
    }
}
