namespace NormTools.Core.Data;

/// <summary>What lies in the file system and is no file: devices and pipes, which have no length and may have no
/// end.</summary>
internal static class SpecialFile
{
    /// <summary>Whether the path, which exists, leads to a device or a pipe. It is not read: that could wait for
    /// ever.</summary>
    public static bool Is(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path) || Length(path) > 0)
        {
            return false;
        }

        try
        {
            // Opened for both ways a pipe does not wait for its other end. What is no file cannot be given a length.
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
            return false; // not to be told; it is not waited for either, for it has no length
        }
    }

    /// <summary>Bytes of the file that the path leads to, through links.</summary>
    public static long Length(string path)
    {
        FileInfo file = new(path);
        return (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length;
    }
}
