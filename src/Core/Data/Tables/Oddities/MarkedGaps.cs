using System.Text;

namespace NormTools.Core.Data;

/// <summary>Gaps of a column that are written as words or signs, which may as well be categories: None of a few kinds, NA of Namibia, - beside +.</summary>
internal sealed class MarkedGaps
{
    private const int MostLevels = 12; // beside one that is called None
    private const int FewestCodes = 5; // of countries

    private static readonly string[] Words = ["none", "na", "nan", "null", "-"];

    private readonly long[] counts = new long[Words.Length];
    private readonly string?[] texts = new string?[Words.Length];

    /// <summary>Whether some are fields with nothing in them.</summary>
    public bool HasEmpty { get; private set; }

    /// <summary>Takes note of a gap.</summary>
    public void Add(ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty)
        {
            HasEmpty = true;
            return;
        }

        for (int i = 0; i < Words.Length && field.Length < 5; i++)
        {
            if (Ascii.EqualsIgnoreCase(field, Words[i]))
            {
                counts[i]++;
                texts[i] ??= NameText.Decode(field);
            }
        }
    }

    /// <summary>Each text that stands for gaps, and their number; the sign alone only where <see cref="IsLikely"/> says so.</summary>
    public IEnumerable<(string Text, long Count)> All() => Words.Select((_, i) => (texts[i]!, counts[i])).Where(entry => entry.Item2 > 0);

    /// <summary>Whether gaps are written so.</summary>
    public bool Has(string text) => Array.Exists(texts, one => text.Equals(one, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether a text is likely a category of its column.</summary>
    /// <param name="text">Of <see cref="All"/>.</param>
    /// <param name="others">The column's other texts.</param>
    /// <param name="rows">How many rows have one of them.</param>
    /// <param name="isMarker">Whether gaps of numbers are written so.</param>
    /// <param name="hasEmpty">Whether other gaps of the table are empty.</param>
    public static bool IsLikely(string text, string[] others, long rows, bool isMarker, bool hasEmpty)
    {
        bool areLevels = others.Length is > 1 and <= MostLevels && rows >= 2 * others.Length;
        return !isMarker && text.ToLowerInvariant() switch
        {
            "none" => areLevels,
            "na" => (others.Length >= FewestCodes && others.All(other => other.Length == 2 && other.All(char.IsAsciiLetterUpper))) || (areLevels && hasEmpty),
            "-" => others.Length > 0 && others.All(other => other.All(symbol => symbol is '+' or '-' or '/' or '\u00b1' or '(' or ')' or '0')),
            _ => areLevels && hasEmpty,
        };
    }
}
