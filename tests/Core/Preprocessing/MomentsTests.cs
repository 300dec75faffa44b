using System.Globalization;
using System.Numerics;
using NormTools.Core.Preprocessing;
using Xunit;

namespace NormTools.Core.Tests.Preprocessing;

/// <summary>What a column's blocks tell of it, against plain definitions.</summary>
public sealed class MomentsTests
{
    public static TheoryData<int> Lengths => [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 127, 1023, 1024, 1025, 4099];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Mean_and_variance_are_those_of_exact_arithmetic(int count)
    {
        foreach ((double centre, double spread) in new[] { (0.0, 1.0), (1e6, 1e-3), (-3e8, 1.0), (1e-7, 1e-12) })
        {
            double[] values = Values(count, centre, spread);
            (double mean, double variance) = Exact(values);
            Moments moments = Moments.Of(values);
            Assert.Equal(count, moments.Count);
            Assert.True(Math.Abs(moments.Mean - mean) <= 4e-16 * Math.Abs(mean), $"{moments.Mean:R} {mean:R}");
            Assert.True(Math.Abs(moments.Variance - variance) <= 1e-13 * variance, $"{moments.Variance:R} {variance:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Missing_values_are_left_out(int count)
    {
        double[] values = Values(count, 5, 2);
        double[] present = [.. values.Where((_, i) => i % 3 != 1)];
        for (int i = 1; i < count; i += 3)
        {
            values[i] = double.NaN;
        }

        Moments expected = Moments.Of(present);
        Moments moments = Moments.Of(values);
        Assert.Equal(expected.Count, moments.Count);
        Assert.Equal(expected.Mean, moments.Mean, 4e-16 * Math.Abs(expected.Mean));
        Assert.Equal(expected.Variance, moments.Variance, 1e-13 * expected.Variance);
        Assert.Equal(new Extremes(present.Min(), present.Max(), HasGaps: count > 1), Extremes.Of(values));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(-1e300)]
    [InlineData(3e-320)]
    [InlineData(1e15 / 3)]
    public void Equal_values_have_no_variance_at_all(double value)
    {
        double[] values = new double[4099];
        Array.Fill(values, value);
        Moments moments = Moments.Of(values);
        Assert.Equal((value, 0), (moments.Mean, moments.Variance));
        Moments joined = moments.With(Moments.Of(values.AsSpan(0, 7)));
        Assert.Equal((4106, value, 0), (joined.Count, joined.Mean, joined.Variance));
        Assert.True(joined.IsConstant);
    }

    [Theory]
    [InlineData(1e6)]
    [InlineData(-1e9)]
    public void An_origin_far_from_all_other_values_costs_no_digits_that_count(double origin)
    {
        double[] values = Values(4099, 0, 1);
        for (int i = 0; i < values.Length; i += 1024)
        {
            values[i] = origin;
        }

        (double mean, double variance) = Exact(values);
        Moments moments = Moments.Of(values);
        Assert.Equal(mean, moments.Mean, 4e-16 * Math.Abs(origin));
        Assert.Equal(variance, moments.Variance, 1e-12 * variance);
    }

    [Fact]
    public void Parts_join_to_the_whole()
    {
        double[] values = Values(4099, 1e5, 1);
        (double mean, double variance) = Exact(values);
        for (int cut = 0; cut <= values.Length; cut += 1 + (cut / 3))
        {
            Moments joined = Moments.Of(values.AsSpan(0, cut)).With(Moments.Of(values.AsSpan(cut)));
            Assert.Equal(values.Length, joined.Count);
            Assert.True(Math.Abs(joined.Mean - mean) <= 4e-16 * mean, $"{cut}");
            Assert.True(Math.Abs(joined.Variance - variance) <= 1e-13 * variance, $"{cut}");
            Extremes extremes = Extremes.Of(values.AsSpan(0, cut)).With(Extremes.Of(values.AsSpan(cut)));
            Assert.Equal(new Extremes(values.Min(), values.Max()), extremes);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Of_gaps_alone_there_is_nothing(int count)
    {
        double[] values = new double[count];
        Array.Fill(values, double.NaN);
        Assert.Equal(default, Moments.Of(values));
        Assert.True(Extremes.Of(values).IsEmpty);
        Assert.True(Moments.Of(values).IsConstant);
    }

    [Theory]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void An_infinite_value_is_no_gap(double value)
    {
        double[] values = Values(40, 0, 1);
        values[17] = value;
        Assert.False(double.IsFinite(Moments.Of(values).Mean));
        Extremes extremes = Extremes.Of(values);
        Assert.Equal(value, value > 0 ? extremes.Largest : extremes.Least);
        Assert.False(Extremes.Of([value]).IsEmpty);
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(double.NaN)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity)]
    [InlineData(double.NaN, double.NegativeInfinity)]
    public void Columns_side_by_side_have_the_moments_of_each_wherever_a_gap_begins(params double[] odd)
    {
        foreach (int rows in new[] { 1, 2, 15, 16, 17, 33, 48, 63 })
        {
            for (int at = 0; at < rows; at++)
            {
                AssertMomentsOfEach(rows, 37, 37, at, odd);
            }
        }
    }

    [Theory]
    [InlineData(16, 16)]
    [InlineData(17, 17)]
    [InlineData(5, 16)] // with room behind them
    [InlineData(16, 40)]
    [InlineData(50, 51)] // of wider rows
    [InlineData(256, 256)]
    [InlineData(257, 257)] // more than are summed at once: the last ones begin before their turn
    [InlineData(600, 603)]
    public void Columns_have_their_moments_in_rows_of_any_width(int width, int stride)
    {
        foreach (int rows in new[] { 1, 3, 4, 5, 18, 64 })
        {
            AssertMomentsOfEach(rows, width, stride, rows / 2);
            AssertMomentsOfEach(rows, width, stride, rows / 2, double.NaN);
        }
    }

    private static unsafe void AssertMomentsOfEach(int rows, int width, int stride, int at, params double[] odd)
    {
        double[] values = Array.ConvertAll(Values(rows * stride, 3, 2), value => (double)(float)value);
        for (int i = 0; i < odd.Length; i++)
        {
            values[(at * stride) + ((at + i) % width)] = odd[i];
            values[((at + i) % rows * stride) + (at % width)] = odd[i];
        }

        Moments[] expected = [.. Enumerable.Range(0, width).Select(column =>
            Moments.Of(Array.ConvertAll([.. Enumerable.Range(0, rows)], row => values[(row * stride) + column])))];
        Moments[] found = new Moments[width];
        float[] singles = Array.ConvertAll(values, value => (float)value);
        fixed (double* doubles = values)
        fixed (float* floats = singles)
        {
            default(MomentsSummary).Of(new ColumnTile(doubles, isSingle: false, stride, rows), found);
            Assert.Equal(expected, found);
            default(MomentsSummary).Of(new ColumnTile(floats, isSingle: true, stride, rows), found);
            Assert.Equal(expected, found);
        }
    }

    private static double[] Values(int count, double centre, double spread)
    {
        System.Random random = new(count);
        return [.. Enumerable.Range(0, count).Select(_ => centre + (spread * random.NextDouble()))];
    }

    // With whole numbers of a unit that every value is a multiple of.
    private static (double Mean, double Variance) Exact(double[] values)
    {
        const int Bits = 1100;
        BigInteger[] whole = Array.ConvertAll(values, value =>
        {
            long bits = BitConverter.DoubleToInt64Bits(value);
            int exponent = (int)((bits >> 52) & 0x7FF);
            BigInteger mantissa = (bits & 0xFFFFFFFFFFFFF) | (exponent > 0 ? 1L << 52 : 0);
            BigInteger scaled = mantissa << (Bits - 1075 + Math.Max(exponent, 1));
            return bits < 0 ? -scaled : scaled;
        });
        BigInteger sum = BigInteger.Zero, squares = BigInteger.Zero;
        Array.ForEach(whole, value => sum += value);
        Array.ForEach(whole, value => squares += BigInteger.Pow((value * values.Length) - sum, 2));
        return (Quotient(sum, (BigInteger)values.Length << Bits), Quotient(squares, BigInteger.Pow(values.Length, 3) << (2 * Bits)));
    }

    private static double Quotient(BigInteger numerator, BigInteger denominator)
    {
        if (numerator.IsZero)
        {
            return 0;
        }

        int shift = (int)(denominator.GetBitLength() - numerator.GetBitLength()) + 80;
        BigInteger quotient = shift >= 0 ? (numerator << shift) / denominator : numerator / (denominator << -shift);
        return Math.ScaleB(double.Parse(quotient.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), -shift);
    }
}
