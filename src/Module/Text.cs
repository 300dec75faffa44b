using System.Globalization;

namespace NormTools;

/// <summary>How things are said in messages and displays.</summary>
internal static class Text
{
    public static string Shape(IEnumerable<long> shape) =>
        "[" + string.Join(", ", shape.Select(size => size.ToString(CultureInfo.InvariantCulture))) + "]";

    public static string Shorten(string text) => text.Length <= 60 ? text : text.Substring(0, 57) + "...";

    public static string Number(double value) => value.ToString("G7", CultureInfo.InvariantCulture);
}
