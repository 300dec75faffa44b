using System.Globalization;

namespace NormTools.Charts;

/// <summary>The range of one axis and its round ticks.</summary>
internal sealed class ChartAxis
{
    private const double MostTicks = 9;
    private const double Margin = 0.03; // of a logarithmic vertical axis, beyond the data at each end

    private static readonly double[][] Digits = // of the ticks of a decade, the finest first
    {
        new double[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, new double[] { 1, 2, 3, 5, 7 }, new double[] { 1, 2, 5 }, new double[] { 1, 3 }, new double[] { 1 },
    };

    private readonly double low;
    private readonly double high;
    private readonly string[]? names;

    private ChartAxis(double low, double high, bool logarithmic, double[] ticks, string[]? names = null)
    {
        this.names = names;
        this.low = low;
        this.high = high;
        Logarithmic = logarithmic;
        Ticks = ticks;
    }

    public bool Logarithmic { get; }

    public double[] Ticks { get; }

    /// <summary>An axis for all finite values (all positive ones, if logarithmic).</summary>
    /// <param name="values">The values.</param>
    /// <param name="logarithmic">Whether equal ratios are equally long.</param>
    /// <param name="whole">Whether it ends exactly where the values end, as a horizontal axis of whole numbers.</param>
    public static ChartAxis Over(IEnumerable<double> values, bool logarithmic, bool whole)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (!double.IsNaN(value) && !double.IsInfinity(value) && (!logarithmic || value > 0))
            {
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }
        }

        if (low > high)
        {
            (low, high) = (logarithmic ? 0.1 : 0, 1); // there is no value
        }

        return logarithmic ? Decades(low, high, whole) : Linear(low, high, whole);
    }

    /// <summary>An axis from 0 to 1 for shares.</summary>
    public static ChartAxis Share() => new ChartAxis(0, 1, false, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 });

    /// <summary>An axis of places 1, 2 and so on, at equal distances, each with a name.</summary>
    public static ChartAxis Named(string[] names) => new ChartAxis(
        names.Length > 1 ? 1 : 0.5, Math.Max(names.Length, 1.5), false, Enumerable.Range(1, names.Length).Select(place => (double)place).ToArray(), names);

    /// <summary>An axis from one value to another, with about so many ticks between them.</summary>
    public static ChartAxis Between(double low, double high, int ticks)
    {
        if (!(high - low > 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high))))
        {
            double room = low == 0 ? 1 : Math.Abs(low) * 0.1;
            (low, high) = (low - room, high + room);
        }

        return new ChartAxis(low, high, false, TicksOf(low, high, Step((high - low) / ticks)));
    }

    /// <summary>The position of a value on the axis, from 0 to 1.</summary>
    public double Position(double value) => Logarithmic
        ? (Math.Log10(value) - Math.Log10(low)) / (Math.Log10(high) - Math.Log10(low))
        : (value - low) / (high - low);

    /// <summary>The label of a tick, with enough digits to tell it from its neighbours.</summary>
    public string Label(double tick)
    {
        if (names is not null)
        {
            return names[(int)tick - 1];
        }

        double largest = Ticks.Max(Math.Abs), least = Ticks.Min(Math.Abs);
        bool isFar = Logarithmic ? largest >= 1e6 || least < 1e-3 : largest is >= 1e6 or (< 1e-3 and > 0);
        int step = Logarithmic && Digit(tick) == Math.Round(Digit(tick)) ? Power(tick)
            : Ticks.Length < 2 ? Power(largest) - 2
            : Power((Logarithmic ? Ticks.Zip(Ticks.Skip(1), (one, next) => next - one).Min() : Ticks[1] - Ticks[0]) * 1.001);
        int digits = tick == 0 ? 0 : (isFar ? Power(tick) : 0) - step;
        string exponent = isFar && tick != 0 ? "e0" : string.Empty;
        string format = "0." + new string('#', Math.Min(Math.Max(digits, 0), 15)) + exponent;
        return tick.ToString(format, CultureInfo.InvariantCulture);
    }

    // A horizontal axis ends where the data end; a vertical one a little beyond them.
    private static ChartAxis Decades(double low, double high, bool whole)
    {
        double first = Math.Log10(low), last = Math.Log10(high);
        bool isOne = last - first < 1e-6;
        double only = low, room = isOne ? 0.15 : whole ? 0 : Margin * (last - first);
        (first, last) = (first - room, last + room);
        (low, high) = (Math.Pow(10, first), Math.Pow(10, last));
        (low, high) = (Math.Max(low, double.Epsilon), double.IsInfinity(high) ? double.MaxValue : high);
        double[] ticks = DecadeTicks(low, high);
        return new ChartAxis(low, high, true, isOne && whole ? new[] { only } : ticks.Length > 1 ? ticks : TicksOf(low, high, Step((high - low) / 5)));
    }

    private static double[] DecadeTicks(double low, double high)
    {
        int first = (int)Math.Floor(Math.Log10(low)), last = (int)Math.Ceiling(Math.Log10(high));
        foreach (double[] digits in Digits)
        {
            if ((last - first) * digits.Length > 5 * MostTicks)
            {
                continue; // far too many to look at each
            }

            double[] ticks = Enumerable.Range(first, last - first + 1).SelectMany(power => digits.Select(digit => digit * Math.Pow(10, power)))
                .Where(tick => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)).ToArray();
            if (ticks.Length <= MostTicks)
            {
                return ticks;
            }
        }

        int step = (int)Math.Ceiling((last - first) / (MostTicks - 1));
        return Enumerable.Range(0, ((last - first) / step) + 1).Select(i => Math.Pow(10, first + (i * step)))
            .Where(tick => tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)).ToArray();
    }

    // A horizontal axis (whole) covers exactly its data; a vertical one ends at ticks, and starts at 0 if that is near.
    private static ChartAxis Linear(double low, double high, bool whole)
    {
        double size = Math.Max(Math.Abs(low), Math.Abs(high));
        if (high - low <= size * 1e-12)
        {
            if (whole)
            {
                return new ChartAxis(low - 0.5, high + 0.5, false, new[] { low }); // there is only one value
            }

            high += size == 0 ? 1 : size * 0.1;
        }

        if (!whole && low > 0 && low < 0.5 * high)
        {
            low = 0;
        }

        double step = Step((high - low) / 6);
        step = whole ? Math.Max(1, Math.Round(step)) : step;
        double first = whole ? low : Math.Floor(low / step) * step;
        double last = whole ? high : Math.Ceiling(high / step) * step;
        return new ChartAxis(first, last, false, TicksOf(first, last, step));
    }

    private static double[] TicksOf(double first, double last, double step)
    {
        var ticks = new List<double>();
        for (double tick = Math.Ceiling((first / step) - 1e-9) * step; tick <= last + (step * 1e-9); tick += step)
        {
            ticks.Add((Math.Round(tick / step) * step) + 0.0); // no negative zero
        }

        return ticks.Count > 0 ? ticks.ToArray() : new[] { first };
    }

    // The power of ten of a number's first digit.
    private static int Power(double number) => number == 0 ? 0 : (int)Math.Floor(Math.Log10(Math.Abs(number)) + 1e-12);

    private static double Digit(double number) => number == 0 ? 0 : Math.Round(number / Math.Pow(10, Power(number)), 9);

    private static double Step(double raw)
    {
        double power = Math.Pow(10, Power(raw));
        double digit = raw / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }
}
