using System.Globalization;
using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>Numbers that stand for a missing value, as -999 does: far from all others of their column.</summary>
internal static unsafe class Sentinel
{
    private const int FewestRows = 5;

    private static readonly HashSet<float> Usual =
    [
        .. new[] { 777f, 888f, 999f, 7777f, 8888f, 9999f, 77777f, 88888f, 99999f, 999999f, 9999999f, 99.9f, 999.9f, 999.99f, 9999.9f, 9999.99f, 99999.9f }
            .SelectMany(value => new[] { value, -value }),
        -99f, -88f, -77f, 1e20f, 1e30f, -1e20f, -1e30f, 9.96921e36f, float.MaxValue, -float.MaxValue,
    ];

    /// <summary>The value; null where there is none.</summary>
    /// <param name="column">The first number; NaN is a gap.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="width">The distance from one row to the next, in values.</param>
    /// <param name="profile">Of the column: most have no such number at their ends.</param>
    public static string? Find(float* column, long rows, int width, ColumnProfile profile)
    {
        if (rows < FewestRows || !(Usual.Contains((float)profile.Minimum) || Usual.Contains((float)profile.Maximum)))
        {
            return null;
        }

        float least = float.PositiveInfinity, most = float.NegativeInfinity;
        int looked = 0;
        for (long row = 0; row < rows; row++)
        {
            Slices.Count(ref looked, 1);
            float value = column[row * width];
            if (!float.IsNaN(value) && !Usual.Contains(value))
            {
                least = Math.Min(least, value);
                most = Math.Max(most, value);
            }
        }

        double spread = (double)most - least;
        return spread < 0 ? null
            : Usual.Contains((float)profile.Minimum) && least - profile.Minimum > spread ? Written(profile.Minimum)
            : Usual.Contains((float)profile.Maximum) && profile.Maximum - most > spread ? Written(profile.Maximum)
            : null;
    }

    private static string Written(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
