using System.Management.Automation;
using System.Text;
using System.Text.RegularExpressions;

namespace NormTools;

/// <summary>A folder of runs, each in a folder of its name (docs/formats.md).</summary>
/// <remarks>Names are compared without case: a store can move to a system whose folders have none. Paths are compared as the
/// system does.</remarks>
internal static class RunStore
{
    /// <summary>The variable of the environment that names the store where no command does.</summary>
    public const string Variable = "NORMTOOLS_RUNS";

    private const string Usual = "runs";
    private const int LongestName = 100; // bytes of UTF-8: systems take 255, and longer paths are refused by some

    private static readonly Regex Reserved = new Regex("^(con|prn|aux|nul|conin[$]|conout[$]|com[0-9¹²³]|lpt[0-9¹²³]) *([.]|$)", RegexOptions.IgnoreCase);

    private static readonly char[] Forbidden = { '/', '\\', ':', '*', '?', '"', '<', '>', '|', '[', ']' };

    /// <summary>The store of Set-NormToolsOption; null where none was set.</summary>
    public static string? Chosen { get; set; }

    /// <summary>The folder of the store: what is given, else that of Set-NormToolsOption, of NORMTOOLS_RUNS, or runs where the
    /// session stands.</summary>
    /// <param name="path">As the user gave it; null for none.</param>
    /// <param name="session">Whose location relative paths count from.</param>
    public static string Folder(string? path, PathIntrinsics session)
    {
        string given = Known(path) ?? Known(Chosen) ?? Known(Environment.GetEnvironmentVariable(Variable)) ?? Usual;
        try
        {
            string folder = Resolve(given, session);
            return folder.Length > 1 ? folder.TrimEnd(Path.DirectorySeparatorChar) : folder;
        }
        catch (SessionStateException) // there is no such drive or provider
        {
            throw Errors.FolderNotFound(given);
        }
    }

    /// <summary>The folder of a run of that name.</summary>
    /// <exception cref="NormToolsException">InvalidRunName.</exception>
    public static string FolderOf(string store, string name)
    {
        bool isName = name.Length > 0 && Encoding.UTF8.GetByteCount(name) <= LongestName && name.Trim() == name && name[0] != '.'
            && name[name.Length - 1] != '.' && name.IndexOfAny(Forbidden) < 0 && !name.Any(char.IsControl) && !Reserved.IsMatch(name);
        return isName ? Path.Combine(store, NamePattern.Choose(Names(store), new[] { name }).FirstOrDefault() ?? name)
            : throw Errors.InvalidRunName(name, LongestName);
    }

    /// <summary>Whether two paths are the same file or folder, by their names.</summary>
    public static bool IsSame(string? one, string? other) => string.Equals(
        one, other, Path.DirectorySeparatorChar == '\\' ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    /// <summary>The names that a user means, of the runs of a store and of others.</summary>
    /// <param name="store">The store.</param>
    /// <param name="names">Names with wildcards; null for all.</param>
    /// <param name="others">Names that are known besides.</param>
    /// <param name="failed">Takes the error of a name that there is not.</param>
    public static string[] Choose(string store, string[]? names, IEnumerable<string> others, Action<string, NormToolsException> failed)
    {
        string[] known = Names(store), all = known.Union(others).ToArray();
        foreach (string name in NamePattern.Missing(names, all))
        {
            failed(name, Errors.RunNotFound(name, store, known));
        }

        return NamePattern.Choose(all, names);
    }

    /// <exception cref="NormToolsException">StoreIsFile.</exception>
    public static void ThrowIfFile(string store)
    {
        if (File.Exists(store))
        {
            throw Errors.StoreIsFile(store);
        }
    }

    /// <exception cref="NormToolsException">StoreIsFile, StoreNotFound.</exception>
    public static void ThrowIfMissing(string store)
    {
        ThrowIfFile(store);
        if (!Directory.Exists(store))
        {
            throw Errors.StoreNotFound(store);
        }
    }

    /// <summary>The names of the runs of a store, in the order of the alphabet; none where there is no store.</summary>
    public static string[] Names(string store)
    {
        try
        {
            return !Directory.Exists(store) ? Array.Empty<string>() : Directory.GetDirectories(store)
                .Where(RunFolder.IsRun)
                .Select(folder => Path.GetFileName(folder)!)
                .OrderBy(name => name, StringComparer.OrdinalIgnoreCase).ToArray();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Errors.FolderNotReadable(store, failure.Message);
        }
    }

    /// <summary>A name as it is typed.</summary>
    public static string Quote(string name) => name.All(symbol => char.IsLetterOrDigit(symbol) || symbol is '_' or '-' or '.')
        && !char.IsDigit(name[0]) && name[0] != '-'
        ? name
        : Text.Quoted(name);

    private static string? Known(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string Resolve(string given, PathIntrinsics session)
    {
        string folder = session.GetUnresolvedProviderPathFromPSPath(given, out ProviderInfo provider, out _);
        return provider.Name == "FileSystem" ? folder
            : given.IndexOf(':') >= 0 ? throw Errors.NotAFilePath(given, provider.Name)
            : Path.GetFullPath(Path.Combine(session.CurrentFileSystemLocation.ProviderPath, given));
    }
}
