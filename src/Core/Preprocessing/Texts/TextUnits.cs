using System.Globalization;
using System.Text;
using NormTools.Core.Threading;

namespace NormTools.Core.Preprocessing;

/// <summary>Parts texts into words, or into characters.</summary>
/// <remarks>
/// The rule: normalisation form KC, then lower case whatever the language (unless case counts), then runs of letters and digits with
/// the marks behind them. All else parts words and goes. Characters are those of the words, with one blank between two words.
/// </remarks>
internal sealed class TextUnits(bool areCharacters, bool keepsCase)
{
    private const string Blank = " ";

    /// <summary>The words of a text in their order, or its characters.</summary>
    /// <exception cref="CoreException">Cancelled.</exception>
    public List<string> Of(string text)
    {
        string plain = CompatibilityComposition.Of(text);
        List<string> units = [];
        StringBuilder word = new();
        Span<char> code = stackalloc char[2];
        int looked = 0;
        foreach (Rune rune in plain.EnumerateRunes())
        {
            Slices.Count(ref looked, 1);
            if (!IsOfWord(rune, word.Length > 0))
            {
                End(word, units);
                continue;
            }

            Rune own = keepsCase ? rune : Rune.ToLowerInvariant(rune);
            ReadOnlySpan<char> written = code[..own.EncodeToUtf16(code)];
            if (areCharacters)
            {
                if (word.Length == 0 && units.Count > 0)
                {
                    units.Add(Blank);
                }

                units.Add(written.ToString());
            }

            word.Append(written);
        }

        End(word, units);
        return units;
    }

    private static bool IsOfWord(Rune rune, bool isWithin) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => isWithin,
        <= UnicodeCategory.OtherNumber => true, // letters, and digits of all kinds
        _ => false,
    };

    private void End(StringBuilder word, List<string> units)
    {
        if (word.Length > 0 && !areCharacters)
        {
            units.Add(word.ToString());
        }

        word.Clear();
    }
}
