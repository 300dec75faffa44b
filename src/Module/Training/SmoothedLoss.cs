namespace NormTools;

/// <summary>fastai's exponential moving average of losses, corrected for the start.</summary>
internal sealed class SmoothedLoss
{
    private const double Kept = 0.98;
    private const double RunsAway = 4;

    private double sum;
    private double weight;
    private double best = double.PositiveInfinity;

    /// <summary>The average so far.</summary>
    public double Value => sum / weight;

    /// <summary>Adds a loss.</summary>
    /// <returns>Whether the average has diverged: it is above four times the best one.</returns>
    public bool Add(double loss)
    {
        sum = (Kept * sum) + ((1 - Kept) * loss);
        weight = (Kept * weight) + (1 - Kept);
        best = Math.Min(best, Value);
        return !(Value <= (best > 0 ? RunsAway * best : best + Math.Abs(best) + 1));
    }
}
