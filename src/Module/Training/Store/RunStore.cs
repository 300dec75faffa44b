using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace NormTools;

/// <summary>A folder of runs, each in a folder of its name (docs/formats.md).</summary>
internal static class RunStore
{
    /// <summary>The variable of the environment that names the store where no command does.</summary>
    public const string Variable = "NORMTOOLS_RUNS";

    private const string Usual = "runs";
    private const int LongestName = 100;

    private static readonly Regex Reserved = new Regex("^(con|prn|aux|nul|com[0-9]|lpt[0-9])([.]|$)", RegexOptions.IgnoreCase);

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
        bool isName = name.Length is > 0 and <= LongestName && name.Trim() == name && name[0] != '.' && name[name.Length - 1] != '.'
            && name.IndexOfAny(Forbidden) < 0 && !name.Any(char.IsControl) && !Reserved.IsMatch(name);
        return isName ? Path.Combine(store, name) : throw Errors.InvalidRunName(name, LongestName);
    }

    /// <summary>The names of the runs of a store, in the order of the alphabet; none where there is no store.</summary>
    public static string[] Names(string store)
    {
        try
        {
            return !Directory.Exists(store) ? Array.Empty<string>() : Directory.GetDirectories(store)
                .Where(folder => File.Exists(Path.Combine(folder, RunFolder.Document)))
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
        : "'" + CodeGeneration.EscapeSingleQuotedStringContent(name) + "'";

    /// <summary>Whether a name fits one of some patterns; all do where there are none.</summary>
    public static bool Fits(string? name, string[]? patterns) => patterns is null || (name is not null && patterns.Any(pattern =>
        pattern.Equals(name, StringComparison.OrdinalIgnoreCase) || Pattern(pattern).IsMatch(name)));

    /// <summary>The names that were given without wildcards and that nothing has.</summary>
    public static IEnumerable<string> Missing(string[]? patterns, IEnumerable<string?> names) => patterns is null
        ? Array.Empty<string>()
        : patterns.Where(pattern => !WildcardPattern.ContainsWildcardCharacters(pattern)
            && !names.Contains(pattern, StringComparer.OrdinalIgnoreCase));

    private static WildcardPattern Pattern(string text)
    {
        try
        {
            var pattern = new WildcardPattern(text, WildcardOptions.IgnoreCase);
            pattern.IsMatch(string.Empty);
            return pattern;
        }
        catch (WildcardPatternException)
        {
            throw Errors.InvalidPattern(text);
        }
    }

    private static string? Known(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string Resolve(string given, PathIntrinsics session)
    {
        string folder = session.GetUnresolvedProviderPathFromPSPath(given, out ProviderInfo provider, out _);
        return provider.Name == "FileSystem" ? folder
            : given.IndexOf(':') >= 0 ? throw Errors.NotAFilePath(given, provider.Name)
            : Path.GetFullPath(Path.Combine(session.CurrentFileSystemLocation.ProviderPath, given));
    }
}
