using System.Text;

namespace NormTools;

/// <summary>Lines that are broken between words, where the console would break them anywhere.</summary>
internal static class WrappedText
{
    /// <summary>A space at which no line is broken.</summary>
    public const char Joined = '\u00A0';

    /// <summary>Appends words behind what the first line begins with; further lines begin with blanks.</summary>
    /// <param name="text">The text so far.</param>
    /// <param name="start">What the first line begins with.</param>
    /// <param name="value">The words.</param>
    /// <param name="indent">The blanks of further lines.</param>
    /// <param name="width">The columns of the console.</param>
    public static void Append(StringBuilder text, string start, string value, int indent, int width)
    {
        foreach (string line in Break(start + Text.Shown(value), start.Length, indent, width - 1))
        {
            text.AppendLine(line);
        }
    }

    /// <summary>Breaks a line at its blanks into lines of at most so many characters, where the words allow it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="start">So many characters at its beginning stay together.</param>
    /// <param name="indent">The blanks that further lines begin with.</param>
    /// <param name="length">The characters of a line.</param>
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
