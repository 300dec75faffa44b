namespace NormTools;

/// <summary>A moving average of losses, the first ones at their full weight: fastai's.</summary>
internal sealed class SmoothedLoss
{
    private const double Kept = 0.98;
    private const double RunsAway = 4;

    private double sum;
    private double weight;
    private double best = double.PositiveInfinity;

    /// <summary>The average so far.</summary>
    public double Value => sum / weight;

    /// <summary>Takes a loss in.</summary>
    /// <returns>Whether the average has run away: beyond four times the best.</returns>
    public bool Add(double loss)
    {
        sum = (Kept * sum) + ((1 - Kept) * loss);
        weight = (Kept * weight) + (1 - Kept);
        best = Math.Min(best, Value);
        return !(Value <= (best > 0 ? RunsAway * best : best + Math.Abs(best) + 1));
    }
}
