using System.Numerics;

namespace NormTools.Core.Data;

/// <summary>What the numbers of one block are like, of each column that holds nothing but numbers there.</summary>
/// <remarks>
/// It is found where the block was read, several columns at once and with nothing shared, and joined to what is known of the
/// rows before by <see cref="NumberColumns.Add(BlockNumbers, int)"/>.
/// </remarks>
internal sealed unsafe class BlockNumbers
{
    private static readonly int AtOnce = Vector<float>.Count; // columns
    private static readonly int Half = Vector<double>.Count;

    private readonly List<(int Column, int Row)> sampled = [];
    private bool[] isPlain = [];
    private double[] minimum = [];
    private double[] maximum = [];
    private double[] first = [];
    private double[] last = [];
    private long[] notWhole = []; // a mask
    private long[] notIncreasing = [];
    private uint[] largestHash = [];

    /// <summary>Values that a sample may want to see: the column, and the row in the block, in the order of the rows.</summary>
    public IReadOnlyList<(int Column, int Row)> Sampled => sampled;

    /// <summary>Whether a column's values in the block are numbers, all within Float32, and not its first ones.</summary>
    public bool IsPlain(int column) => isPlain[column];

    public double Minimum(int column) => minimum[column];

    public double Maximum(int column) => maximum[column];

    public double First(int column) => first[column];

    public double Last(int column) => last[column];

    public bool IsWhole(int column) => notWhole[column] == 0;

    /// <summary>Whether each is larger than the one before it.</summary>
    public bool IsIncreasing(int column) => notIncreasing[column] == 0;

    /// <summary>Brings a block's rows into the table; of columns that are not plain, whatever they hold.</summary>
    /// <param name="block">The rows.</param>
    /// <param name="valuesOfRow">Values in each, of which features are the first.</param>
    /// <param name="features">How many features there are.</param>
    /// <param name="known">What is known of the rows before.</param>
    /// <param name="rows">[rows, features].</param>
    public void Take(RowBlock block, int valuesOfRow, int features, NumberColumns known, float* rows)
    {
        Clear(features);
        if (block.Rows == 0)
        {
            return;
        }

        int looked = 0;
        for (int column = 0; column < features; column += AtOnce)
        {
            Threading.Slices.Count(ref looked, block.Rows * AtOnce);
            int count = Math.Min(AtOnce, features - column);
            for (int i = 0; i < count; i++)
            {
                largestHash[column + i] = known.LargestHash(column + i);
            }

            TakeColumns(block, valuesOfRow, column, count, rows + column, features);
            for (int i = 0; i < count; i++)
            {
                isPlain[column + i] &= known.HasNumber(column + i);
            }
        }
    }

    private void Clear(int features)
    {
        sampled.Clear();
        int length = (features + AtOnce - 1) / AtOnce * AtOnce;
        if (isPlain.Length != length)
        {
            isPlain = new bool[length];
            minimum = new double[length];
            maximum = new double[length];
            first = new double[length];
            last = new double[length];
            notWhole = new long[length];
            notIncreasing = new long[length];
            largestHash = new uint[length];
        }

        Array.Clear(isPlain);
    }

    private void TakeColumns(RowBlock block, int valuesOfRow, int column, int count, float* rows, int features)
    {
        double* spare = stackalloc double[AtOnce]; // for columns fewer than a vector has room for: the others are zero
        float* spareRow = stackalloc float[AtOnce];
        new Span<double>(spare, AtOnce).Clear();
        bool isWhole = count == AtOnce;
        double* cells = block.Values + column;
        var limit = new Vector<float>(float.PositiveInfinity);
        var hashes = new Vector<uint>(largestHash, column);
        Seen left = Seen.Nothing;
        Seen right = Seen.Nothing;
        Vector<int> plain = Vector<int>.AllBitsSet;
        for (int row = 0; row < block.Rows; row++, cells += valuesOfRow, rows += features)
        {
            double* from = isWhole ? cells : spare;
            if (!isWhole)
            {
                new ReadOnlySpan<double>(cells, count).CopyTo(new Span<double>(spare, AtOnce));
            }

            Vector<double> low = *(Vector<double>*)from;
            Vector<double> high = *(Vector<double>*)(from + Half);
            Vector<float> narrow = Vector.Narrow(low, high);
            plain &= Vector.LessThan(Vector.Abs(narrow), limit); // neither is NaN
            if (row == 0)
            {
                low.CopyTo(first, column);
                high.CopyTo(first, column + Half);
            }

            left.Take(low);
            right.Take(high);
            if (isWhole)
            {
                *(Vector<float>*)rows = narrow;
            }
            else
            {
                *(Vector<float>*)spareRow = narrow;
                new ReadOnlySpan<float>(spareRow, count).CopyTo(new Span<float>(rows, count));
            }

            Vector<uint> hash = Hash((narrow + Vector<float>.Zero).As<float, uint>()); // minus zero is zero
            if (Vector.LessThanOrEqualAny(hash, hashes))
            {
                for (int i = 0; i < count; i++)
                {
                    if (hash[i] <= hashes[i])
                    {
                        sampled.Add((column + i, row));
                    }
                }
            }
        }

        left.Keep(this, column);
        right.Keep(this, column + Half);
        for (int i = 0; i < count; i++)
        {
            isPlain[column + i] = plain[i] != 0;
        }
    }

    // As ValueSample.Hash.
    private static Vector<uint> Hash(Vector<uint> value)
    {
        value = (value ^ Vector.ShiftRightLogical(value, 16)) * ValueSample.FirstFactor;
        value = (value ^ Vector.ShiftRightLogical(value, 13)) * ValueSample.SecondFactor;
        return value ^ Vector.ShiftRightLogical(value, 16);
    }

    // What has been seen of some columns; only plain ones are asked for it.
    private ref struct Seen
    {
        private Vector<double> minimum;
        private Vector<double> maximum;
        private Vector<double> last;
        private Vector<long> notWhole;
        private Vector<long> notIncreasing;

        public static Seen Nothing => new()
        {
            minimum = new Vector<double>(double.PositiveInfinity),
            maximum = new Vector<double>(double.NegativeInfinity),
            last = new Vector<double>(double.NegativeInfinity),
        };

        public void Take(Vector<double> numbers)
        {
            minimum = Vector.Min(minimum, numbers);
            maximum = Vector.Max(maximum, numbers);
            notWhole |= ~Vector.Equals(numbers, Vector.Floor(numbers));
            notIncreasing |= ~Vector.GreaterThan(numbers, last);
            last = numbers;
        }

        public readonly void Keep(BlockNumbers kept, int column)
        {
            minimum.CopyTo(kept.minimum, column);
            maximum.CopyTo(kept.maximum, column);
            last.CopyTo(kept.last, column);
            notWhole.CopyTo(kept.notWhole, column);
            notIncreasing.CopyTo(kept.notIncreasing, column);
        }
    }
}
