using System.Globalization;
using System.Text.RegularExpressions;

namespace NormTools.Core.Data;

/// <summary>Whether texts and numbers look like dates.</summary>
internal static partial class DateText
{
    private const int Looked = 64; // texts of a column that are examined
    private const double MostlyDates = 0.5; // a share of the texts, beside unknown, none and the like
    private const double FirstSerial = 18_264; // 1950 as spreadsheets count days
    private const double LastSerial = 73_051; // 2100
    private const double FirstSecond = 631_152_000; // 1990 in Unix time
    private const double LastSecond = 4_102_444_800; // 2100

    /// <summary>The notations that are known, without a time of day behind the date.</summary>
    private static readonly string[] Formats =
    [
        "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "d.M.yyyy", "d.M.yy", "M/d/yyyy", "d/M/yyyy", "M/d/yy", "d/M/yy", "d-M-yyyy",
        "d-MMM-yyyy", "d-MMM-yy", "d MMM yyyy", "MMM d, yyyy", "d MMMM yyyy", "MMMM d, yyyy", "yyyy-M", "yyyyMMdd", "M/yyyy", "yyyy/M",
        "H:mm", "H:mm:ss", "h:mm tt", "H:mm:ss.FFFFFFF", "h tt",
    ];

    // As dates abbreviate them or in full, in the languages of most tables.
    private static readonly HashSet<string> Months = new(
        ("jan january januar janvier enero gennaio janeiro feb february februar février febrero febbraio fevereiro "
        + "mar march mär mrz märz mars marzo março apr april avr avril abr abril aprile may mai mayo maggio maio "
        + "jun june juni juin junio giugno junho jul july juli juillet julio luglio julho aug august août ago agosto "
        + "sep sept september septembre septiembre settembre setembro oct october okt oktober octobre octubre ottobre outubro "
        + "nov november novembre noviembre novembro dec december dez dezember déc décembre dic diciembre dicembre dezembro "
        + "q1 q2 q3 q4").Split(' '),
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> DateNames = new(
        "date dates datum fecha dato datetime timestamp birthdate orderdate startdate enddate saledate \ub0a0\uc9dc \uc77c\uc790 \u65e5\u4ed8 \u65e5\u671f \u0434\u0430\u0442\u0430".Split(' '),
        StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> InstantNames = new("ts epoch unix created updated modified changed when at since until zeit zeitpunkt uhrzeit".Split(' '), StringComparer.OrdinalIgnoreCase);

    private static readonly char[] Ordinals = [.. "stndrhSTNDRH"]; // 1st, 2nd, 3rd, 4th

    private static readonly HashSet<string> BesideDates = new(
        ("mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday "
        + "am pm z utc gmt cet cest est edt cst cdt pst pdt of de").Split(' '),
        StringComparer.OrdinalIgnoreCase);

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

    /// <summary>The texts that are no dates, where nearly all are; null where they are not.</summary>
    public static string[]? Strays(IReadOnlyList<string> texts)
    {
        int step = Math.Max(1, texts.Count / Looked), looked = 0, dates = 0;
        for (int i = 0; i < texts.Count; i += step, looked++)
        {
            dates += IsDate(texts[i]) ? 1 : 0;
        }

        return dates < 2 || dates <= MostlyDates * looked ? null : [.. texts.Where(text => !IsDate(text))];
    }

    /// <summary>Whether numbers are days as spreadsheets count them, in a column that is called a date.</summary>
    public static bool AreSerials(ColumnProfile profile, string name) => profile.Distinct > 1
        && profile.Minimum >= FirstSerial && profile.Maximum < LastSerial && Words(name).Any(DateNames.Contains);

    private static IEnumerable<string> Words(string name)
    {
        int start = 0;
        for (int i = 1; i <= name.Length; i++)
        {
            if (i == name.Length || !char.IsLetter(name[i]) || (char.IsUpper(name[i]) && char.IsLower(name[i - 1])))
            {
                yield return name[start..i].Trim([' ', '_', '-', '.', '/', '(', ')', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
                start = i;
            }
        }
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
            || name.Contains("stamp", StringComparison.OrdinalIgnoreCase)
            || Words(name).Any(InstantNames.Contains);
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
        return DateTime.TryParseExact(date, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out _)
            || WithoutDay().IsMatch(text) || NamesMonth(text, withYear: false);
    }

    // A day without its year, a week, a quarter or a half of one: 01.03., 2024-W12, KW 12/2024, Q1/2024, 2024Q1, H1 2024, 1. Quartal 2024.
    [GeneratedRegex(
        @"^(\d{1,2}\.\s?\d{1,2}\.|(19|20)\d\d[ -]?[WwQqHh]\d{1,2}(-[1-7])?|([KC]W|[Ww](eek)?|[QqHh]|FY) ?\d{1,2}[ /.'-]{1,3}((19|20)\d\d|\d\d)"
        + @"|[1-4]\. ?(Quartal|Halbjahr),? (19|20)\d\d|(19|20)\d\d[/ -]([KC]W|Week) ?\d{1,2}|[KC]W ?\d{1,2}|FY ?(19|20)?\d\d([/-]\d\d)?)$")]
    private static partial Regex WithoutDay();

    /// <summary>Whether a text is a date whose month or quarter has a name: Jan 31 2024, 31-Jan-24, Q1 2024.</summary>
    /// <param name="text">The text.</param>
    /// <param name="withYear">Whether it has to have a year: Jan 31 has none.</param>
    public static bool NamesMonth(string text, bool withYear)
    {
        int months = 0, years = 0, days = 0;
        foreach (string word in text.Split([' ', '\u00a0', '\t', ',', '.', '-', '/', '\''], StringSplitOptions.RemoveEmptyEntries))
        {
            string number = char.IsAsciiDigit(word[0]) ? word.TrimEnd(Ordinals) : word;
            bool isNumber = number.All(char.IsAsciiDigit);
            if (Months.Contains(word))
            {
                months++;
            }
            else if (isNumber && number.Length == 4 && number[0] is '1' or '2')
            {
                years++;
            }
            else if (isNumber && number.Length <= 2)
            {
                days++;
            }
            else if (!BesideDates.Contains(word) && !(word.Contains(':') && char.IsAsciiDigit(word[0])))
            {
                return false;
            }
        }

        return months == 1 && years <= 1 && (years + days) is 1 or 2 && (!withYear || years == 1 || days == 2);
    }

    private static bool IsDay(double number)
    {
        int value = number is >= 19_000_101 and <= 21_001_231 ? (int)number : 0;
        return value > 0 && value / 100 % 100 is >= 1 and <= 12 && value % 100 is >= 1 and <= 31;
    }
}
