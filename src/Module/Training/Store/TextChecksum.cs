using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace NormTools;

/// <summary>The checksum of a text of a run store, an entry of its JSON: the first 64 bits of the SHA-256 of the text while
/// the digits are zeros.</summary>
internal static class TextChecksum
{
    /// <summary>What stands in the place of the digits while they are computed.</summary>
    public const string None = "0000000000000000";

    private static readonly Regex Entry = new Regex("\"checksum\": ?\"([^\"]*)\"", RegexOptions.RightToLeft);

    /// <summary>The text with the digits in their place.</summary>
    public static string Signed(string text) => With(text, Of(text));

    /// <summary>The text itself. One without a checksum was written or changed by hand.</summary>
    /// <exception cref="FormatException">The checksum is another one.</exception>
    public static string Checked(string text) => Entry.Match(text) is { Success: true } found && Of(With(text, None)) != found.Groups[1].Value
        ? throw new FormatException("The checksum does not agree: it was damaged, or changed by hand (without the entry checksum it is read as it is).")
        : text;

    private static string With(string text, string digits)
    {
        Group place = Entry.Match(text).Groups[1];
        return text.Substring(0, place.Index) + digits + text.Substring(place.Index + place.Length);
    }

    private static string Of(string text)
    {
        using SHA256 hash = SHA256.Create();
        return string.Concat(hash.ComputeHash(Encoding.UTF8.GetBytes(text)).Take(None.Length / 2).Select(part => part.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
