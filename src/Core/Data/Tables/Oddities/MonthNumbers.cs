using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>Months that are written as numbers are: 01.2019 is no 1.2019, and 2019.10 no 2019.1.</summary>
internal static unsafe class MonthNumbers
{
    private const string MonthFirst = "M.yyyy";
    private const string YearFirst = "yyyy.M";
    private const int FewestDistinct = 3;
    private const int FirstYear = 1900;
    private const int LastYear = 2100;
    private const int Months = 12;
    private const double Rounding = 0.05; // of Float32, where the last digit is a one

    /// <summary>The format in which all numbers of a column are months; null where they are not.</summary>
    /// <param name="column">The first number; NaN is a gap.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="width">The distance from one row to the next, in values.</param>
    /// <param name="profile">Of the column: most have other numbers at their ends.</param>
    public static string? FormatOf(float* column, long rows, int width, ColumnProfile profile)
    {
        bool isMonthFirst = profile.Minimum >= 1 && profile.Maximum < Months + 1;
        bool isYearFirst = profile.Minimum >= FirstYear && profile.Maximum < LastYear + 1;
        if (profile.IsWhole || profile.Distinct < FewestDistinct || !(isMonthFirst || isYearFirst)
            || Math.Floor(profile.Minimum) == Math.Floor(profile.Maximum)) // a rate such as 1.1987 is none
        {
            return null;
        }

        int looked = 0;
        for (long row = 0; row < rows; row++)
        {
            Slices.Count(ref looked, 1);
            double value = column[row * width];
            if (double.IsNaN(value))
            {
                continue;
            }

            double behind = (value - Math.Floor(value)) * (isMonthFirst ? 10_000 : 100);
            double whole = Math.Round(behind);
            if (Math.Abs(behind - whole) > Rounding || (isMonthFirst ? whole is < FirstYear or > LastYear : whole is < 1 or > Months))
            {
                return null;
            }
        }

        return isMonthFirst ? MonthFirst : YearFirst;
    }

    public static string Example(string format) => format == MonthFirst ? "01.2019" : "2019.01";
}
