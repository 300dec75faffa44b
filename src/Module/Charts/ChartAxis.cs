using System.Globalization;

namespace NormTools.Charts;

/// <summary>The range of one axis and its round ticks.</summary>
internal sealed class ChartAxis
{
    private readonly double low;
    private readonly double high;

    private ChartAxis(double low, double high, bool logarithmic, double[] ticks)
    {
        this.low = low;
        this.high = high;
        Logarithmic = logarithmic;
        Ticks = ticks;
    }

    public bool Logarithmic { get; }

    public double[] Ticks { get; }

    /// <summary>An axis for all finite values (all positive ones, if logarithmic).</summary>
    public static ChartAxis Over(IEnumerable<double> values, bool logarithmic, bool whole)
    {
        double[] usable = values.Where(value => !double.IsNaN(value) && !double.IsInfinity(value) && (!logarithmic || value > 0)).ToArray();
        double low = usable.Length == 0 ? (logarithmic ? 0.1 : 0) : usable.Min();
        double high = usable.Length == 0 ? 1 : usable.Max();
        return logarithmic ? Decades(low, high) : Linear(low, high, whole);
    }

    /// <summary>The position of a value on the axis, from 0 to 1.</summary>
    public double Position(double value) => Logarithmic
        ? (Math.Log10(value) - Math.Log10(low)) / (Math.Log10(high) - Math.Log10(low))
        : (value - low) / (high - low);

    /// <summary>The label of a tick, with enough digits to tell it from its neighbours.</summary>
    public string Label(double tick)
    {
        double largest = Ticks.Max(Math.Abs);
        bool isFar = Logarithmic || largest is >= 1e6 or (< 1e-3 and > 0);
        int step = Logarithmic || Ticks.Length < 2 ? Power(largest) - 2 : Power((Ticks[1] - Ticks[0]) * 1.001);
        int digits = tick == 0 ? 0 : (isFar ? Power(tick) : 0) - step;
        string exponent = isFar && tick != 0 ? "e0" : string.Empty;
        string format = "0." + new string('#', Math.Min(Math.Max(digits, 0), 15)) + exponent;
        return tick.ToString(format, CultureInfo.InvariantCulture);
    }

    private static ChartAxis Decades(double low, double high)
    {
        int first = (int)Math.Floor(Math.Log10(low));
        int last = Math.Max((int)Math.Ceiling(Math.Log10(high)), first + 1);
        int step = Math.Max(1, (int)Math.Ceiling((last - first) / 8.0));
        double[] ticks = Enumerable.Range(0, ((last - first) / step) + 1).Select(i => Math.Pow(10, first + (i * step))).ToArray();
        return new ChartAxis(Math.Pow(10, first), Math.Pow(10, last), true, ticks);
    }

    // A horizontal axis (whole) covers exactly its data; a vertical one ends at ticks, and starts at 0 if that is near.
    private static ChartAxis Linear(double low, double high, bool whole)
    {
        double size = Math.Max(Math.Abs(low), Math.Abs(high));
        if (high - low <= size * 1e-12)
        {
            high += whole || size == 0 ? 1 : size * 0.1; // there is only one value
        }

        if (!whole && low > 0 && low < 0.5 * high)
        {
            low = 0;
        }

        double step = Step((high - low) / 6);
        step = whole ? Math.Max(1, Math.Round(step)) : step;
        double first = whole ? low : Math.Floor(low / step) * step;
        double last = whole ? high : Math.Ceiling(high / step) * step;
        var ticks = new List<double>();
        for (double tick = Math.Ceiling(first / step) * step; tick <= last + (step * 1e-9); tick += step)
        {
            ticks.Add(Math.Round(tick / step) * step);
        }

        return new ChartAxis(first, last, false, ticks.ToArray());
    }

    // The power of ten of a number's first digit.
    private static int Power(double number) => number == 0 ? 0 : (int)Math.Floor(Math.Log10(Math.Abs(number)));

    private static double Step(double raw)
    {
        double power = Math.Pow(10, Power(raw));
        double digit = raw / power;
        return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }
}
