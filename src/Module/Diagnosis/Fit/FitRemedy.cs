namespace NormTools;

/// <summary>Something to try against a verdict of Test-ModelFit; with -Try, what it brought.</summary>
public sealed class FitRemedy
{
    internal FitRemedy(string verdict, string change, string why, string command)
    {
        Verdict = verdict;
        Change = change;
        Why = why;
        Command = command;
    }

    /// <summary>The verdict that it is for.</summary>
    public string Verdict { get; }

    /// <summary>What to change.</summary>
    public string Change { get; }

    /// <summary>Why that may help.</summary>
    public string Why { get; }

    /// <summary>The line that applies it.</summary>
    public string Command { get; }

    /// <summary>Helps, Harms, or NoDifference where chance alone may be what differs; Expected of more rows, which the learning curve alone
    /// speaks for; Untried where it was not tried.</summary>
    public string Result { get; internal set; } = "Untried";

    /// <summary>With -Try, why it was not tried; null where it was.</summary>
    public string? Reason { get; internal set; }

    /// <summary>The mean score of the run's own settings, over the seeds; null where it was not tried.</summary>
    public double? Without { get; internal set; }

    /// <summary>The mean score with the change, from the same seeds and on the same rows.</summary>
    public double? With { get; internal set; }

    /// <summary>The mean of the paired differences.</summary>
    public double? Difference { get; internal set; }

    /// <summary>Where the difference's interval begins: of 95 % for all remedies that were tried together.</summary>
    public double? Low { get; internal set; }

    /// <summary>Where it ends.</summary>
    public double? High { get; internal set; }

    /// <summary>The rows that it was judged by.</summary>
    public long? Count { get; internal set; }

    /// <summary>The time that its trials took.</summary>
    public double? Seconds { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Change}: {Command}";
}
