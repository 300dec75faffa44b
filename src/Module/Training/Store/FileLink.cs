using System.Reflection;

namespace NormTools;

/// <summary>Symbolic links and junctions: what is done to them is done to them, not to what they lead to.</summary>
internal static class FileLink
{
    // Of .NET 6 and later. Windows PowerShell has only the attribute, which files of a cloud drive may have as well.
    private static readonly PropertyInfo? Target = typeof(FileSystemInfo).GetProperty("LinkTarget");

    /// <summary>Whether a path is a link, wherever it leads.</summary>
    public static bool IsLink(string path)
    {
        var entry = new FileInfo(path);
        try
        {
            return (int)entry.Attributes != -1 && entry.Attributes.HasFlag(FileAttributes.ReparsePoint)
                && (Target is null || Target.GetValue(entry) is not null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false; // there is nothing
        }
    }

    /// <summary>Takes a link away, and leaves what it leads to.</summary>
    /// <exception cref="NormToolsException">FileNotWritable.</exception>
    public static void Remove(string path)
    {
        try
        {
            if (Path.DirectorySeparatorChar == '\\' && File.GetAttributes(path).HasFlag(FileAttributes.Directory))
            {
                Directory.Delete(path); // on Windows a link is of the kind of what it leads to
            }
            else
            {
                File.Delete(path);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Errors.FileNotWritable(path, failure.Message);
        }
    }
}
