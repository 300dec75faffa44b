using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>Whether a feature alone determines the target: it was recorded after the fact, or is the target itself in
/// another form (target leakage).</summary>
internal sealed unsafe class TellingColumn
{
    public const int FewestRows = 20; // with fewer it may well be chance
    private const int FewestOfClass = 5;
    private const int Sample = 1000; // rows tried first: what they refute needs no full check
    private const double Exact = 1e-6; // relative to the range: what Float32 leaves of a straight line

    private readonly long rows;
    private readonly long* classes;
    private readonly float* values;
    private readonly long[] counts = [];

    /// <param name="targets">int64 [rows] of classes or float32 [rows] of quantities.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="classCount">The number of classes; 0 for regression.</param>
    public TellingColumn(void* targets, long rows, int classCount)
    {
        this.rows = rows;
        if (classCount == 0)
        {
            values = (float*)targets;
            return;
        }

        classes = (long*)targets;
        counts = new long[classCount];
        int looked = 0;
        for (long row = 0; row < rows; row++)
        {
            Slices.Count(ref looked, 1);
            counts[classes[row]]++;
        }
    }

    /// <summary>The number of rows of each class; empty for regression.</summary>
    public long[] ClassRows => counts;

    /// <summary>Whether each value of the column belongs to one class, or the classes lie in separate ranges, or the
    /// target is a linear function of it.</summary>
    public bool Tells(float* column, int width, bool isText)
    {
        if (rows < FewestRows)
        {
            return false;
        }

        return values is not null
            ? !isText && IsLine(column, width)
            : counts.Length > 1 && counts.All(count => count >= FewestOfClass)
                && (IsMap(column, width) || (!isText && HasRanges(column, width)));
    }

    private bool IsMap(float* column, int width)
    {
        var classOf = new Dictionary<int, long>();
        int looked = 0;
        for (long row = 0; row < rows; row++)
        {
            Slices.Count(ref looked, 1);
            int value = BitConverter.SingleToInt32Bits(column[row * width] + 0f);
            if (!classOf.TryAdd(value, classes[row]) && classOf[value] != classes[row])
            {
                return false;
            }

            if (classOf.Count > rows / FewestOfClass)
            {
                return false;
            }
        }

        return true;
    }

    private bool HasRanges(float* column, int width) =>
        HasRanges(column, width, Math.Min(rows, Sample)) && (rows <= Sample || HasRanges(column, width, rows));

    private bool HasRanges(float* column, int width, long length)
    {
        var ranges = new (float Least, float Most)[counts.Length];
        Array.Fill(ranges, (float.PositiveInfinity, float.NegativeInfinity));
        int looked = 0;
        for (long row = 0; row < length; row++)
        {
            Slices.Count(ref looked, 1);
            float value = column[row * width];
            if (float.IsNaN(value))
            {
                return false;
            }

            ref (float Least, float Most) range = ref ranges[classes[row]];
            range = (Math.Min(range.Least, value), Math.Max(range.Most, value));
        }

        Array.Sort(ranges, (one, other) => one.Least.CompareTo(other.Least));
        for (int i = 1; i < ranges.Length; i++)
        {
            if (ranges[i].Least <= ranges[i - 1].Most)
            {
                return false;
            }
        }

        return true;
    }

    private bool IsLine(float* column, int width)
    {
        float least = values[0], most = values[0];
        long other = 0;
        int looked = 0;
        for (long row = 0; row < rows; row++)
        {
            Slices.Count(ref looked, 1);
            least = Math.Min(least, values[row]);
            most = Math.Max(most, values[row]);
            other = Math.Abs(column[row * width] - column[0]) > Math.Abs(column[other * width] - column[0]) ? row : other;
        }

        double run = (double)column[other * width] - column[0];
        double slope = ((double)values[other] - values[0]) / run;
        double tolerance = ((double)most - least) * Exact;
        if (most == least || run == 0 || double.IsNaN(slope))
        {
            return false;
        }

        for (long row = 0; row < rows; row++)
        {
            Slices.Count(ref looked, 1);
            double error = values[row] - values[0] - (slope * ((double)column[row * width] - column[0]));
            if (!(Math.Abs(error) <= tolerance))
            {
                return false;
            }
        }

        return true;
    }
}
