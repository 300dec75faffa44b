using NormTools.Core.Metrics;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>What a picture of curves keeps of many thresholds.</summary>
public sealed class RankScoresTests
{
    [Theory]
    [InlineData(20_000, 0.5)]
    [InlineData(20_000, 0.01)]
    [InlineData(2_000, 0.9)]
    public void Of_many_thresholds_those_are_kept_that_a_picture_shows(int samples, double share)
    {
        System.Random random = new(7);
        bool[] truth = [.. Enumerable.Range(0, samples).Select(_ => random.NextDouble() < share)];
        double[] scores = [.. truth.Select(isOne => random.NextDouble() + (isOne ? 0.3 : 0))];
        ThresholdCounts all = RankScores.Sort(truth, scores, null);

        ThresholdCounts thin = RankScores.Thin(all, 100, 0.01);

        Assert.InRange(thin.Thresholds.Length, 100, 2000);
        Assert.Equal((all.Positives, all.Negatives), (thin.Positives, thin.Negatives));
        Assert.InRange(RankScores.RocArea(thin) - RankScores.RocArea(all), -0.01, 0.01);
        int at = 0;
        for (int i = 0; i < all.Thresholds.Length; i++)
        {
            at += at + 1 < thin.Thresholds.Length && thin.Thresholds[at + 1] >= all.Thresholds[i] ? 1 : 0;
            Assert.InRange((all.Hits[i] - thin.Hits[at]) / all.Positives, 0, 0.01);
            Assert.InRange((all.Alarms[i] - thin.Alarms[at]) / all.Negatives, 0, 0.01);
        }
    }

    [Fact]
    public void A_few_thresholds_are_all_kept()
    {
        ThresholdCounts all = RankScores.Sort([true, false, true], [0.9, 0.5, 0.1], null);
        Assert.Equal(all.Thresholds, RankScores.Thin(all, 3, 0.5).Thresholds);
        Assert.Equal([0.9, 0.1], RankScores.Thin(all, 2, 2).Thresholds);
    }
}
