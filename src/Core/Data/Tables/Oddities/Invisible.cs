using System.Text;

namespace NormTools.Core.Data;

/// <summary>Characters that nobody sees: without width, marks of a direction, byte order marks within a text, blanks that do not break; and those that
/// Windows-1252 does not have.</summary>
internal static class Invisible
{
    private const string Signs = "\u200b\u200e\u200f\u2060\ufeff\u00ad";

    /// <summary>The name of a column without them, with ordinary blanks, and none at its ends.</summary>
    public static string Name(string name)
    {
        if (Ascii.IsValid(name))
        {
            return name;
        }

        var plain = new StringBuilder(name.Length);
        foreach (char symbol in name.Where(symbol => !Signs.Contains(symbol)))
        {
            plain.Append(symbol is '\u00a0' or '\u202f' ? ' ' : symbol);
        }

        return plain.ToString().Trim();
    }

    /// <summary>A field without them at its ends; most end in others.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> field) => field.IsEmpty || (field[0] < 0x80 && field[^1] < 0x80) ? field : SignedNumber.Trim(field);

    /// <summary>Whether a text has a character that Windows-1252 does not have where its bytes were read as such.</summary>
    public static bool HasUndefined(string text) => text.AsSpan().ContainsAnyInRange('\u0080', '\u009f');
}
