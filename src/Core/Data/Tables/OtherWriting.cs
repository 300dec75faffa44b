using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace NormTools.Core.Data;

/// <summary>Numbers in digits of other scripts, with Fortran's exponents, a dash for the minus or a blank behind the sign: they are no categories, and
/// are told how to be written.</summary>
internal static partial class OtherWriting
{
    private const int Longest = 64;

    /// <summary>The number as programs write it; null for a text that is no such number.</summary>
    public static string? Plain(string text)
    {
        if (text.Length is 0 or > Longest)
        {
            return null;
        }

        var plain = new StringBuilder(text.Length);
        foreach (char symbol in text)
        {
            plain.Append(symbol switch
            {
                '\u2013' or '\uFE63' or '\uFF0D' => '-', // dashes and the wide minus
                '\uFF0B' => '+',
                '\u066B' or '\uFF0E' => '.',
                _ when !char.IsAscii(symbol) && char.IsDigit(symbol) => (char)('0' + (int)CharUnicodeInfo.GetNumericValue(symbol)),
                _ => symbol,
            });
        }

        string number = BlankBehindSign().Replace(Fortran().Replace(plain.ToString(), "$1E$2"), "$1");
        return number != text && NumberText.TryParse(Encoding.UTF8.GetBytes(number), out _) ? number : null;
    }

    /// <summary>Whether there is a blank behind the sign of a number: + 6.</summary>
    public static bool HasBlankBehindSign(string text) => BlankBehindSign().IsMatch(text);

    /// <summary>The operators that write such numbers as programs do.</summary>
    public static string Replace(string text) => HasBlankBehindSign(text) ? "-replace '([+-])\\s+(?=\\d)', '$1'"
        : Fortran().IsMatch(text) ? "-replace '(?<=[\\d.])[dD](?=[+-]?\\d)', 'e'"
        : (text.Any(symbol => !char.IsAscii(symbol) && char.IsDigit(symbol)) ? "-replace '\\d', { [char]::GetNumericValue($_.Value[0]) } " : string.Empty)
            + "-replace '[\\u2013\\ufe63\\uff0d]', '-' -replace '[\\u066b\\uff0e]', '.' -replace '\\uff0b'";

    [GeneratedRegex(@"^([+-])[ \u00a0\u202f\t]+(?=[\d.,])")]
    private static partial Regex BlankBehindSign();

    // A sign behind the D, or a point before it: 12D3 may be a seat.
    [GeneratedRegex(@"^([+-]?\d*\.\d*|[+-]?\d+(?=[dD][+-]))[dD]([+-]?\d+)$")]
    private static partial Regex Fortran();
}
