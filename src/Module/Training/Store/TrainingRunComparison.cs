using System.Collections.Specialized;
using System.Globalization;

namespace NormTools;

/// <summary>A run beside others: what tells it from them, how good it is, and which of them it is better than.</summary>
public sealed class TrainingRunComparison
{
    internal TrainingRunComparison(TrainingRun run, string name, RunScore score, OrderedDictionary option)
    {
        Run = run;
        Name = name;
        Option = option;
        BestEpoch = run.BestEpoch;
        EpochCount = run.EpochCount;
        State = run.State;
        ValidationLoss = run.Result?.ValidationLoss;
        TrainingLoss = run.Result?.TrainingLoss;
        Metric = score.Metric;
        Value = score.Value;
        Low = score.Low;
        High = score.High;
        Count = score.Count;
        Score = score;
    }

    /// <summary>The run's name; of one without, its place among those that came.</summary>
    public string Name { get; }

    /// <summary>What differs between the runs, as this one has it.</summary>
    public OrderedDictionary Option { get; }

    /// <summary>How it ended.</summary>
    public TrainingState State { get; }

    /// <summary>Epochs done.</summary>
    public int EpochCount { get; }

    /// <summary>The epoch whose monitored value was best.</summary>
    public long? BestEpoch { get; }

    /// <summary>The training loss of the epoch whose weights the model holds.</summary>
    public double? TrainingLoss { get; }

    /// <summary>The validation loss of the same epoch; null without validation data.</summary>
    public double? ValidationLoss { get; }

    /// <summary>What the runs are compared by.</summary>
    public string Metric { get; }

    /// <summary>The metric's value.</summary>
    public double Value { get; }

    /// <summary>Where the value's interval of 95 % begins; NaN where it is not known.</summary>
    public double Low { get; }

    /// <summary>Where it ends.</summary>
    public double High { get; }

    /// <summary>The value with its interval, as it is written.</summary>
    public string Text => Score.Text();

    /// <summary>The rows that it rests on; null where that is not known.</summary>
    public long? Count { get; }

    /// <summary>The runs that this one is better than: its value lies beyond their intervals, and their values beyond
    /// its.</summary>
    public string[] BetterThan { get; internal set; } = Array.Empty<string>();

    /// <summary>What follows for this run, in words.</summary>
    public string Verdict { get; internal set; } = string.Empty;

    /// <summary>The run.</summary>
    public TrainingRun Run { get; }

    internal RunScore Score { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Metric} {Score.Text()}; {Verdict}";
}

/// <summary>A metric of a run, and how sure it is.</summary>
internal sealed class RunScore
{
    /// <summary>How many standard errors 95 % of a normal distribution lie on each side of its mean.</summary>
    public const double Normal = 1.959963984540054;

    private readonly bool isPercent;

    public RunScore(string metric, double value, double low, double high, long? count, bool falls, bool isPercent)
    {
        Metric = metric;
        Value = value;
        Low = low;
        High = high;
        Count = count;
        Falls = falls;
        this.isPercent = isPercent;
    }

    public string Metric { get; }

    public double Value { get; }

    public double Low { get; }

    public double High { get; }

    public long? Count { get; }

    public bool Falls { get; }

    /// <summary>Whether it is of the rows that the run was trained on.</summary>
    public bool IsOfTraining { get; set; }

    public bool HasInterval => !double.IsNaN(Low) && !double.IsNaN(High);

    /// <summary>Wilson's interval of a share of samples (1927).</summary>
    public static (double Low, double High) Wilson(double share, double count)
    {
        if (count == 0 || double.IsNaN(share))
        {
            return (double.NaN, double.NaN);
        }

        double square = Normal * Normal / count;
        double centre = (share + (square / 2)) / (1 + square);
        double half = Normal / (1 + square) * Math.Sqrt((share * (1 - share) / count) + (square / 4 / count));
        return (Math.Min(share, Math.Max(0, centre - half)), Math.Max(share, Math.Min(1, centre + half)));
    }

    /// <summary>Whether each of the two lies beyond the other's interval, and this one on the better side.</summary>
    public bool Beats(RunScore other) => HasInterval && other.HasInterval
        && (Falls ? Value < other.Low && other.Value > High : Value > other.High && other.Value < Low);

    public bool IsBetter(RunScore other) => Falls ? Value < other.Value : Value > other.Value;

    /// <summary>As in "96.7 % (83.3, 99.4)".</summary>
    public string Text() => Written(Value) + (isPercent ? " %" : string.Empty)
        + (HasInterval ? $" ({Written(Low)}, {Written(High)})" : string.Empty);

    private string Written(double value) => double.IsNaN(value) ? "NaN"
        : isPercent ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture)
        : value.ToString("G3", CultureInfo.InvariantCulture);
}
