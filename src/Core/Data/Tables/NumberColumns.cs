using System.Numerics;

namespace NormTools.Core.Data;

/// <summary>What the numbers of all feature columns are like, as a <see cref="ColumnProfile"/> of each, several columns at
/// once.</summary>
/// <remarks>A column's numbers come in the order of the rows; different columns may come at the same time.</remarks>
internal sealed unsafe class NumberColumns
{
    /// <summary>Columns that are taken at once.</summary>
    public static readonly int AtOnce = Vector<float>.Count;

    private static readonly ValueSample NoNumbers = new(1); // of a column that has none
    private readonly int most;
    private readonly double[] minimum;
    private readonly double[] maximum;
    private readonly double[] last;
    private readonly double[] sum;
    private readonly long[] notWhole; // a mask
    private readonly long[] notIncreasing;
    private readonly uint[] largestHash;
    private readonly ValueSample?[] samples; // null for a column without numbers

    /// <param name="columns">How many.</param>
    /// <param name="most">How many different values of each are counted exactly.</param>
    public NumberColumns(int columns, int most)
    {
        this.most = most;
        minimum = new double[columns];
        maximum = new double[columns];
        last = new double[columns];
        sum = new double[columns];
        notWhole = new long[columns];
        notIncreasing = new long[columns];
        largestHash = new uint[columns];
        samples = new ValueSample[columns];
        Array.Fill(minimum, double.PositiveInfinity);
        Array.Fill(maximum, double.NegativeInfinity);
        Array.Fill(last, double.NegativeInfinity);
        Array.Fill(largestHash, uint.MaxValue);
    }

    /// <summary>Whether a column has a number.</summary>
    public bool HasNumber(int column) => samples[column] is not null;

    /// <summary>Of the numbers of a column, in the order of the rows.</summary>
    public double Sum(int column) => sum[column];

    /// <param name="column">Its place.</param>
    /// <param name="count">How many numbers it has.</param>
    public ColumnProfile Profile(int column, long count) => new(
        samples[column] ?? NoNumbers, count, minimum[column], maximum[column], notWhole[column] == 0, notIncreasing[column] == 0);

    public void Add(int column, double number, float value)
    {
        sum[column] += number;
        minimum[column] = Math.Min(minimum[column], number);
        maximum[column] = Math.Max(maximum[column], number);
        notWhole[column] |= number == Math.Floor(number) ? 0L : -1L;
        notIncreasing[column] |= number > last[column] ? 0L : -1L;
        last[column] = number;
        Sample(column, number, value);
    }

    /// <summary>Takes numbers of neighbouring columns, all of which have had some.</summary>
    /// <param name="column">The first one.</param>
    /// <param name="numbers">[AtOnce].</param>
    /// <param name="values">Receives them as Float32.</param>
    /// <returns>False where one of them is no number or beyond Float32: then none was taken.</returns>
    public bool TryAdd(int column, double* numbers, float* values)
    {
        Vector<double> left = *(Vector<double>*)numbers;
        Vector<double> right = *(Vector<double>*)(numbers + Vector<double>.Count);
        Vector<float> narrow = Vector.Narrow(left, right);
        if (!Vector.LessThanAll(Vector.Abs(narrow), new Vector<float>(float.PositiveInfinity))) // neither is NaN
        {
            return false;
        }

        *(Vector<float>*)values = narrow;
        Take(column, left);
        Take(column + Vector<double>.Count, right);
        Vector<uint> hash = Hash((narrow + Vector<float>.Zero).As<float, uint>());
        if (Vector.LessThanOrEqualAny(hash, new Vector<uint>(largestHash, column)))
        {
            for (int i = 0; i < AtOnce; i++)
            {
                if (hash[i] <= largestHash[column + i])
                {
                    Sample(column + i, numbers[i], values[i]);
                }
            }
        }

        return true;
    }

    private void Take(int column, Vector<double> numbers)
    {
        (new Vector<double>(sum, column) + numbers).CopyTo(sum, column);
        Vector.Min(new Vector<double>(minimum, column), numbers).CopyTo(minimum, column);
        Vector.Max(new Vector<double>(maximum, column), numbers).CopyTo(maximum, column);
        (new Vector<long>(notWhole, column) | ~Vector.Equals(numbers, Vector.Floor(numbers))).CopyTo(notWhole, column);
        (new Vector<long>(notIncreasing, column) | ~Vector.GreaterThan(numbers, new Vector<double>(last, column)))
            .CopyTo(notIncreasing, column);
        numbers.CopyTo(last, column);
    }

    private static Vector<uint> Hash(Vector<uint> value)
    {
        value = (value ^ Vector.ShiftRightLogical(value, 16)) * ValueSample.FirstFactor;
        value = (value ^ Vector.ShiftRightLogical(value, 13)) * ValueSample.SecondFactor;
        return value ^ Vector.ShiftRightLogical(value, 16);
    }

    private void Sample(int column, double number, float value)
    {
        ValueSample sample = samples[column] ??= new ValueSample(most);
        sample.Add(number, value);
        largestHash[column] = sample.LargestHash;
    }
}
