using System.Globalization;

namespace NormTools;

/// <summary>How things are said in messages and displays.</summary>
internal static class Text
{
    public static string Shape(IEnumerable<long> shape) =>
        "[" + string.Join(", ", shape.Select(size => size.ToString(CultureInfo.InvariantCulture))) + "]";

    /// <summary>A number and what is counted, as in "1 row" and "1,500 rows".</summary>
    public static string Count(long count, string one, string? several = null) =>
        count.ToString("N0", CultureInfo.InvariantCulture) + " " + (count == 1 ? one : several ?? one + "s");

    public static string Shorten(string text) => text.Length <= 60 ? text : text.Substring(0, 57) + "...";

    /// <summary>A loss with four digits behind the point; one that has run away as a power of ten.</summary>
    public static string Loss(double value) =>
        value.ToString(Math.Abs(value) < 1e6 ? "0.0000" : "0.0000e+00", CultureInfo.InvariantCulture);

    public static string Number(double value) => value.ToString("G7", CultureInfo.InvariantCulture);
}
