using System.Globalization;

namespace NormTools.Core.Layers;

/// <summary>Shapes and numbers as torch prints them.</summary>
internal static class Shape
{
    /// <summary>The number of values; the product was checked when the shape was made.</summary>
    public static int Count(ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (long size in shape)
        {
            count *= size;
        }

        return (int)count;
    }

    /// <summary>[1, 28, 28].</summary>
    public static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    /// <summary>(1, 28, 28), and (64,) for one dimension.</summary>
    public static string Tuple(ReadOnlySpan<long> shape) =>
        shape.Length == 1 ? $"({shape[0]},)" : $"({string.Join(", ", shape.ToArray())})";

    /// <summary>A number as Python prints it: 1e-05, 0.1, 1.0, None.</summary>
    public static string AsTorch(double? number)
    {
        if (number is not double value)
        {
            return "None";
        }

        string text = value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
        return text.AsSpan().IndexOfAny('.', 'e', 'n') < 0 ? text + ".0" : text;
    }

    /// <summary>True or False.</summary>
    public static string AsTorch(bool flag) => flag ? "True" : "False";
}
