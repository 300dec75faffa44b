using NormTools.Core.Threading;

namespace NormTools.Core.Random;

internal sealed partial class Generator
{
    /// <summary>multinomial: indices drawn with probabilities proportional to their weights.</summary>
    /// <param name="weights">Not negative, finite, not all zero; they need not sum to one.</param>
    /// <param name="samples">Filled with indices; without replacement at most as many as there are weights.</param>
    /// <param name="replacement">Whether an index may be drawn more than once.</param>
    /// <remarks>
    /// With replacement: two words a sample, looked up in the cumulative weights. Without (and for a single sample): an
    /// exponential variate for each weight, two words each; the largest ratios weight / variate win, in their order.
    /// </remarks>
    public void Multinomial(ReadOnlySpan<float> weights, Span<long> samples, bool replacement = false)
    {
        double[] wide = new double[weights.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = weights[i];
        }

        Multinomial(wide, samples, replacement, single: true);
    }

    /// <inheritdoc cref="Multinomial(ReadOnlySpan{float}, Span{long}, bool)"/>
    public void Multinomial(ReadOnlySpan<double> weights, Span<long> samples, bool replacement = false) =>
        Multinomial(weights, samples, replacement, single: false);

    private void Multinomial(ReadOnlySpan<double> weights, Span<long> samples, bool replacement, bool single)
    {
        CheckWeights(weights, samples.Length, replacement);
        if (replacement && samples.Length != 1)
        {
            DrawFromCumulative(weights, samples, single);
        }
        else
        {
            DrawLargestRatios(weights, samples, single);
        }
    }

    private static void CheckWeights(ReadOnlySpan<double> weights, int count, bool replacement)
    {
        double sum = 0;
        int done = 0;
        foreach (double weight in weights)
        {
            Slices.Count(ref done, 1);
            if (!(weight >= 0 && weight < double.PositiveInfinity))
            {
                throw CoreException.Argument(
                    "InvalidWeight", $"probability tensor contains either `inf`, `nan` or element < 0: {weight}.");
            }

            sum += weight;
        }

        if (!(sum > 0))
        {
            throw CoreException.Argument(
                "InvalidWeight", "invalid multinomial distribution (sum of probabilities <= 0).");
        }

        if (!replacement && count > weights.Length)
        {
            throw CoreException.Argument(
                "TooManySamples",
                "cannot sample n_sample > prob_dist.size(-1) samples without replacement: "
                + $"{count} > {weights.Length}.");
        }
    }

    // Float weights are summed and normalised in float, as PyTorch does.
    private void DrawFromCumulative(ReadOnlySpan<double> weights, Span<long> samples, bool single)
    {
        double[] cumulative = new double[weights.Length];
        double sum = 0;
        int done = 0;
        for (int i = 0; i < cumulative.Length; i++)
        {
            Slices.Count(ref done, 1);
            sum = single ? (float)sum + (float)weights[i] : sum + weights[i];
            cumulative[i] = sum;
        }

        foreach (ref double value in cumulative.AsSpan())
        {
            value = single ? (float)value / (float)sum : value / sum;
        }

        cumulative[^1] = 1;
        foreach (ref long sample in samples)
        {
            double uniform = NextDouble();
            int low = 0;
            int high = cumulative.Length;
            while (low < high)
            {
                int middle = low + ((high - low) / 2);
                (low, high) = cumulative[middle] < uniform ? (middle + 1, high) : (low, middle);
            }

            sample = low;
        }
    }

    private void DrawLargestRatios(ReadOnlySpan<double> weights, Span<long> samples, bool single)
    {
        double[] negatedRatio = new double[weights.Length];
        long[] index = new long[weights.Length];
        for (int i = 0; i < index.Length; i++)
        {
            double variate = NextExponential(1);
            negatedRatio[i] = single ? -((float)weights[i] / (float)variate) : -(weights[i] / variate);
            index[i] = i;
        }

        Array.Sort(negatedRatio, index);
        index.AsSpan(0, samples.Length).CopyTo(samples);
    }
}
