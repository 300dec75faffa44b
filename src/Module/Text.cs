using System.Globalization;
using System.Management.Automation.Language;
using System.Text;

namespace NormTools;

/// <summary>How values are written in messages and displays.</summary>
internal static class Text
{
    private const int MostOfLine = 2000;

    public static string Shape(IEnumerable<long> shape) =>
        "[" + string.Join(", ", shape.Select(size => size.ToString(CultureInfo.InvariantCulture))) + "]";

    /// <summary>A number and what is counted, as in "1 row" and "1,500 rows".</summary>
    public static string Count(long count, string one, string? several = null) =>
        count.ToString("N0", CultureInfo.InvariantCulture) + " " + (count == 1 ? one : several ?? one + "s");

    /// <summary>A text in quotes, as it is typed at the prompt, whatever it holds.</summary>
    public static string Quoted(string text) => "'" + CodeGeneration.EscapeSingleQuotedStringContent(text) + "'";

    public static string Shorten(string text) => Shown(text.Length <= 60 ? text : text.Substring(0, 57) + "...");

    /// <summary>A message on one line of bounded length, whatever names and texts it quotes.</summary>
    public static string Line(string message) =>
        Shown(message.Length <= MostOfLine ? message : message.Substring(0, MostOfLine) + "...");

    /// <summary>A text in which escapes replace what would disturb a terminal or is not allowed in XML: control
    /// characters, line and direction marks, halves of surrogate pairs.</summary>
    public static string Shown(string text, bool keepsLines = false)
    {
        StringBuilder? shown = null;
        for (int i = 0; i < text.Length; i++)
        {
            char symbol = text[i];
            bool isPair = char.IsHighSurrogate(symbol) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            bool disturbs = char.IsControl(symbol) ? !(keepsLines && symbol is ('\r' or '\n'))
                : symbol is (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or >= '\ufffe'
                    || (char.IsSurrogate(symbol) && !isPair);
            if (disturbs)
            {
                shown ??= new StringBuilder(text, 0, i, text.Length + 16);
                shown.Append("\\u").Append(((int)symbol).ToString("x4", CultureInfo.InvariantCulture));
                continue;
            }

            int length = isPair ? 2 : 1;
            shown?.Append(text, i, length);
            i += length - 1;
        }

        return shown?.ToString() ?? text;
    }

    /// <summary>A loss with four decimals; a very small or very large one in scientific notation.</summary>
    public static string Loss(double value, CultureInfo? culture = null) => value.ToString(
        Math.Abs(value) is 0 or (>= 1e-3 and < 1e6) ? "0.0000" : "0.0000e+00", culture ?? CultureInfo.InvariantCulture);

    /// <summary>The columns that a text takes in a console: two for each character of East Asian scripts and each
    /// emoji.</summary>
    public static int Width(string text)
    {
        int width = text.Length;
        foreach (char symbol in text)
        {
            // Each half of a surrogate pair counts as one column.
            bool isWide = symbol is (>= '\u1100' and <= '\u115f') or (>= '\u2e80' and <= '\ua4cf')
                or (>= '\uac00' and <= '\ud7a3') or (>= '\uf900' and <= '\ufaff') or (>= '\ufe30' and <= '\ufe6f')
                or (>= '\uff00' and <= '\uff60') or (>= '\uffe0' and <= '\uffe6');
            width += isWide ? 1 : 0;
        }

        return width;
    }

    public static string PadLeft(string text, int width) => new string(' ', Math.Max(0, width - Width(text))) + text;

    public static string PadRight(string text, int width) => text + new string(' ', Math.Max(0, width - Width(text)));

    /// <summary>A number with seven digits, as 0.05, 167934.4 and 12345678: in scientific notation only where it is very small or very large.</summary>
    public static string Number(double value) => Digits(value, 7);

    /// <summary>The same with four digits or another number of them, and all of its whole part: 0.1234, 12.34, 141823.</summary>
    public static string Short(double value, CultureInfo? culture = null, int digits = 4) => Digits(value, digits, culture);

    private static string Digits(double value, int digits, CultureInfo? culture = null)
    {
        culture ??= CultureInfo.InvariantCulture;
        double size = Math.Abs(value);
        if (double.IsNaN(value) || double.IsInfinity(value) || value == 0)
        {
            return value.ToString("G", culture);
        }

        if (size is < 1e-5 or >= 1e15)
        {
            return value.ToString("0." + new string('#', digits - 1) + "e+00", culture);
        }

        int whole = (int)Math.Floor(Math.Log10(size)) + 1;
        return value.ToString("0." + new string('#', Math.Max(0, digits - whole)), culture);
    }
}
