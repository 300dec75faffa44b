using NormTools.Core.Losses;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Huber: squares up to delta, sizes beyond, and delta times SmoothL1 of the same threshold.</summary>
public sealed unsafe class HuberLossTests
{
    [Theory]
    [InlineData("""{"type":"Huber"}""", 0.5, 0.125)]
    [InlineData("""{"type":"Huber"}""", -3, 2.5)]
    [InlineData("""{"type":"Huber","delta":0.5}""", 2, 0.875)]
    [InlineData("""{"type":"Huber","delta":4}""", 3, 4.5)]
    public void A_difference_costs_what_the_definition_says(string options, float difference, double expected) =>
        Assert.Equal(expected, Of(options, difference, out _), 1e-6);

    [Theory]
    [InlineData(0.3f)]
    [InlineData(-0.9f)]
    [InlineData(7)]
    public void It_is_delta_times_smooth_l1(float difference)
    {
        double huber = Of("""{"type":"Huber","delta":0.7}""", difference, out float slope);
        double smooth = Of("""{"type":"SmoothL1","beta":0.7}""", difference, out float other);
        Assert.Equal(0.7 * smooth, huber, 1e-6);
        Assert.Equal(0.7 * other, slope, 1e-6);
    }

    [Fact]
    public void A_delta_of_zero_is_refused() => Assert.Equal(
        "InvalidRunOptions", Assert.Throws<CoreException>(() => Loss.Parse("""{"type":"Huber","delta":0}""")).Id);

    private static double Of(string options, float difference, out float slope)
    {
        Loss loss = Loss.Parse(options);
        loss.Fit([1], 1, "data");
        LossTotals totals = default;
        float output = 1 + difference, target = 1, gradient = 0;
        LossBatch batch = new() { Output = &output, Targets = &target, Gradient = &gradient, Rows = 1, Threads = 1 };
        double value = loss.Evaluate(batch, ref totals);
        slope = gradient;
        return value;
    }
}
