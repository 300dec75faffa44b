using System.Globalization;
using System.Text;

namespace NormTools;

/// <summary>Converts -Encoding to what the core takes.</summary>
internal static class TableEncoding
{
    private const int Utf8 = 65001;
    private const int Utf16 = 1200;
    private const int Utf16BigEndian = 1201;

    /// <summary>utf-8, utf-16, utf-16be, or the 256 characters of a single-byte encoding.</summary>
    /// <param name="value">An encoding, the name of one, or the number of its code page.</param>
    /// <param name="file">The file as a command names it; null for rows.</param>
    /// <exception cref="NormToolsException">There is no such encoding, or it is another multi-byte
    /// encoding.</exception>
    public static string Of(object value, string? file)
    {
        object basic = Unwrapped.Of(value)!;
        Encoding encoding = basic as Encoding ?? Find(Convert.ToString(basic, CultureInfo.InvariantCulture)!.Trim());
        switch (encoding.CodePage)
        {
            case Utf8: return "utf-8";
            case Utf16: return "utf-16";
            case Utf16BigEndian: return "utf-16be";
        }

        string characters = encoding.IsSingleByte
            ? encoding.GetString(Enumerable.Range(0, 256).Select(number => (byte)number).ToArray())
            : string.Empty;
        return characters.Length == 256 ? characters : throw Errors.Invalid(
            "UnsupportedEncoding",
            $"Files in {encoding.WebName} cannot be read, only UTF-8, UTF-16 and single-byte encodings. "
            + $"Get-Content -Encoding {encoding.WebName} {file} | Set-Content -Encoding utf8 ./copy.csv converts the file.");
    }

    private static Encoding Find(string name)
    {
        string plain = name.Replace("-", string.Empty).Replace("_", string.Empty).Replace(" ", string.Empty).ToLowerInvariant();
        switch (plain)
        {
            case "utf8" or "utf8bom" or "utf8nobom" or "ascii": return Encoding.UTF8; // ASCII is a part of it
            case "unicode" or "utf16" or "utf16le": return Encoding.Unicode;
            case "bigendianunicode" or "utf16be": return Encoding.BigEndianUnicode;
            case "latin1": return Encoding.GetEncoding("iso-8859-1");
            case "ansi" or "default": return Encoding.GetEncoding(CultureInfo.CurrentCulture.TextInfo.ANSICodePage);
            case "oem": return Encoding.GetEncoding(CultureInfo.CurrentCulture.TextInfo.OEMCodePage);
        }

        string number = plain.StartsWith("windows", StringComparison.Ordinal) ? plain.Substring("windows".Length)
            : plain.StartsWith("cp", StringComparison.Ordinal) ? plain.Substring("cp".Length)
            : plain;
        try
        {
            return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int page)
                ? Encoding.GetEncoding(page)
                : Encoding.GetEncoding(name);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            throw Errors.Invalid(
                "UnknownEncoding",
                $"'{Text.Shorten(name)}' is no encoding; utf8, unicode (UTF-16), bigendianunicode, latin1, ansi, windows-1252 or another "
                + "name or number of a code page is wanted.");
        }
    }
}
