using System.Text;

namespace NormTools.Core;

/// <summary>Names and texts in commands that messages propose, as they are typed in PowerShell.</summary>
internal static class Typed
{
    private const string Quotes = "'\u2018\u2019\u201a\u201b"; // all of them end a text in single quotes

    /// <summary>A text in single quotes, or in double ones where it has characters that nobody can type.</summary>
    public static string Of(string text)
    {
        bool hasControls = text.Any(char.IsControl);
        var typed = new StringBuilder(text.Length + 2).Append(hasControls ? '"' : '\'');
        foreach (char symbol in text)
        {
            if (!hasControls)
            {
                typed.Append(symbol, Quotes.Contains(symbol) ? 2 : 1);
            }
            else if (char.IsControl(symbol))
            {
                typed.Append(System.Globalization.CultureInfo.InvariantCulture, $"`u{{{(int)symbol:x}}}");
            }
            else
            {
                typed.Append(symbol is '"' or '`' or '$' or '\u201c' or '\u201d' or '\u201e' ? "`" : string.Empty).Append(symbol);
            }
        }

        return typed.Append(hasControls ? '"' : '\'').ToString();
    }
}
