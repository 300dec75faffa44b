using System.Buffers;
using System.Text.Unicode;

namespace NormTools.Core.Data;

/// <summary>Decodes names and categories of a table: UTF-8 or, where the bytes are not valid UTF-8,
/// Windows-1252.</summary>
internal static class NameText
{
    private const string From80 =
        "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f"
        + "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

    /// <param name="text">The bytes of the file.</param>
    /// <param name="characters">At least as long as the bytes.</param>
    /// <returns>The number of characters.</returns>
    public static int Decode(ReadOnlySpan<byte> text, Span<char> characters)
    {
        if (Utf8.ToUtf16(text, characters, out _, out int length, replaceInvalidSequences: false) == OperationStatus.Done)
        {
            return length;
        }

        for (int i = 0; i < text.Length; i++)
        {
            characters[i] = text[i] is >= 0x80 and < 0xA0 ? From80[text[i] - 0x80] : (char)text[i];
        }

        return text.Length;
    }

    public static string Decode(ReadOnlySpan<byte> text)
    {
        var characters = new char[text.Length];
        return new string(characters, 0, Decode(text, characters));
    }

    /// <summary>Whether the beginning of a text is UTF-8; its last character may be cut.</summary>
    public static bool IsUtf8(ReadOnlySpan<byte> beginning)
    {
        for (int cut = 0; cut <= Math.Min(3, beginning.Length); cut++)
        {
            if (Utf8.IsValid(beginning[..^cut]))
            {
                return true;
            }
        }

        return false;
    }
}
