using System.Globalization;
using System.Text.RegularExpressions;

namespace NormTools.Core.Preprocessing;

/// <summary>Dates such as 05/02/2024, the fifth of February in most countries and the second of May in some.</summary>
internal static partial class DayOrMonth
{
    /// <summary>The first date that may be both, and the formats that say which, as they are typed; null where there is none, or where another
    /// date tells.</summary>
    /// <param name="texts">Dates, all of which can be read with the month first.</param>
    /// <param name="isTold">Whether one of them tells that the month stands first.</param>
    public static (string Text, string Formats)? Doubtful(IEnumerable<string> texts, out bool isTold)
    {
        isTold = false;
        Match? first = null;
        bool isShort = false;
        foreach (string text in texts)
        {
            Match match = Numbers().Match(text);
            if (!match.Success)
            {
                continue;
            }

            int one = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), other = int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture);
            if (other > 12)
            {
                isTold = true;
                return null; // all are read so
            }

            isShort |= match.Groups[1].Length == 1 || match.Groups[3].Length == 1;
            first ??= one != other ? match : null;
        }

        return first is null ? null : (first.Value.Trim(), Formats(first, isShort));
    }

    /// <summary>Whether a date may have the day or the month first.</summary>
    public static bool IsDoubtful(string text) => Numbers().Match(text) is { Success: true } match && match.Groups[1].Value.TrimStart('0') != match.Groups[3].Value.TrimStart('0')
        && int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) <= 12 && int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture) <= 12;

    private static string Formats(Match date, bool isShort)
    {
        string mark = date.Groups[2].Value;
        (string day, string month) = isShort ? ("d", "M") : ("dd", "MM");
        string rest = (date.Groups[4].Success ? mark + new string('y', date.Groups[4].Length - 1) : string.Empty) + Time(date.Groups[5].Value);
        return $"-Format {Typed.Of($"{day}{mark}{month}{rest}")} or -Format {Typed.Of($"{month}{mark}{day}{rest}")} says it";
    }

    private static string Time(string time)
    {
        if (time.Trim().Length == 0)
        {
            return string.Empty;
        }

        bool isHalfDay = time.EndsWith("M", StringComparison.OrdinalIgnoreCase);
        return (isHalfDay ? " h:mm" : " H:mm") + (time.Count(symbol => symbol == ':') > 1 ? ":ss" : string.Empty) + (isHalfDay ? " tt" : string.Empty);
    }

    [GeneratedRegex(@"^\s*(\d{1,2})([/.\-])(\d{1,2})(\2\d{2,4})?(\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[AaPp][Mm])?)?\s*$")]
    private static partial Regex Numbers();
}
