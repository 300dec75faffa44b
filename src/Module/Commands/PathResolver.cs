using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>PowerShell's paths (relative, wildcards, drives) as file names.</summary>
internal static class PathResolver
{
    /// <summary>The one existing file that a path names.</summary>
    /// <exception cref="NormToolsException">There is none, or several, or it is a directory.</exception>
    public static string Existing(PSCmdlet cmdlet, string path, bool literal)
    {
        string file;
        try
        {
            if (literal)
            {
                file = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
            }
            else
            {
                IList<string> found = cmdlet.GetResolvedProviderPathFromPSPath(path, out _);
                file = found.Count switch
                {
                    1 => found[0],
                    0 => throw Errors.PathNotFound(path),
                    _ => throw Errors.SeveralFiles(path, found.Count),
                };
            }
        }
        catch (ItemNotFoundException)
        {
            throw Errors.PathNotFound(cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path));
        }
        catch (System.Management.Automation.DriveNotFoundException)
        {
            throw Errors.PathNotFound(path);
        }

        return Directory.Exists(file) ? throw Errors.NotAFile(file)
            : File.Exists(file) ? file
            : throw Errors.PathNotFound(file);
    }

    /// <summary>The file name to write to; an existing file needs force.</summary>
    public static string ForWriting(PSCmdlet cmdlet, string path, bool force)
    {
        string file = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
        if (Directory.Exists(file))
        {
            throw Errors.NotAFile(file);
        }

        string? folder = Path.GetDirectoryName(file);
        if (!string.IsNullOrEmpty(folder) && !Directory.Exists(folder))
        {
            throw Errors.FolderNotFound(folder!);
        }

        return !force && File.Exists(file) ? throw Errors.FileExists(file) : file;
    }
}
