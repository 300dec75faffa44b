namespace NormTools.Charts;

/// <summary>What tells many lines apart: a colour, and without it a sign, filled or hollow, and dashes.</summary>
internal static class ChartColors
{
    private static readonly string[] Many =
    {
        "#1f77b4", "#d9541e", "#2ca02c", "#7f3f98", "#8c564b", "#17a2b8", "#b8860b", "#e377c2", "#555555", "#6b8e23",
    };

    private static readonly string?[] Dashes = { null, "7 5", "2 4" };

    /// <summary>A line that differs from the thirty before it.</summary>
    public static ChartSeries Series(int number, string name, IReadOnlyList<double> x, IReadOnlyList<double> y) =>
        new ChartSeries(name, Many[number % Many.Length], x, y)
        {
            Sign = (number % 5) + 1,
            IsHollow = number / 5 % 2 == 1,
            Dash = Dashes[number / 10 % Dashes.Length],
        };

    /// <summary>A colour from white (0) to dark blue (1): darker is more, in black and white too.</summary>
    public static string Shade(double share)
    {
        (int red, int green, int blue) = Mix(share);
        return FormattableString.Invariant($"#{red:x2}{green:x2}{blue:x2}");
    }

    /// <summary>The parts of <see cref="Shade"/>.</summary>
    public static (int Red, int Green, int Blue) Mix(double share)
    {
        double part = Math.Min(Math.Max(share, 0), 1);
        return ((int)Math.Round(255 - (part * 247)), (int)Math.Round(255 - (part * 207)), (int)Math.Round(255 - (part * 148)));
    }
}
