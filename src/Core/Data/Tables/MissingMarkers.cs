using System.Text;
using System.Text.Unicode;
using NormTools.Contract;

namespace NormTools.Core.Data;

/// <summary>The texts that stand for a missing value; the empty text always does.</summary>
internal sealed class MissingMarkers
{
    private readonly byte[][] markers;
    private readonly int longest;
    private readonly double[] numbers; // those that are one: -999 means -999.0 as well
    private readonly bool areGiven;
    private readonly bool[] seen; // of each marker, whether the table has it

    /// <param name="given">The texts; null for the usual ones.</param>
    public MissingMarkers(string[]? given)
    {
        areGiven = given is not null;
        markers = [.. (given ?? MissingText.Usual).Select(marker => Encoding.UTF8.GetBytes(marker.Trim()))];
        seen = new bool[markers.Length];
        numbers = !areGiven ? [] :
        [
            .. markers.Where(marker => NumberText.TryParse(marker, out _)).Select(marker => NumberText.TryParse(marker, out double number) ? number : 0),
        ];
        longest = markers.Select(marker => marker.Length).DefaultIfEmpty(0).Max();
    }

    /// <summary>Those that the table has, and all that were given.</summary>
    public IEnumerable<string> Seen() => markers.Where((marker, i) => marker.Length > 0 && (areGiven || seen[i])).Select(marker => Encoding.UTF8.GetString(marker));

    /// <summary>Whether one of them is a number.</summary>
    public bool MayBeNumbers => numbers.Length > 0;

    /// <summary>Whether a trimmed field is a number that stands for a missing value; only given texts can be
    /// numbers.</summary>
    public bool TakeNumber(ReadOnlySpan<byte> field) => areGiven && Contain(field);

    /// <summary>Whether a trimmed field is one of them, regardless of case, or empty.</summary>
    public bool Contain(ReadOnlySpan<byte> field)
    {
        if (!field.IsEmpty && (field[0] > 0x7F || field[^1] > 0x7F))
        {
            field = SignedNumber.Trim(Utf8.IsValid(field) ? field : Encoding.UTF8.GetBytes(NameText.Decode(field))); // no-break blanks
        }

        if (field.IsEmpty || (field.Length > longest && numbers.Length == 0))
        {
            return field.IsEmpty;
        }

        if (numbers.Length > 0 && !NumberText.IsCode(field) && NumberText.TryParse(field, out double number) && Array.IndexOf(numbers, number) >= 0)
        {
            return true;
        }

        for (int i = 0; i < markers.Length; i++)
        {
            if (field.SequenceEqual(markers[i]) || Ascii.EqualsIgnoreCase(field, markers[i]))
            {
                seen[i] = true; // whichever thread finds it
                return true;
            }
        }

        return false;
    }
}
