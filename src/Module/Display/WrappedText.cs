using System.Text;

namespace NormTools;

/// <summary>Wraps lines between words; the console would break them anywhere.</summary>
internal static class WrappedText
{
    /// <summary>A space at which lines are not broken (no-break space).</summary>
    public const char Joined = '\u00A0';

    /// <summary>Appends wrapped text after the start of its first line; further lines are indented.</summary>
    /// <param name="text">The text so far.</param>
    /// <param name="start">The start of the first line.</param>
    /// <param name="value">The text to wrap.</param>
    /// <param name="indent">The number of spaces before further lines.</param>
    /// <param name="width">The columns of the console.</param>
    public static void Append(StringBuilder text, string start, string value, int indent, int width)
    {
        foreach (string line in Break(start + Text.Shown(value), start.Length, indent, width - 1))
        {
            text.AppendLine(line);
        }
    }

    /// <summary>Breaks a line at spaces into lines of at most <paramref name="length"/> characters, if its words are
    /// short enough.</summary>
    /// <param name="line">The line.</param>
    /// <param name="start">The number of characters at its beginning that are not broken.</param>
    /// <param name="indent">The number of spaces before further lines.</param>
    /// <param name="length">The most characters of a line.</param>
    public static IEnumerable<string> Break(string line, int start, int indent, int length)
    {
        while (line.Length > length)
        {
            int end = line.LastIndexOf(' ', length);
            end = end > start ? end : line.IndexOf(' ', Math.Min(start + 1, line.Length));
            if (end < 0)
            {
                break;
            }

            yield return line.Substring(0, end).TrimEnd().Replace(Joined, ' ');
            line = new string(' ', indent) + line.Substring(end).TrimStart();
            start = indent;
        }

        yield return line.TrimEnd().Replace(Joined, ' ');
    }
}
