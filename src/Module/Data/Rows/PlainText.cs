using System.Text;

namespace NormTools;

/// <summary>Texts without what nobody sees: characters without width, and blanks at their ends, also those that do not break.</summary>
internal static class PlainText
{
    private const string Invisible = "\u200b\u200e\u200f\u2060\ufeff\u00ad";

    /// <summary>A text without blanks and invisible characters at its ends.</summary>
    public static string Trim(string text)
    {
        string trimmed = text.Trim();
        return trimmed.Length > 0 && (trimmed[0] > '~' || trimmed[trimmed.Length - 1] > '~') ? Ends(trimmed) : trimmed;
    }

    /// <summary>The name of a column as a data set has it: without invisible characters, with ordinary blanks, and none at its ends.</summary>
    public static string Name(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (char symbol in name.Where(symbol => Invisible.IndexOf(symbol) < 0))
        {
            plain.Append(symbol is '\u00a0' or '\u202f' ? ' ' : symbol);
        }

        return plain.ToString().Trim();
    }

    private static string Ends(string text)
    {
        int start = 0, end = text.Length;
        while (start < end && IsBlank(text[start]))
        {
            start++;
        }

        while (end > start && IsBlank(text[end - 1]))
        {
            end--;
        }

        return text.Substring(start, end - start);
    }

    private static bool IsBlank(char symbol) => char.IsWhiteSpace(symbol) || Invisible.IndexOf(symbol) >= 0;
}
