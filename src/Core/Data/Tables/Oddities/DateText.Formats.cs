using System.Globalization;

namespace NormTools.Core.Data;

/// <content>How dates are written.</content>
internal static partial class DateText
{
    private static readonly string[] Clocks = [string.Empty, " H:mm", " H:mm:ss", " h:mm tt", " h:mm:ss tt"];

    private static readonly string[] Iso = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm"];

    /// <summary>A date as DatePart reads it where nobody says how it is written, whatever its time zone: month first; null for none.</summary>
    public static DateTime? Read(string text)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        DateTimeStyles styles = DateTimeStyles.AllowWhiteSpaces;
        return DateTime.TryParseExact(text, Iso, culture, styles, out DateTime plain) ? DateTime.SpecifyKind(plain, DateTimeKind.Utc)
            : DateTimeOffset.TryParse(text, culture, styles | DateTimeStyles.AssumeUniversal, out DateTimeOffset other)
                && (text.AsSpan().IndexOfAny('-', '/', ':') >= 0 || NamesMonth(text, withYear: true)) ? DateTime.SpecifyKind(other.DateTime, DateTimeKind.Utc)
            : null;
    }

    /// <summary>A date as <see cref="Read(string)"/> reads it, where it is ISO 8601.</summary>
    public static DateTime? ReadIso(string text) => DateTime.TryParseExact(text, Iso, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out DateTime date)
        ? DateTime.SpecifyKind(date, DateTimeKind.Utc) : null;

    /// <summary>How all of the texts are written, with a time of day behind the date or not, if all are dates of one kind; otherwise null.</summary>
    public static string? FormatOf(IReadOnlyCollection<string> texts) =>
        Clocks.SelectMany(clock => Formats.Where(format => clock.Length == 0 || format[0] is not ('H' or 'h')).Select(format => format + clock))
            .FirstOrDefault(format => AreOf(texts, format));

    /// <summary>What DatePart has to be told to read all of the texts: -Format and a format, with a blank before it, or nothing; null where
    /// no format reads them.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="other">The format that reads them as other dates: of 05/02/2024 that with the month first; else null.</param>
    public static string? FormatOfStep(IReadOnlyCollection<string> texts, out string? other)
    {
        string? format = FormatOf(texts);
        other = null;
        if (format is not null && format.Length > 3 && format[0] is 'd' or 'M' && format[1] is '/' or '-' && format[2] is 'd' or 'M' && format[3] == format[1])
        {
            string rest = format[3..], day = $"d{format[1]}M{rest}", month = $"M{format[1]}d{rest}";
            if (AreOf(texts, day) && AreOf(texts, month) && texts.Any(text => Exactly(text, day) != Exactly(text, month)))
            {
                other = month;
                return $" -Format {Typed.Of(day)}";
            }
        }

        bool isRead = (format is null or ['y', 'y', 'y', 'y', '-' or '/', 'M', '-' or '/', ..] or ['M', '/', 'd', '/', 'y', 'y', 'y', 'y', ..]) && texts.All(text => Read(text) is not null);
        return isRead ? string.Empty : format is null ? null : $" -Format {Typed.Of(format)}";
    }

    private static bool AreOf(IReadOnlyCollection<string> texts, string format) => texts.All(text => Exactly(text, format) is not null);

    private static DateTime? Exactly(string text, string format) =>
        DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date) ? date : null;
}
