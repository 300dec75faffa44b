using System.Collections.Specialized;
using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>How a table writes numbers and gaps, if not in the usual way; later rows are read in the same
/// way.</summary>
internal sealed partial class TableReading
{
    private const char Minus = '\u2212'; // as typesetters write it

    private static readonly double[] PowersOfTen =
        { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };

    private static readonly string[] Signs = { "Percent", "Currency", "Accounting" }; // 1, 2, 4

    private readonly HashSet<string> markers;
    private readonly double[] markedNumbers; // -999 means -999.0 as well
    private readonly int signs;
    private readonly bool isUsual; // whether what is written as 1.5 is a number, and no marker

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
        markedNumbers = (missingMarkers ?? Array.Empty<string>())
            .Select(marker => TensorReader.TryNumber(marker.Trim(), out double number) ? number : double.NaN).Where(number => !double.IsNaN(number)).ToArray();
        signs = NumberSign.Sum(sign => 1 << Array.IndexOf(Signs, sign));
        isUsual = decimalMark == "." && thousands is null && signs == 0
            && !markers.Any(marker => TensorReader.TryNumber(marker, out double number) && !double.IsNaN(number));
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
            Texts(json, "missing"))
        {
            Percent = Texts(json, "percent"),
            Currency = Currencies(json),
        };
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

        if (Percent is not null)
        {
            json.Add("percent", Percent);
        }

        if (Currency is not null)
        {
            var currency = new OrderedDictionary();
            foreach (KeyValuePair<string, string> column in Currency)
            {
                currency.Add(column.Key, column.Value);
            }

            json.Add("currency", currency);
        }

        return json;
    }

    /// <summary>Whether a trimmed text stands for a missing value.</summary>
    public bool IsMissing(string text) => markers.Contains(text);

    /// <summary>Whether a number stands for a missing value.</summary>
    public bool IsMissing(double number) => markedNumbers.Length > 0 && Array.IndexOf(markedNumbers, number) >= 0;

    /// <summary>Reads a text that is written as most numbers are; false says nothing about it.</summary>
    public bool TryUsualNumber(string text, out double number)
    {
        number = 0;
        return isUsual && text.Length > 0 && text[0] is '-' or (>= '0' and <= '9')
            && (TryShort(text, out number) || TensorReader.TryNumber(text, out number));
    }

    // Up to 15 digits and the power of ten are exact, so that one division rounds to the nearest (Clinger 1990).
    private static bool TryShort(string text, out double number)
    {
        int first = text[0] == '-' ? 1 : 0;
        long digits = 0;
        int count = 0;
        int behindPoint = -1; // digits, from the point on
        number = 0;
        for (int i = first; i < text.Length; i++)
        {
            int digit = text[i] - '0';
            if (digit is >= 0 and <= 9)
            {
                digits = (10 * digits) + digit;
                count++;
                behindPoint += behindPoint >= 0 ? 1 : 0;
            }
            else if (text[i] == '.' && behindPoint < 0)
            {
                behindPoint = 0;
            }
            else
            {
                return false;
            }

            if (count >= PowersOfTen.Length)
            {
                return false;
            }
        }

        double size = digits / PowersOfTen[Math.Max(behindPoint, 0)];
        number = first == 1 ? -size : size;
        return count > 0;
    }

    /// <summary>Reads a text as the table's fields were read.</summary>
    public bool TryNumber(string text, out double number) => TryNumber(text, out number, out _);

    // Also the currencies that it may be an amount of, a bit for each.
    private unsafe bool TryNumber(string text, out double number, out ulong currencies)
    {
        currencies = 0;
        if (text.Length > 1 && text[0] == Minus)
        {
            text = "-" + text.Substring(1);
        }

        if (ReferenceEquals(this, Usual) || (Decimal == "." && Thousands is null && signs == 0))
        {
            return TensorReader.TryNumber(text, out number);
        }

        fixed (char* characters = text)
        {
            NativeMethods.NumberRead(characters, text.Length, Decimal[0], Thousands?[0] ?? 0, signs, out number, out int isNumber, out currencies)
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
