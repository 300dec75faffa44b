using System.Numerics;
using NormTools.Contract;
using NormTools.Core.Kernels;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(3, 1023)]
    [InlineData(2, 1025)]
    [InlineData(70_000, 5)] // rows in several parts
    [InlineData(2, 600_001)] // a row in several pieces
    public void A_row_has_the_moments_of_the_definition(int rows, int width)
    {
        Agrees(rows, width, i => (float)Close.Values(8, i)[i % 8] + 10_000);
        Agrees(rows, width, i => (i % 1000) - 1e9);
        Agrees(rows, width, i => (byte)(i * 7));
        Agrees(rows, width, i => (i * 31L) - (1L << 40));
    }

    [Theory]
    [InlineData(40, 3)]
    [InlineData(300_000, 299_999)]
    public void Values_that_are_not_finite_are_counted_and_spread(int width, int place)
    {
        float[] x = [.. Enumerable.Range(0, 2 * width).Select(i => (float)(i % 9))];
        x[place] = float.NaN;
        x[0] = float.PositiveInfinity;
        var result = new RowSummary[2];
        Statistics.Describe<float>(x, width, result);
        Assert.Equal(2, result[0].NonFinite);
        Assert.All(
            [result[0].Mean, result[0].Variance, result[0].Minimum, result[0].Maximum],
            value => Assert.Equal(double.NaN, value));
        Assert.Equal((0, 0d, 8d), (result[1].NonFinite, result[1].Minimum, result[1].Maximum));
    }

    private static void Agrees<T>(int rows, int width, Func<int, T> value)
        where T : unmanaged, INumber<T>
    {
        T[] x = [.. Enumerable.Range(0, rows * width).Select(value)];
        var result = new RowSummary[rows];
        Statistics.Describe<T>(x, width, result);
        for (int row = 0; row < rows; row++)
        {
            double[] values = [.. x.AsSpan(row * width, width).ToArray().Select(double.CreateTruncating)];
            double mean = values.Average(number => number - values[0]) + values[0];
            double variance = values.Average(number => (number - mean) * (number - mean));
            Assert.Equal(mean, result[row].Mean, Math.Abs(mean) * 1e-14);
            Assert.Equal(variance, result[row].Variance, (variance * 1e-9) + (mean * mean * 1e-30));
            Assert.Equal((values.Min(), values.Max()), (result[row].Minimum, result[row].Maximum));
            Assert.Equal(0, result[row].NonFinite);
        }
    }
}
