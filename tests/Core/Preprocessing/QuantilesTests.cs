using NormTools.Core.Preprocessing;
using NormTools.Core.Threading;
using Xunit;

namespace NormTools.Core.Tests.Preprocessing;

/// <summary>Sorting in slices, so that it can be ended.</summary>
public sealed class QuantilesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(Slices.Values)]
    [InlineData(Slices.Values + 1)]
    [InlineData((3 * Slices.Values) + 7)]
    [InlineData(5 * Slices.Values)]
    public void Any_number_of_values_comes_in_rising_order(int count)
    {
        var random = new System.Random(7);
        double[] values = [.. Enumerable.Range(0, count).Select(_ => Math.Round(random.NextDouble() * 1e5))];
        values[count / 2] = double.NaN;
        values[count / 3] = double.NegativeInfinity;
        var expected = (double[])values.Clone();
        Array.Sort(expected);

        Assert.Equal(expected, Quantiles.Sorted(values));
    }

    [Fact]
    public unsafe void A_long_sort_is_ended_at_whatever_look_asks_for_it()
    {
        var values = new double[3 * Slices.Values];
        int flag = 0;
        for (int looks = 1; looks <= 6; looks++)
        {
            flag = -looks;
            Cancellation.Use(&flag);
            try
            {
                Assert.Throws<CoreException>(() => Quantiles.Sorted(values));
            }
            finally
            {
                Cancellation.Use(null);
            }
        }
    }
}
