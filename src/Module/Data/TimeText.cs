using System.Globalization;
using System.Text.RegularExpressions;
using NormTools.Native;

namespace NormTools;

/// <summary>Reads what rows are put in order by: numbers, or dates and times, all in one notation.</summary>
/// <remarks>Texts that are all numbers are numbers, written as those of the table are. Dates are ISO 8601 or in one of the usual
/// notations, with a time behind them or not; where two notations fit all of them and give different orders, neither is
/// taken.</remarks>
internal static class TimeText
{
    private static readonly string[] Iso =
    {
        "yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm", "yyyy-MM",
    };

    private static readonly string[] Days =
    {
        "yyyy-M-d", "yyyy/M/d", "yyyy/MM", "yyyy.M.d", "d.M.yyyy", "d.M.yy", "M/d/yyyy", "d/M/yyyy", "M/d/yy", "d/M/yy", "d-M-yyyy", "M-d-yyyy", "d-MMM-yyyy",
        "d-MMM-yy", "d MMM yyyy", "MMM d, yyyy", "MMM d yyyy", "d MMMM yyyy", "MMMM d, yyyy", "M/yyyy", "MM.yyyy", "MMM yyyy", "MMMM yyyy", "MMM-yyyy", "MMM-yy",
    };

    private static readonly string[] Clocks = { "H:mm", "H:mm:ss", "H:mm:ss.FFFFFFF", "h:mm tt", "h:mm:ss tt" };

    private static readonly string[] All = Days.Concat(Days.SelectMany(day => Clocks.Select(clock => day + " " + clock))).Concat(Clocks).ToArray();

    private static readonly Regex Quarter = new Regex(@"^(\d{4})[- ]?[Qq]([1-4])$");

    /// <summary>Numbers that rise with the times.</summary>
    /// <param name="values">Each a double, a date or a text.</param>
    /// <param name="reading">How the table writes numbers.</param>
    /// <param name="parameter">For messages.</param>
    /// <param name="areDates">Whether they are ticks.</param>
    /// <exception cref="NormToolsException">NotATime, AmbiguousTime.</exception>
    public static double[] Read(object[] values, TableReading reading, string parameter, out bool areDates)
    {
        string[] texts = values.OfType<string>().Select(text => text.Trim()).ToArray();
        double[]? read = texts.Length == 0 ? Array.Empty<double>() : Numbers(texts, reading);
        bool areNumbers = read is not null;
        areDates = Array.Exists(values, value => value is DateTime);
        if (read is null)
        {
            double[]? quarters = Read(texts, Quarters);
            read = quarters ?? Dates(texts, parameter);
            areDates |= quarters is null;
        }

        if ((areDates || !areNumbers) && Array.Find(values, value => value is double) is double stray)
        {
            string date = texts.FirstOrDefault() ?? RowTable.Cell(values.First(value => value is DateTime));
            throw Errors.NotATime(parameter, date, Convert.ToString(stray, CultureInfo.InvariantCulture));
        }

        int next = 0;
        return StopFlag.ConvertAll(values, value => value is double number ? number : value is DateTime time ? time.Ticks : read[next++]);
    }

    private static double[]? Numbers(string[] texts, TableReading reading)
    {
        var numbers = new double[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            if (!reading.TryNumber(texts[i], out numbers[i]))
            {
                return null;
            }
        }

        return numbers;
    }

    private static double[] Dates(string[] texts, string parameter)
    {
        if (Read(texts, Ticks(Iso)) is { } iso)
        {
            return iso;
        }

        (string Format, double[] Times)? found = null;
        foreach (string format in All)
        {
            if (Read(texts, Ticks(format)) is not { } times)
            {
                continue;
            }

            if (found is not { } first)
            {
                found = (format, times);
            }
            else if (!Order(first.Times).SequenceEqual(Order(times)))
            {
                throw Errors.AmbiguousTime(parameter, texts[0], first.Format, format);
            }
        }

        return found?.Times ?? throw Errors.NotATime(parameter, texts.FirstOrDefault(text => Ticks(Iso)(text) is null && All.All(format => Ticks(format)(text) is null)) ?? texts[0], null);
    }

    private static double[]? Read(string[] texts, Func<string, double?> of)
    {
        var times = new double[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            if (of(texts[i]) is not double time)
            {
                return null;
            }

            times[i] = time;
        }

        return times;
    }

    private static IEnumerable<int> Order(double[] times) => Enumerable.Range(0, times.Length).OrderBy(row => times[row]);

    private static Func<string, double?> Ticks(params string[] formats) => text => DateTime.TryParseExact(
        text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces, out DateTime date) ? date.Ticks : null;

    private static double? Quarters(string text) =>
        Quarter.Match(text) is { Success: true } match ? (4d * int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)) + match.Groups[2].Value[0] : null;
}
