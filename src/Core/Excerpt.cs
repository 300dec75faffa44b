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
        return string.Join(", ", names.Take(Shown))
            + (names.Count > Shown ? FormattableString.Invariant($" and {names.Count - Shown} more") : string.Empty);
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
