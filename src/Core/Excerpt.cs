namespace NormTools.Core;

/// <summary>Shortens names and texts from files for a message: one short line, whatever they hold.</summary>
internal static class Excerpt
{
    private const int Most = 60;
    private const int MostOfLine = 2000;

    /// <summary>The beginning of a text, its control characters as escapes.</summary>
    public static string Of(string text) => Cut(text, Most);

    /// <summary>The first few of many names.</summary>
    public static string Of(IReadOnlyList<string> names)
    {
        const int Shown = 12;
        int shown = names.Count <= Shown + 1 ? names.Count : Shown; // the name itself is as short as "1 more"
        return string.Join(", ", names.Take(shown))
            + (names.Count > shown ? FormattableString.Invariant($" and {names.Count - Shown} more") : string.Empty);
    }

    /// <summary>The first names of columns and the last, which is often the one that was meant.</summary>
    public static string Names(string[] names)
    {
        const int Shown = 10;
        return names.Length <= Shown + 1 ? string.Join(", ", names.Select(Of))
            : string.Join(", ", names.Take(Shown).Select(Of))
                + FormattableString.Invariant($" and {names.Length - Shown} more, the last of them {Of(names[^1])}");
    }

    /// <summary>A whole message on one line, whatever names and texts it quotes.</summary>
    public static string Line(string message) => Cut(message, MostOfLine);

    private static string Cut(string text, int most)
    {
        ReadOnlySpan<char> start = text.AsSpan(0, Math.Min(text.Length, most));
        if (text.Length > most && char.IsHighSurrogate(start[^1]))
        {
            start = start[..^1];
        }

        string shown = start.ToString();
        foreach (char character in shown.Where(char.IsControl).Distinct())
        {
            shown = shown.Replace($"{character}", $"\\u{(int)character:x4}", StringComparison.Ordinal);
        }

        return text.Length > most ? shown + "..." : shown;
    }
}
