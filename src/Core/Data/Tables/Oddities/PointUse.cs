using System.Text;
using System.Text.RegularExpressions;

namespace NormTools.Core.Data;

/// <summary>What points are in a table's first lines: before three digits throughout they may part thousands.</summary>
/// <param name="head">The first lines below the header.</param>
/// <param name="separator">What separates their fields.</param>
/// <param name="names">Of the columns.</param>
internal sealed partial class PointUse(byte[] head, char separator, string[] names)
{
    /// <summary>Bytes of the first lines that are looked at.</summary>
    public const int MostBytes = 1 << 15;

    private const int FewestGrouped = 3; // values of a column

    private Dictionary<string, long>? grouped; // how many values of each column may be thousands; made when asked for
    private bool hasDecimals; // whether a point elsewhere is a decimal mark
    private bool hasCommas; // whether a comma is one
    private bool hasPlainDecimals; // that of a field that is nothing but a number

    /// <summary>Whether all values of a column are written as 1.234 or 950, and no number of the table shows that points are decimal
    /// marks: none has other than three digits behind one, or a zero before it.</summary>
    public bool MayPartThousands(string column)
    {
        grouped ??= Look();
        return !hasDecimals && grouped.GetValueOrDefault(column) >= FewestGrouped;
    }

    /// <summary>Whether a number has a point that can be nothing but a decimal mark.</summary>
    public bool HasPlainDecimals
    {
        get
        {
            grouped ??= Look();
            return hasPlainDecimals;
        }
    }

    /// <summary>Whether numbers, with something around them or not, have points and commas that can be nothing but decimal marks.</summary>
    public (bool HasPoints, bool HasCommas) Marks
    {
        get
        {
            grouped ??= Look();
            return (hasDecimals, hasCommas);
        }
    }

    private Dictionary<string, long> Look()
    {
        var counts = new long[names.Length];
        foreach (byte[] line in TableHead.Lines(head, int.MaxValue))
        {
            string text = Encoding.Latin1.GetString(line);
            string[] fields = separator == ' ' ? text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) : Fields(text);
            for (int i = 0; i < fields.Length && fields.Length == names.Length; i++)
            {
                string field = fields[i].Trim(' ', '"', '\t');
                counts[i] += Thousands().IsMatch(field) ? 1 : Ungrouped().IsMatch(field) ? int.MinValue / 2 : 0;
                hasDecimals |= Decimals().IsMatch(field);
                hasCommas |= Commas().IsMatch(field);
                hasPlainDecimals |= PlainDecimal().IsMatch(field);
            }
        }

        return names.Select((name, i) => (name, counts[i])).ToDictionary(StringComparer.Ordinal);
    }

    // A separator in quotes parts nothing.
    private string[] Fields(string line)
    {
        if (!line.Contains('"'))
        {
            return line.Split(separator);
        }

        var fields = new List<string>();
        int begin = 0;
        bool isQuoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            isQuoted ^= line[i] == '"';
            if (line[i] == separator && !isQuoted)
            {
                fields.Add(line[begin..i]);
                begin = i + 1;
            }
        }

        return [.. fields, line[begin..]];
    }

    [GeneratedRegex(@"^[+-]?[1-9]\d{0,2}\.\d{3}$")]
    private static partial Regex Thousands();

    // Would be written 1.500.
    [GeneratedRegex(@"^[+-]?\d{4,}$")]
    private static partial Regex Ungrouped();

    [GeneratedRegex(@"^[+-]?(0*\.\d+|0\.\d+|\d+\.(\d{1,2}|\d{4,})|\d{4,}\.\d+)([eE][+-]?\d+)?$")]
    private static partial Regex PlainDecimal();

    // Also of a number with a sign or a unit, but of no date.
    [GeneratedRegex(@"^[^\d.]*(0+\.\d+|\.\d+|\d+\.(\d{0,2}|\d{4,})|\d{4,}\.\d*|\d+\.\d+[eE][+-]?\d+)[^\d.]*$")]
    private static partial Regex Decimals();

    [GeneratedRegex(@"^[^\d,]*(0+,\d+|\d+,(\d{1,2}|\d{4,})|\d{4,},\d+|\d{1,3}(\.\d{3})+,\d+)[^\d,]*$")]
    private static partial Regex Commas();
}
