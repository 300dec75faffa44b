using System.Globalization;

namespace NormTools.Core.Data;

/// <summary>Whether texts and numbers look like dates.</summary>
internal static class DateText
{
    private const int Looked = 64; // texts of a column that are examined
    private const double FirstSecond = 631_152_000; // 1990 in Unix time
    private const double LastSecond = 4_102_444_800; // 2100

    private static readonly string[] Formats =
    [
        "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "d.M.yyyy", "d.M.yy", "M/d/yyyy", "d/M/yyyy", "M/d/yy", "d/M/yy", "d-M-yyyy",
        "d-MMM-yyyy", "d-MMM-yy", "d MMM yyyy", "MMM d, yyyy", "d MMMM yyyy", "MMMM d, yyyy", "yyyy-MM", "yyyyMMdd",
        "H:mm", "H:mm:ss", "h:mm tt", "H:mm:ss.FFFFFFF",
    ];

    /// <summary>Whether all of the examined texts are dates or times.</summary>
    public static bool AreDates(IReadOnlyList<string> texts)
    {
        int step = Math.Max(1, texts.Count / Looked);
        bool any = false;
        for (int i = 0; i < texts.Count; i += step)
        {
            any = true;
            if (!IsDate(texts[i]))
            {
                return false;
            }
        }

        return any;
    }

    /// <summary>Whether whole numbers in this range look like days (20240131) or like seconds or milliseconds since
    /// 1970.</summary>
    public static bool AreDates(ColumnProfile profile, string name)
    {
        if (!profile.IsWhole || profile.Distinct < 2)
        {
            return false;
        }

        bool isNamed = name.Contains("date", StringComparison.OrdinalIgnoreCase)
            || name.Contains("time", StringComparison.OrdinalIgnoreCase)
            || name.Contains("stamp", StringComparison.OrdinalIgnoreCase);
        bool areDays = IsDay(profile.Minimum) && IsDay(profile.Maximum);
        bool areSeconds = profile.Minimum is >= FirstSecond and < LastSecond && profile.Maximum < LastSecond;
        bool areMilliseconds = profile.Minimum / 1000 is >= FirstSecond and < LastSecond && profile.Maximum / 1000 < LastSecond;
        return areDays || (isNamed && (areSeconds || areMilliseconds));
    }

    public static bool IsDate(string text)
    {
        int time = text.IndexOfAny([' ', 'T']);
        string date = time >= 6 && time + 1 < text.Length && char.IsAsciiDigit(text[time + 1])
            && text.IndexOf(':', time) > 0 ? text[..time] : text;
        return DateTime.TryParseExact(
            date, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out _);
    }

    private static bool IsDay(double number)
    {
        int value = number is >= 19_000_101 and <= 21_001_231 ? (int)number : 0;
        return value > 0 && value / 100 % 100 is >= 1 and <= 12 && value % 100 is >= 1 and <= 31;
    }
}
