using CsCheck;
using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

public sealed unsafe class DataStatisticsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(784)]
    public void Mean_and_deviation_are_those_of_the_definition(int width)
    {
        Gen.Select(Gen.Float[-1e6f, 1e6f].Array[width * 7], Gen.Int[0, 6].Array[1, 9]).Sample((values, rows) =>
        {
            long[] chosen = [.. rows.Select(row => (long)row)];
            (double[] mean, double[] std) = Compute(values, width, chosen);
            for (int column = 0; column < width; column++)
            {
                double[] picked = [.. rows.Select(row => (double)values[(row * width) + column])];
                double average = picked.Average();
                double variance = picked.Sum(value => (value - average) * (value - average)) / picked.Length;
                Assert.Equal(average, mean[column], 1e-9 * 1e6);
                Assert.Equal(Math.Sqrt(variance), std[column], 1e-9 * 1e6);
            }
        }, iter: 20);
    }

    [Fact]
    public void A_constant_column_has_deviation_zero_however_many_rows_it_has()
    {
        float[] values = [.. Enumerable.Repeat(0.1f, 1_000_003)];
        (double[] mean, double[] std) = Compute(values, 1, null);
        Assert.Equal(0.1f, mean[0]);
        Assert.Equal(0, std[0]);
    }

    [Fact]
    public void A_small_spread_around_a_large_mean_is_not_lost()
    {
        float[] values = [.. Enumerable.Range(0, 1000).Select(i => 16_000_000f + (i % 2))];
        (double[] mean, double[] std) = Compute(values, 1, null);
        Assert.Equal(16_000_000.5, mean[0]);
        Assert.Equal(0.5, std[0]);
    }

    [Fact]
    public void Bytes_are_measured_as_they_are()
    {
        byte[] values = [0, 255, 10, 255, 20, 255];
        var mean = new double[2];
        var std = new double[2];
        fixed (byte* memory = values)
        {
            ColumnStatistics.Compute(memory, 2, null, 3, mean, std);
        }

        Assert.Equal([10, 255], mean);
        Assert.Equal([Math.Sqrt(200 / 3.0), 0], std);
    }

    [Fact]
    public void NaN_stays_in_its_column()
    {
        (double[] mean, double[] std) = Compute([1, float.NaN, 3, 4], 2, null);
        Assert.Equal([2, double.NaN], mean);
        Assert.Equal([1, double.NaN], std);
    }

    [Fact]
    public void No_rows_have_no_mean() =>
        Assert.Equal("NoRows", Assert.Throws<CoreException>(() => Compute([1, 2], 2, [])).Id);

    [Theory]
    [InlineData(1, 70_000)]
    [InlineData(3, 1000)]
    [InlineData(70_000, 3)]
    public void Gathered_rows_are_the_chosen_ones_scaled(int width, int stored)
    {
        byte[] source = [.. Enumerable.Range(0, width * stored).Select(i => (byte)(i * 7))];
        long[] rows = [.. Enumerable.Range(0, stored).Select(i => (long)(stored - 1 - i))];
        var plain = new byte[source.Length];
        var scaled = new float[source.Length];
        fixed (byte* from = source, to = plain)
        fixed (float* target = scaled)
        fixed (long* order = rows)
        {
            RowGather.Copy(from, width, order, stored, to);
            RowGather.Scale(from, width, order, stored, [0.5f], [1f], target);
        }

        for (int i = 0; i < source.Length; i++)
        {
            byte expected = source[(rows[i / width] * width) + (i % width)];
            if (plain[i] != expected || scaled[i] != (expected * 0.5f) + 1)
            {
                Assert.Fail($"value {i}");
            }
        }
    }

    [Fact]
    public void Each_column_has_its_own_scale()
    {
        float[] source = [1, 2, 3, 4];
        var result = new float[4];
        fixed (float* from = source, to = result)
        {
            RowGather.Scale(from, 2, null, 2, [10, 100], [1, 0], to);
        }

        Assert.Equal([11, 200, 31, 400], result);
    }

    private static (double[] Mean, double[] Std) Compute(float[] values, int width, long[]? rows)
    {
        var mean = new double[width];
        var std = new double[width];
        fixed (float* memory = values)
        fixed (long* chosen = rows is { Length: 0 } ? new long[1] : rows)
        {
            ColumnStatistics.Compute(memory, width, chosen, rows?.Length ?? values.Length / width, mean, std);
        }

        return (mean, std);
    }
}
