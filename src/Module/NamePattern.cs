using System.Management.Automation;

namespace NormTools;

/// <summary>Names that a user gives for what there is: without case, with wildcards.</summary>
internal static class NamePattern
{
    /// <summary>Whether a name fits one of some patterns; all do where there are none.</summary>
    /// <exception cref="NormToolsException">InvalidPattern.</exception>
    public static bool Fits(string? name, string[]? patterns) => patterns is null || (name is not null && patterns.Any(pattern =>
        pattern.Equals(name, StringComparison.OrdinalIgnoreCase) || Of(pattern).IsMatch(name)));

    /// <summary>The names that some patterns mean; all where there are none. A pattern without wildcards means the name that is
    /// the same, and one that differs in case only where none is.</summary>
    /// <exception cref="NormToolsException">InvalidPattern.</exception>
    public static string[] Choose(IReadOnlyCollection<string> names, string[]? patterns) => names.Where(name => patterns is null
        || patterns.Any(pattern => name == pattern || (Fits(name, new[] { pattern }) && !names.Contains(pattern)))).ToArray();

    /// <summary>The patterns without wildcards that nothing fits.</summary>
    public static IEnumerable<string> Missing(string[]? patterns, IEnumerable<string?> names) => patterns is null
        ? Array.Empty<string>()
        : patterns.Where(pattern => !WildcardPattern.ContainsWildcardCharacters(pattern)
            && !names.Contains(pattern, StringComparer.OrdinalIgnoreCase));

    private static WildcardPattern Of(string text)
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
}
