namespace NormTools;

/// <summary>What the best remedy of -Try brings on the test part, which had no part in choosing it.</summary>
public sealed class FitConfirmation
{
    internal FitConfirmation(FitRemedy remedy, double without, double with, FitInterval gain)
    {
        Remedy = remedy;
        (Without, With) = (without, with);
        (Difference, Low, High, Count) = (gain.Value, gain.Low, gain.High, gain.Count);
        double apart = gain.Value - remedy.Difference!.Value;
        double chosen = (remedy.High!.Value - remedy.Low!.Value) / 2;
        Holds = Math.Abs(apart) <= Math.Sqrt((gain.HalfWidth * gain.HalfWidth) + (chosen * chosen));
    }

    /// <summary>The remedy that did best on the rows that judge.</summary>
    public FitRemedy Remedy { get; }

    /// <summary>The mean score of the run's own settings on the test part, over the seeds.</summary>
    public double Without { get; }

    /// <summary>The mean score with the remedy.</summary>
    public double With { get; }

    /// <summary>The mean of the paired differences.</summary>
    public double Difference { get; }

    /// <summary>Where its interval of 95 % begins.</summary>
    public double Low { get; }

    /// <summary>Where it ends.</summary>
    public double High { get; }

    /// <summary>The test rows.</summary>
    public long Count { get; }

    /// <summary>Whether the difference is, within both intervals, the one that the remedy was chosen by.</summary>
    public bool Holds { get; }

    /// <summary>What follows, in words.</summary>
    internal string Conclusion => !Holds ? (Difference < Remedy.Difference ? "less than where it was chosen" : "more than where it was chosen")
        : Low > 0 ? "as where it was chosen"
        : "within its interval, though these rows alone would not show it";

    /// <inheritdoc/>
    public override string ToString() => $"{Remedy.Change} on {Text.Count(Count, "test row")}: {Conclusion}";
}
