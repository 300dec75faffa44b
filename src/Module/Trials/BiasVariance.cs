using System.Collections.Specialized;
using System.Globalization;
using System.Text;

namespace NormTools;

/// <summary>The expected loss of models that were trained on different samples, taken apart into bias, variance and noise.</summary>
public sealed class BiasVariance : IDisplay
{
    private readonly Decomposition parts;

    internal BiasVariance(string? name, JudgedRows judged, Decomposition parts, NoiseEstimate noise, bool knowsTruth, BiasVarianceRound[] rounds)
    {
        this.parts = parts;
        Name = name;
        Kind = judged.OfClasses ? "ZeroOne" : "Squared";
        Round = rounds;
        Noise = noise.Value;
        NoiseSource = noise.Source;
        Count = parts.Loss.Length;
        Loss = parts.Loss.Average();
        double inside = Noise is double known && !knowsTruth && !judged.OfClasses ? known : 0;
        Bias = parts.Bias.Average() - inside;
        Variance = parts.Variance.Average();
        BiasError = parts.BiasError;
        VarianceError = parts.VarianceError;
        HoldsNoise = !knowsTruth && (Noise is null || judged.OfClasses);
        Row = Enumerable.Range(0, parts.Loss.Length).Select(row => new BiasVarianceRow(
            row,
            judged.Width == 1 ? judged.Named(judged.Labels[row]) : judged.Labels[row * judged.Width],
            judged.Named(parts.Main[row]),
            parts.Bias[row],
            parts.Variance[row],
            parts.Loss[row])).ToArray();
    }

    /// <summary>What the user called it.</summary>
    public string? Name { get; }

    /// <summary>Squared for quantities, ZeroOne for classes.</summary>
    public string Kind { get; }

    /// <summary>The mean loss of the models on the rows judged by, against their labels.</summary>
    public double Loss { get; }

    /// <summary>How far the models are off together: the squared distance of their mean prediction from the truth, or the share of rows
    /// whose most frequent prediction is wrong. What is known of the noise is taken off.</summary>
    public double Bias { get; }

    /// <summary>How far they are apart: the variance of their predictions; for classes what it adds to the loss, which is less than
    /// nothing where the bias is large.</summary>
    public double Variance { get; }

    /// <summary>What no model can predict; null where it is not known and inside the bias.</summary>
    public double? Noise { get; }

    /// <summary>What the noise was taken from.</summary>
    public string NoiseSource { get; }

    /// <summary>Whether the noise is inside the bias.</summary>
    public bool HoldsNoise { get; }

    /// <summary>The standard error of the bias, over the rounds.</summary>
    public double BiasError { get; }

    /// <summary>The standard error of the variance, over the rounds.</summary>
    public double VarianceError { get; }

    /// <summary>The median of the rows' biases: a few rows may hold most of the mean.</summary>
    public double MedianBias => Median(parts.Bias);

    /// <summary>The median of the rows' variances.</summary>
    public double MedianVariance => Median(parts.Variance);

    /// <summary>The number of rows judged by.</summary>
    public long Count { get; }

    /// <summary>One object for each row judged by.</summary>
    public BiasVarianceRow[] Row { get; }

    /// <summary>One object for each model.</summary>
    public BiasVarianceRound[] Round { get; }

    /// <inheritdoc/>
    public override string ToString() => $"bias {Written(Bias)}, variance {Written(Variance)}, "
        + (HoldsNoise ? "noise inside the bias" : $"noise {Written(Noise ?? 0)}");

    /// <summary>The decomposition as text.</summary>
    public string ToDisplayString() => ((IDisplay)this).ToDisplayString(Display.UsualWidth);

    string IDisplay.ToDisplayString(int width)
    {
        BiasVarianceRound[] done = Round.Where(round => round.Error is null).ToArray();
        var text = new StringBuilder();
        WrappedText.Append(text, $"Bias and variance{(Name is null ? string.Empty : " of " + Name)}: ", $"{Text.Count(done.Length, "model")} of "
            + $"{Text.Count((long)done.Average(round => round.TrainingCount), "row")} each, judged by {Text.Count(Count, "row")}"
            + (done.Length < Round.Length ? $"; {Text.Count(Round.Length - done.Length, "round")} failed" : string.Empty), 2, width);
        var table = new TextTable(string.Empty, ">Value", ">Error", ">Median", string.Empty);
        bool isSquared = Kind == "Squared";
        table.Add(isSquared ? "Bias squared" : "Bias", Written(Bias), Written(BiasError), Written(MedianBias), HoldsNoise ? "with the noise in it" : string.Empty);
        table.Add(isSquared ? "Variance" : "Variance, net", Written(Variance), Written(VarianceError), Written(MedianVariance), string.Empty);
        table.Add("Noise", Noise is double noise ? Written(noise) : string.Empty, string.Empty, string.Empty, NoiseSource);
        table.Add("Loss", Written(Loss), string.Empty, string.Empty, $"on training rows {Written(done.Average(round => round.TrainingLoss))}");
        text.AppendLine(table.ToString(width, 4)).AppendLine();
        WrappedText.Append(text, string.Empty, Verdict(), 2, width);
        return text.ToString().TrimEnd();
    }

    private string Verdict()
    {
        double difference = Variance - Bias, error = Student.Normal * Math.Sqrt((BiasError * BiasError) + (VarianceError * VarianceError));
        return double.IsNaN(error) ? "Two models cannot say how sure that is: take more rounds."
            : difference > error ? "Variance weighs more: the models depend on which rows they saw. More rows, regularisation or fewer units help."
            : difference < -error ? "Bias weighs more: the models are wrong together. "
                + (HoldsNoise ? "More units, features or epochs help, unless it is noise." : "More units, features or epochs help.")
            : "Bias and variance weigh about the same.";
    }

    private static string Written(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    private static double Median(double[] values)
    {
        double[] sorted = values.OrderBy(value => value).ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>One row of a decomposition.</summary>
public sealed class BiasVarianceRow
{
    internal BiasVarianceRow(long row, object target, object prediction, double bias, double variance, double loss)
    {
        (Row, Target, Prediction) = (row, target, prediction);
        (Bias, Variance, Loss) = (bias, variance, loss);
    }

    /// <summary>The row's number, from 0.</summary>
    public long Row { get; }

    /// <summary>Its label; of several quantities the first.</summary>
    public object Target { get; }

    /// <summary>The main prediction: the models' mean, or most frequent class.</summary>
    public object Prediction { get; }

    /// <summary>Its bias; noise that is not known row by row is in it.</summary>
    public double Bias { get; }

    /// <summary>Its variance.</summary>
    public double Variance { get; }

    /// <summary>The models' mean loss.</summary>
    public double Loss { get; }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"Row {Row}: bias {NormTools.Text.Short(Bias, digits: 3)}, variance {NormTools.Text.Short(Variance, digits: 3)}");
}

/// <summary>One model of a decomposition.</summary>
public sealed class BiasVarianceRound : ITrialResult
{
    internal BiasVarianceRound(int round, ulong seed, long[] row)
    {
        (Round, Seed, Row) = (round, seed, row);
    }

    /// <summary>The round's number, from 1.</summary>
    public int Round { get; }

    /// <summary>The seed of the sample, the model and the run.</summary>
    public ulong Seed { get; }

    /// <summary>The number of rows that it was trained on.</summary>
    public long TrainingCount => Row.LongLength;

    /// <summary>Its loss on these rows: squared or 0-1, whatever it was trained by.</summary>
    public double TrainingLoss { get; internal set; } = double.NaN;

    /// <summary>Its loss on the rows judged by.</summary>
    public double Loss { get; internal set; } = double.NaN;

    /// <summary>Why there is no model; null where there is one.</summary>
    public string? Error { get; internal set; }

    /// <summary>The numbers of its rows in the training part, from 0.</summary>
    public long[] Row { get; }

    internal double[]? Predictions { get; set; }

    double ITrialResult.Value => Loss;

    void ITrialResult.Write(OrderedDictionary json) => (json["loss"], json["training_loss"], json["predictions"]) = (Loss, TrainingLoss, Predictions);

    void ITrialResult.Read(Dictionary<string, object?> json)
    {
        (Loss, TrainingLoss) = (TrialReport.Real(json, "loss"), TrialReport.Real(json, "training_loss"));
        Predictions = ((List<object?>)json["predictions"]!).Select(value => RunJson.Real(value) ?? throw new FormatException("A prediction is no number.")).ToArray();
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"Round {Round}: {Error ?? $"{NormTools.Text.Short(Loss)}"}");
}
