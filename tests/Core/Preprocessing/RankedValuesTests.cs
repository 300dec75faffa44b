using NormTools.Core.Preprocessing;
using NormTools.Core.Threading;
using Xunit;

namespace NormTools.Core.Tests.Preprocessing;

/// <summary>Values by their rank, against sorting.</summary>
public sealed class RankedValuesTests
{
    public static TheoryData<int, int> Cases
    {
        get
        {
            TheoryData<int, int> cases = [];
            foreach (int count in new[] { 1, 2, 3, 100, 255, 256, 257, 4097, 20_011, Slices.Values + 3 })
            {
                for (int kind = 0; kind < 7; kind++)
                {
                    cases.Add(count, kind);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_rank_gives_what_sorting_gives(int count, int kind)
    {
        double[] values = Values(count, kind);
        double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Select(value => value + 0d)];
        Array.Sort(sorted);
        RankedValues ranked = new(values);
        Assert.Equal(sorted.Length, ranked.Count);
        if (sorted.Length == 0)
        {
            return;
        }

        int[] ranks = [.. new[] { 0.5, 0, 1, 0.25, 0.001, 0.75, 0.5, 0.999 }.Select(share => (int)(share * (sorted.Length - 1)))];
        Assert.Equal(Bits(Array.ConvertAll(ranks, rank => sorted[rank])), Bits(ranked.At(ranks)));
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
        Assert.Equal(Bits([median]), Bits([Quantiles.Of(ranked, [0.5]).Median]));
        double[] shares = [.. Enumerable.Range(0, 201).Select(i => i / 200.0)];
        Assert.Equal(Bits(Array.ConvertAll(shares, share => Quantile(sorted, share))), Bits(Array.ConvertAll(shares, Quantiles.Of(ranked, shares).At)));
    }

    [Fact]
    public unsafe void A_long_search_is_ended_at_whatever_look_asks_for_it()
    {
        double[] values = Values(3 * Slices.Values, 0);
        int flag = 0;
        for (int looks = 1; looks <= 9; looks++)
        {
            flag = -looks;
            Cancellation.Use(&flag);
            try
            {
                Assert.Throws<CoreException>(() => new RankedValues(values).At(values.Length / 2));
            }
            finally
            {
                Cancellation.Use(null);
            }
        }
    }

    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)Math.Floor(place);
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    private static double[] Values(int count, int kind)
    {
        System.Random random = new(count + kind);
        return [.. Enumerable.Range(0, count).Select(i => kind switch
        {
            0 => random.NextDouble(),
            1 => (float)((random.NextDouble() - 0.5) * 1e3),
            2 => random.Next(-3, 4) * (random.Next(2) == 0 ? 0.0 : 1.0) * -1, // zeros of both signs
            3 => 7.25,
            4 => i % 5 == 2 ? double.NaN : i % 7 == 1 ? -double.NaN : random.NextDouble() - 0.5,
            5 => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
            _ => 1 + (random.Next(5000) * 2.220446049250313e-16), // alike but for the last digits
        })];
    }

    private static long[] Bits(double[] values) => Array.ConvertAll(values, BitConverter.DoubleToInt64Bits);
}
