using System.Collections.Specialized;
using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>How a table writes numbers and gaps, if not in the usual way; later rows are read in the same
/// way.</summary>
internal sealed class TableReading
{
    private static readonly string[] Signs = { "Percent", "Currency", "Accounting" }; // 1, 2, 4

    private readonly HashSet<string> markers;
    private readonly int signs;

    private TableReading(string decimalMark, string? thousands, string[] numberSigns, string[]? missingMarkers)
    {
        Decimal = decimalMark;
        Thousands = thousands;
        NumberSign = Array.ConvertAll(numberSigns, Known).Distinct().ToArray();
        MissingMarker = missingMarkers;
        markers = new HashSet<string>((missingMarkers ?? MissingText.Usual).Select(marker => marker.Trim()), StringComparer.OrdinalIgnoreCase)
        {
            string.Empty,
        };
        signs = NumberSign.Sum(sign => 1 << Array.IndexOf(Signs, sign));
    }

    /// <summary>A decimal point, and the usual texts for missing values.</summary>
    public static TableReading Usual { get; } = new TableReading(".", null, Array.Empty<string>(), null);

    public string Decimal { get; }

    public string? Thousands { get; }

    public string[] NumberSign { get; }

    public string[]? MissingMarker { get; }

    /// <summary>The given way of writing; null if it is the usual one.</summary>
    public static TableReading? Of(string? decimalMark, string? thousands, string[]? numberSigns, string[]? missingMarkers) =>
        decimalMark is null or "." && thousands is null && numberSigns is null or { Length: 0 } && missingMarkers is null
            ? null
            : new TableReading(decimalMark ?? ".", thousands, numberSigns ?? Array.Empty<string>(), missingMarkers);

    /// <exception cref="FormatException">It is no such entry of a file.</exception>
    public static TableReading FromJson(Dictionary<string, object?> json)
    {
        var read = new TableReading(
            (string)json["decimal"]!,
            json.TryGetValue("thousands", out object? thousands) ? (string)thousands! : null,
            Texts(json, "number_sign") ?? Array.Empty<string>(),
            Texts(json, "missing"));
        return read.Decimal is "." or "," && read.Thousands is null or { Length: 1 }
            ? read
            : throw new FormatException("reading has unknown marks.");
    }

    public OrderedDictionary ToJson()
    {
        var json = new OrderedDictionary { { "decimal", Decimal } };
        if (Thousands is not null)
        {
            json.Add("thousands", Thousands);
        }

        if (NumberSign.Length > 0)
        {
            json.Add("number_sign", NumberSign);
        }

        if (MissingMarker is not null)
        {
            json.Add("missing", MissingMarker);
        }

        return json;
    }

    /// <summary>Whether a trimmed text stands for a missing value.</summary>
    public bool IsMissing(string text) => markers.Contains(text);

    /// <summary>Reads a text as the table's fields were read.</summary>
    public unsafe bool TryNumber(string text, out double number)
    {
        if (ReferenceEquals(this, Usual) || (Decimal == "." && Thousands is null && signs == 0))
        {
            return TensorReader.TryNumber(text, out number);
        }

        fixed (char* characters = text)
        {
            NativeMethods.NumberRead(characters, text.Length, Decimal[0], Thousands?[0] ?? 0, signs, out number, out int isNumber)
                .ThrowIfFailed();
            return isNumber != 0;
        }
    }

    // As a prompt takes them, in any case; the signs of a file may be any text.
    private static string Known(string sign) => Array.Find(Signs, known => known.Equals(sign, StringComparison.OrdinalIgnoreCase))
        ?? throw new FormatException("reading has signs that there are not.");

    private static string[]? Texts(Dictionary<string, object?> json, string name) =>
        json.TryGetValue(name, out object? list) ? ((List<object?>)list!).Select(text => (string)text!).ToArray() : null;
}
