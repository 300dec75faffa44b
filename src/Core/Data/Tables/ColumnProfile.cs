namespace NormTools.Core.Data;

/// <summary>A profile of a column's numbers: their range, how many are distinct, what Float32 loses of them.</summary>
internal sealed class ColumnProfile
{
    private readonly ValueSample sample;
    private double last = double.NegativeInfinity;

    /// <param name="most">Up to how many distinct values are counted exactly.</param>
    public ColumnProfile(int most) => sample = new ValueSample(most);

    /// <summary>Of numbers that were looked at elsewhere.</summary>
    public ColumnProfile(ValueSample sample, long count, double minimum, double maximum, bool isWhole, bool isIncreasing)
    {
        this.sample = sample;
        Count = count;
        Minimum = minimum;
        Maximum = maximum;
        IsWhole = isWhole;
        IsIncreasing = isIncreasing;
    }

    public long Count { get; private set; }

    public double Minimum { get; private set; } = double.PositiveInfinity;

    public double Maximum { get; private set; } = double.NegativeInfinity;

    public bool IsWhole { get; private set; } = true;

    /// <summary>Whether each value is larger than the one before it.</summary>
    public bool IsIncreasing { get; private set; } = true;

    /// <inheritdoc cref="ValueSample.Distinct"/>
    public long Distinct => Math.Min(sample.Distinct, Count);

    /// <inheritdoc cref="ValueSample.IsEstimate"/>
    public bool IsEstimate => sample.IsEstimate;

    /// <inheritdoc cref="ValueSample.Lost"/>
    public (double First, double Second)? Lost => sample.Lost is var (first, second) ? (first, second) : null;

    /// <inheritdoc cref="ValueSample.Rounded"/>
    public double? Rounded => sample.Rounded;

    /// <inheritdoc cref="ValueSample.Vanished"/>
    public double? Vanished => sample.Vanished;

    /// <inheritdoc cref="ValueSample.LosesValues"/>
    public bool LosesValues => sample.LosesValues;

    public void Add(double number, float value)
    {
        Count++;
        Minimum = Math.Min(Minimum, number);
        Maximum = Math.Max(Maximum, number);
        IsWhole &= number == Math.Floor(number);
        IsIncreasing &= number > last;
        last = number;
        sample.Add(number, value);
    }
}
