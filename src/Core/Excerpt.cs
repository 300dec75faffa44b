namespace NormTools.Core;

/// <summary>Names and texts of files inside a message: one short line, whatever they are.</summary>
internal static class Excerpt
{
    private const int Most = 60;

    /// <summary>The beginning of a text, its control characters as escapes.</summary>
    public static string Of(string text)
    {
        ReadOnlySpan<char> start = text.AsSpan(0, Math.Min(text.Length, Most));
        if (text.Length > Most && char.IsHighSurrogate(start[^1]))
        {
            start = start[..^1];
        }

        string shown = start.ToString();
        foreach (char character in shown.Where(char.IsControl).Distinct())
        {
            shown = shown.Replace($"{character}", $"\\u{(int)character:x4}", StringComparison.Ordinal);
        }

        return text.Length > Most ? shown + "..." : shown;
    }
}
