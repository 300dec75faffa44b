using System.Text;

namespace NormTools.Core.Data;

/// <summary>What stands beside a number and changes what it means.</summary>
/// <param name="IsPercent">A percent sign.</param>
/// <param name="Currencies">A bit for each currency that its sign may stand for; none where it has no such sign.</param>
internal readonly record struct NumberMarks(bool IsPercent, ulong Currencies);

/// <summary>Numbers with signs around them: percent, currency, accounting negatives.</summary>
internal static class SignedNumber
{
    private const string Currencies = "$\u00a2\u00a3\u00a4\u00a5\u20a0\u20a1\u20a6\u20a9\u20aa\u20ab\u20ac\u20b1\u20b4\u20b8\u20b9\u20ba\u20bd\u20bf";

    private static readonly string[] Codes =
    [
        "US$", "R$", "USD", "EUR", "GBP", "CHF", "JPY", "CNY", "RMB", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON",
        "TRY", "RUB", "UAH", "INR", "KRW", "BRL", "MXN", "ZAR", "SGD", "HKD", "THB", "IDR", "ILS", "AED", "SAR", "kr", "Rs",
        "Fr.", "Euros", "Euro", "Dollars", "Dollar",
    ];

    // As they are written: ft is a foot.
    private static readonly string[] ExactCodes = ["K\u010d", "z\u0142", "Ft", "lei", "Lei"];

    // The currencies that a sign may stand for, where it is none of its own.
    private static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        ["$"] = "USD",
        ["US$"] = "USD",
        ["R$"] = "BRL",
        ["\u20ac"] = "EUR",
        ["\u00a3"] = "GBP",
        ["\u00a5"] = "JPY CNY",
        ["RMB"] = "CNY",
        ["kr"] = "SEK NOK DKK",
        ["Rs"] = "INR",
        ["\u20b9"] = "INR",
        ["Fr."] = "CHF",
        ["Euros"] = "EUR",
        ["Euro"] = "EUR",
        ["Dollars"] = "USD",
        ["Dollar"] = "USD",
        ["K\u010d"] = "CZK",
        ["z\u0142"] = "PLN",
        ["Ft"] = "HUF",
        ["lei"] = "RON",
        ["Lei"] = "RON",
        ["\u20a9"] = "KRW",
        ["\u20ba"] = "TRY",
        ["\u20bd"] = "RUB",
        ["\u20b4"] = "UAH",
        ["\u20aa"] = "ILS",
    };

    private static readonly List<string> Names = []; // of the currencies, in the order of their bits

    private static readonly (byte[] Text, ulong Currency, bool IsExact)[] Marks = ListMarks();

    /// <summary>Whether a text alone is a currency, as it is written.</summary>
    public static bool IsCurrency(string text) => Codes.Contains(text) || ExactCodes.Contains(text);

    /// <summary>The number without its signs; empty where parentheses are not closed.</summary>
    /// <param name="text">The number with them.</param>
    /// <param name="signs">Those that are looked for.</param>
    /// <param name="isNegative">Whether one of them is a minus.</param>
    /// <param name="marks">Those that change what the number means.</param>
    public static ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> text, NumberSigns signs, out bool isNegative, out NumberMarks marks)
    {
        isNegative = false;
        marks = default;
        ReadOnlySpan<byte> rest = Trim(text);
        bool hasSign = false;
        while (true)
        {
            int before = rest.Length;
            if (EndsInDash(rest, out int dash))
            {
                rest = signs.HasFlag(NumberSigns.Currency) ? Trim(rest[..^dash]) : [];
            }
            else if (signs.HasFlag(NumberSigns.Accounting) && !isNegative && rest.Length > 2 && rest[0] == '(')
            {
                if (rest[^1] != ')')
                {
                    // A currency or a percent sign may follow the parenthesis.
                    ReadOnlySpan<byte> open = Around(rest, signs, fromStart: false, ref marks);
                    rest = open.Length < rest.Length ? open : [];
                }
                else
                {
                    rest = Trim(rest[1..^1]);
                    isNegative = hasSign = true;
                }
            }
            else if (signs.HasFlag(NumberSigns.Accounting) && !hasSign && rest.Length > 1 && rest[^1] == '-' && rest[0] != '-')
            {
                rest = Trim(rest[..^1]);
                isNegative = hasSign = true;
            }
            else if (!hasSign && rest.Length > 1 && rest[0] is (byte)'-' or (byte)'+'
                && Around(rest[1..], signs, fromStart: true, ref marks) is var inner && inner.Length < rest.Length - 1)
            {
                isNegative = rest[0] == '-'; // -$12
                hasSign = true;
                rest = inner;
            }
            else
            {
                rest = Around(rest, signs, fromStart: true, ref marks);
                rest = Around(rest, signs, fromStart: false, ref marks);
            }

            if (rest.Length == before || rest.IsEmpty)
            {
                return hasSign && !rest.IsEmpty && rest[0] is (byte)'-' or (byte)'+' ? [] : rest; // one sign is enough
            }
        }
    }

    /// <summary>The names of currencies, with blanks between them: EUR, JPY CNY.</summary>
    /// <param name="currencies">A bit for each.</param>
    public static string CurrencyNames(ulong currencies) => string.Join(' ', Names.Where((_, place) => (currencies >> place & 1) != 0));

    // A dash for no cents: 12,- and 12.--; it is no minus.
    private static bool EndsInDash(ReadOnlySpan<byte> text, out int length)
    {
        ReadOnlySpan<byte> rest = text;
        while (rest.EndsWith("-"u8) || rest.EndsWith("\u2013"u8) || rest.EndsWith("\u2014"u8))
        {
            rest = rest[..^(rest[^1] == '-' ? 1 : 3)];
        }

        length = text.Length - rest.Length + 1;
        return rest.Length < text.Length && rest.Length > 1 && rest[^1] is (byte)',' or (byte)'.' && char.IsAsciiDigit((char)rest[^2]);
    }

    public static bool HasCurrency(ReadOnlySpan<byte> text)
    {
        if (EndsInDash(Trim(text), out _))
        {
            return true;
        }

        string characters = Encoding.UTF8.GetString(text);
        return characters.AsSpan().IndexOfAny(Currencies) >= 0
            || Codes.Any(code => characters.Contains(code, StringComparison.OrdinalIgnoreCase)) || ExactCodes.Any(code => characters.Contains(code, StringComparison.Ordinal));
    }

    public static bool IsAccounting(ReadOnlySpan<byte> text) =>
        text.Contains((byte)'(') || (text.Length > 1 && Trim(text)[^1] == '-');

    private static ReadOnlySpan<byte> Around(
        ReadOnlySpan<byte> text, NumberSigns signs, bool fromStart, scoped ref NumberMarks marks)
    {
        if (signs.HasFlag(NumberSigns.Percent) && !marks.IsPercent && !fromStart && text.EndsWith("%"u8))
        {
            marks = marks with { IsPercent = true };
            return Trim(text[..^1]);
        }

        if (!signs.HasFlag(NumberSigns.Currency))
        {
            return text;
        }

        foreach ((byte[] mark, ulong currency, bool isExact) in Marks)
        {
            int length = mark.Length;
            if (text.Length > length && IsLetter(mark[fromStart ? ^1 : 0]) && IsLetter(fromStart ? text[length] : text[^(length + 1)]))
            {
                continue; // a part of another word: Eur of Euro
            }

            if (!isExact && text.Length > length && Ascii.EqualsIgnoreCase(fromStart ? text[..length] : text[^length..], mark)
                || (fromStart ? text.StartsWith(mark) : text.EndsWith(mark)))
            {
                marks = marks with { Currencies = currency };
                return Trim(fromStart ? text[length..] : text[..^length]);
            }
        }

        return text;
    }

    private static bool IsLetter(byte symbol) => char.IsAsciiLetter((char)symbol);

    // A bit for each currency.
    private static (byte[] Text, ulong Currency, bool IsExact)[] ListMarks()
    {
        return
        [
            .. Codes.Concat(ExactCodes).Concat(Currencies.Select(sign => sign.ToString())).Select(mark => (Encoding.UTF8.GetBytes(mark), Meanings
                .GetValueOrDefault(mark, mark).Split(' ')
                .Aggregate(0UL, (all, name) => all | (1UL << PlaceOf(name))), ExactCodes.Contains(mark))),
        ];
    }

    private static int PlaceOf(string name)
    {
        if (!Names.Contains(name))
        {
            Names.Add(name);
        }

        return Names.IndexOf(name);
    }

    // Also what nobody sees: without width, a mark of a direction, a byte order mark in the middle of a text.
    private static int SpaceAt(ReadOnlySpan<byte> text) =>
        text.StartsWith("\u200b"u8) || text.StartsWith("\u200e"u8) || text.StartsWith("\u200f"u8) || text.StartsWith("\u2060"u8) || text.StartsWith("\ufeff"u8)
            ? 3
            : NumberFormat.BlankAt(text);

    /// <summary>Trims spaces, including the narrow and no-break ones that spreadsheets write.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            ReadOnlySpan<byte> rest = text.Trim(" \t"u8);
            rest = rest[SpaceAt(rest)..];
            rest = rest.EndsWith("\u00a0"u8) ? rest[..^2] : rest.Length >= 3 && SpaceAt(rest[^3..]) == 3 ? rest[..^3] : rest;
            if (rest.Length == text.Length)
            {
                return text;
            }

            text = rest;
        }
    }
}
