namespace NormTools.Core.Data;

/// <summary>What the numbers of all feature columns are like, as a <see cref="ColumnProfile"/> of each.</summary>
/// <remarks>A column's numbers come in the order of the rows; different columns may come at the same time.</remarks>
internal sealed class NumberColumns
{
    private static readonly ValueSample NoNumbers = new(1); // of a column that has none
    private readonly int most;
    private readonly double[] minimum;
    private readonly double[] maximum;
    private readonly double[] last;
    private readonly double[] sum;
    private readonly bool[] isWhole;
    private readonly bool[] isIncreasing;
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
        isWhole = new bool[columns];
        isIncreasing = new bool[columns];
        samples = new ValueSample[columns];
        Array.Fill(minimum, double.PositiveInfinity);
        Array.Fill(maximum, double.NegativeInfinity);
        Array.Fill(last, double.NegativeInfinity);
        Array.Fill(isWhole, true);
        Array.Fill(isIncreasing, true);
    }

    /// <summary>Whether a column has a number.</summary>
    public bool HasNumber(int column) => samples[column] is not null;

    /// <inheritdoc cref="ValueSample.LargestHash"/>
    public uint LargestHash(int column) => samples[column]?.LargestHash ?? uint.MaxValue;

    /// <summary>Of the numbers of a column, in the order of the rows.</summary>
    public double Sum(int column) => sum[column];

    /// <param name="column">Its place.</param>
    /// <param name="count">How many numbers it has.</param>
    public ColumnProfile Profile(int column, long count) => new(
        samples[column] ?? NoNumbers, count, minimum[column], maximum[column], isWhole[column], isIncreasing[column]);

    public void Add(int column, double number, float value)
    {
        sum[column] += number;
        minimum[column] = Math.Min(minimum[column], number);
        maximum[column] = Math.Max(maximum[column], number);
        isWhole[column] &= number == Math.Floor(number);
        isIncreasing[column] &= number > last[column];
        last[column] = number;
        Sample(column, number, value);
    }

    /// <summary>Takes the numbers of a column that a block holds, <see cref="BlockNumbers.IsPlain"/> there, but for those that
    /// are sampled.</summary>
    public void Add(BlockNumbers block, int column)
    {
        minimum[column] = Math.Min(minimum[column], block.Minimum(column));
        maximum[column] = Math.Max(maximum[column], block.Maximum(column));
        isWhole[column] &= block.IsWhole(column);
        isIncreasing[column] &= block.IsIncreasing(column) && block.First(column) > last[column];
        last[column] = block.Last(column);
    }

    /// <summary>Shows a number to the column's sample.</summary>
    public void Sample(int column, double number, float value)
    {
        ValueSample sample = samples[column] ??= new ValueSample(most);
        sample.Add(number, value);
    }

    /// <summary>Adds to the sum of a column, in the order of the rows.</summary>
    public void AddToSum(int column, double number) => sum[column] += number;
}
