using System.Globalization;
using System.Text;

namespace NormTools;

/// <summary>The loss while the learning rate rose from step to step, and the rates that it suggests.</summary>
public sealed class LearningRateSearch : IDisplay
{
    private const int Bars = 12;

    internal LearningRateSearch(double[] rates, double[][] curves)
    {
        int count = curves.Min(curve => curve.Length);
        SeedCount = curves.Length;
        var rows = new List<LearningRateTrial>();
        var smooth = new SmoothedLoss();
        for (int i = 0; i < count; i++)
        {
            double loss = curves.Average(curve => curve[i]);
            smooth.Add(loss);
            rows.Add(new LearningRateTrial(i + 1, rates[i], loss, smooth.Value));
        }

        Trial = rows.AsReadOnly();
        Judge(rows);
    }

    /// <summary>One object for each step: the rate, the loss of its batch before the step, and the smoothed
    /// loss.</summary>
    public IReadOnlyList<LearningRateTrial> Trial { get; }

    /// <summary>The rate in the middle of the longest fall of the curve: a careful choice; null if it does not
    /// fall.</summary>
    public double? Valley { get; private set; }

    /// <summary>The rate where the curve falls most steeply over the logarithm of the rate; null if it does not
    /// fall.</summary>
    public double? Steepest { get; private set; }

    /// <summary>A tenth of the rate with the smallest smoothed loss; null if the curve does not fall.</summary>
    public double? MinimumTenth { get; private set; }

    /// <summary>The result in words.</summary>
    public string Verdict { get; private set; } = string.Empty;

    /// <summary>The number of seeds (orders of the batches) that the curve is averaged over.</summary>
    public int SeedCount { get; }

    /// <inheritdoc/>
    public override string ToString() => Verdict;

    /// <summary>The search as a few lines.</summary>
    public string ToDisplayString() => ((IDisplay)this).ToDisplayString(Display.UsualWidth);

    string IDisplay.ToDisplayString(int width)
    {
        var text = new StringBuilder();
        WrappedText.Append(text, "Learning rate search:", " " + Verdict, 2, width);
        if (Trial.Count == 0)
        {
            return text.ToString().TrimEnd();
        }

        double least = Trial.Min(trial => trial.Smoothed), most = Trial.Max(trial => trial.Smoothed);
        text.AppendLine().AppendLine("         Rate        Loss    Smoothed");
        int room = Math.Max(8, width - 42);
        for (int bar = 0; bar < Math.Min(Bars, Trial.Count); bar++)
        {
            LearningRateTrial trial = Trial[bar * (Trial.Count - 1) / Math.Max(1, Math.Min(Bars, Trial.Count) - 1)];
            double share = most > least ? (trial.Smoothed - least) / (most - least) : 0;
            text.Append(Number(trial.LearningRate).PadLeft(13)).Append(Text.Loss(trial.Loss).PadLeft(12))
                .Append(Text.Loss(trial.Smoothed).PadLeft(12)).Append("  ").AppendLine(new string('#', 1 + (int)(share * (room - 1))));
        }

        return text.ToString().TrimEnd();
    }

    private void Judge(List<LearningRateTrial> rows)
    {
        if (rows.Count < 10)
        {
            Verdict = "The loss diverged at once: try smaller rates with -Minimum, or scale the features.";
            return;
        }

        double[] smoothed = rows.Skip(rows.Count / 10).Take(Math.Max(2, rows.Count - (rows.Count / 10) - 5)).Select(row => row.Smoothed).ToArray();
        int first = rows.Count / 10;
        int lowest = first + Array.IndexOf(smoothed, smoothed.Min());

        // At the smallest rates the loss differs only because batches differ: a fall within this noise means nothing.
        double[] start = rows.Take(Math.Max(5, rows.Count / 5)).Select(row => row.Loss).ToArray();
        double mean = start.Average();
        double spread = Math.Sqrt(start.Select(loss => (loss - mean) * (loss - mean)).Average());
        double noise = Math.Max(2 * spread / Math.Sqrt(start.Length), 0.01 * Math.Abs(mean));
        if (!(mean - rows[lowest].Smoothed > noise))
        {
            Verdict = $"No descent found: the smoothed loss stays within the noise of its start, {Text.Loss(mean)} +- {Text.Loss(noise)}. "
                + "Larger rates (-Maximum), more steps (-Step) or another model may show one.";
            return;
        }

        Valley = rows[first + MiddleOfLongestFall(smoothed)].LearningRate;
        Steepest = rows[first + SteepestFall(rows, first, lowest)].LearningRate;
        MinimumTenth = rows[lowest].LearningRate / 10;
        Verdict = $"Valley {Number(Valley.Value)}, steepest {Number(Steepest.Value)}, a tenth of the minimum {Number(MinimumTenth.Value)}; the "
            + $"smoothed loss fell from {Text.Loss(mean)} to {Text.Loss(rows[lowest].Smoothed)}.";
    }

    // fastai's valley: the middle (1/3 + 1/6) of the longest decreasing subsequence.
    private static int MiddleOfLongestFall(double[] losses)
    {
        var length = new int[losses.Length];
        var before = new int[losses.Length];
        int end = 0;
        for (int i = 0; i < losses.Length; i++)
        {
            (length[i], before[i]) = (1, -1);
            for (int j = 0; j < i; j++)
            {
                if (losses[j] > losses[i] && length[j] + 1 > length[i])
                {
                    (length[i], before[i]) = (length[j] + 1, j);
                }
            }

            end = length[i] > length[end] ? i : end;
        }

        int start = end;
        while (before[start] >= 0)
        {
            start = before[start];
        }

        int third = (end - start) / 3;
        return start + third + (third / 2);
    }

    // The difference over two steps, which are equally wide in the logarithm of the rate; before the lowest point.
    private static int SteepestFall(List<LearningRateTrial> rows, int first, int lowest)
    {
        int found = 0;
        double steepest = double.PositiveInfinity;
        for (int i = first + 1; i < lowest; i++)
        {
            double slope = rows[i + 1].Smoothed - rows[i - 1].Smoothed;
            (steepest, found) = slope < steepest ? (slope, i - first) : (steepest, found);
        }

        return found;
    }

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
