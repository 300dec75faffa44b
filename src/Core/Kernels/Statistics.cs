using System.Numerics;
using System.Runtime.InteropServices;

namespace NormTools.Core.Kernels;

/// <summary>The first moments and the range of a set of values.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RowSummary
{
    public double Mean;

    /// <summary>Divided by the count (what normalisation layers use), not by the count less one.</summary>
    public double Variance;

    public double Minimum;
    public double Maximum;
    public long NonFinite;
}

/// <summary>Describes rows of values, in double precision whatever their type.</summary>
/// <remarks>Two passes (mean, then squared distances), so a large offset costs no digits. NaN and infinities spread
/// into the results of their own row, and are counted.</remarks>
internal static class Statistics
{
    /// <param name="x">Rows of <paramref name="width"/> values, [rows, width].</param>
    /// <param name="width">Values a row, at least one.</param>
    /// <param name="result">One a row.</param>
    public static void Describe<T>(ReadOnlySpan<T> x, int width, Span<RowSummary> result)
        where T : unmanaged, INumber<T>
    {
        for (int row = 0; row < result.Length; row++)
        {
            result[row] = Describe(x.Slice(row * width, width));
        }
    }

    private static RowSummary Describe<T>(ReadOnlySpan<T> row)
        where T : unmanaged, INumber<T>
    {
        RowSummary moments = default;
        double sum = 0;
        T minimum = row[0];
        T maximum = row[0];
        foreach (T value in row)
        {
            sum += double.CreateTruncating(value);
            minimum = T.Min(minimum, value);
            maximum = T.Max(maximum, value);
            moments.NonFinite += T.IsFinite(value) ? 0 : 1;
        }

        moments.Mean = sum / row.Length;
        double squares = 0;
        double rest = 0; // what rounding of the mean leaves over
        foreach (T value in row)
        {
            double distance = double.CreateTruncating(value) - moments.Mean;
            squares += distance * distance;
            rest += distance;
        }

        moments.Variance = Math.Max(0, (squares - (rest * rest / row.Length)) / row.Length);
        if (double.IsNaN(moments.Mean))
        {
            moments.Variance = double.NaN;
        }

        moments.Minimum = double.CreateTruncating(minimum);
        moments.Maximum = double.CreateTruncating(maximum);
        return moments;
    }
}
