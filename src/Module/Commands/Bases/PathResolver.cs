using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Resolves PowerShell paths (relative, wildcards, drives) to file names.</summary>
internal static class PathResolver
{
    private const string FileSystem = "FileSystem";

    /// <summary>The one existing file that a path names.</summary>
    /// <exception cref="NormToolsException">There is none or more than one, or the path is that of a directory or not
    /// one of the file system.</exception>
    public static string Existing(PSCmdlet cmdlet, string path, bool literal)
    {
        RefuseNoName(path);
        string file;
        try
        {
            if (literal)
            {
                file = Unresolved(cmdlet, path);
            }
            else
            {
                IList<string> found = cmdlet.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
                RefuseOthers(provider, path);
                file = found.Count switch
                {
                    1 => found[0],
                    0 => OfThatName(cmdlet, path),
                    _ => throw Errors.SeveralFiles(path, found.Count),
                };
            }
        }
        catch (Exception failure) when (failure is ItemNotFoundException or WildcardPatternException)
        {
            file = OfThatName(cmdlet, path);
        }
        catch (SessionStateException) // there is no such drive or provider
        {
            throw Errors.PathNotFound(path);
        }

        return Directory.Exists(file) ? throw Errors.NotAFile(file)
            : File.Exists(file) ? file
            : throw Errors.PathNotFound(file);
    }

    /// <summary>The existing files that a path names, in order; directories among them are skipped.</summary>
    /// <exception cref="NormToolsException">There is none, or the path is not one of the file system.</exception>
    public static string[] AllExisting(PSCmdlet cmdlet, string path)
    {
        RefuseNoName(path);
        if (!WildcardPattern.ContainsWildcardCharacters(path))
        {
            return new[] { Existing(cmdlet, path, literal: false) };
        }

        try
        {
            string[] found = cmdlet.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider)
                .Where(File.Exists).OrderBy(file => file, StringComparer.Ordinal).ToArray();
            RefuseOthers(provider, path);
            return found.Length > 0 ? found : new[] { Existing(cmdlet, path, literal: false) };
        }
        catch (Exception failure) when (failure is ItemNotFoundException or WildcardPatternException or SessionStateException)
        {
            return new[] { Existing(cmdlet, path, literal: false) };
        }
    }

    /// <summary>The file name to write to; an existing file needs force.</summary>
    public static string ForWriting(PSCmdlet cmdlet, string path, bool force)
    {
        RefuseNoName(path);
        string file;
        try
        {
            file = Unresolved(cmdlet, path);
        }
        catch (SessionStateException) // there is no such drive or provider
        {
            throw Errors.FolderNotFound(path);
        }

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

    /// <summary>Writes a text as UTF-8, whole or not at all.</summary>
    /// <exception cref="NormToolsException">The file cannot be written.</exception>
    public static void Write(string file, string text) => SafeFile.Write(file, text);

    // The name of a file may look like a pattern, and scripts pass Get-ChildItem's FullName without escaping it.
    private static string OfThatName(PSCmdlet cmdlet, string path)
    {
        string file = Unresolved(cmdlet, path);
        return File.Exists(file) || Directory.Exists(file) ? file
            : WildcardPattern.ContainsWildcardCharacters(path) ? throw Errors.PatternNotFound(path)
            : throw Errors.PathNotFound(file);
    }

    private static string Unresolved(PSCmdlet cmdlet, string path)
    {
        string file = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        RefuseOthers(provider, path);
        return file;
    }

    // No file system allows it, and the functions of .NET would throw various exceptions.
    private static void RefuseNoName(string path)
    {
        if (path.IndexOf('\0') >= 0)
        {
            throw Errors.Invalid("InvalidPath", $"'{path.Replace("\0", "\\0")}' is not a valid file name: it contains a null character.");
        }
    }

    // Without its drive, env:name would be taken for a file in the current folder of the process.
    private static void RefuseOthers(ProviderInfo provider, string path)
    {
        if (provider.Name != FileSystem)
        {
            throw Errors.NotAFilePath(path, provider.Name);
        }
    }
}
