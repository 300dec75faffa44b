namespace NormTools;

/// <summary>The expected loss of models that were trained on different samples, taken apart row by row.</summary>
internal sealed class Decomposition
{
    private Decomposition(int rows)
    {
        Bias = new double[rows];
        Variance = new double[rows];
        Loss = new double[rows];
        Main = new double[rows];
    }

    /// <summary>The bias of each row: squared for quantities; for classes 1 where the main prediction is wrong.</summary>
    public double[] Bias { get; }

    /// <summary>The variance of each row; for classes it counts against the loss where the main prediction is wrong.</summary>
    public double[] Variance { get; }

    /// <summary>The mean loss of each row over the models, against its label.</summary>
    public double[] Loss { get; }

    /// <summary>The main prediction of each row: the mean, or the most frequent class.</summary>
    public double[] Main { get; }

    /// <summary>The standard error of the mean bias over rounds (jackknife).</summary>
    public double BiasError { get; private set; }

    /// <summary>The standard error of the mean variance.</summary>
    public double VarianceError { get; private set; }

    /// <summary>For squared loss: (p - y)^2 has the mean (mean p - y)^2 + variance of p.</summary>
    /// <remarks>
    /// Of R models, the sum of squares over R - 1 is the variance, and the squared distance of their mean from the truth is too large by
    /// variance / R, which is taken off. The sum of both is the mean loss all the same, when the truth is the label.
    /// </remarks>
    /// <param name="predictions">[rounds][rows * width].</param>
    /// <param name="labels">[rows * width].</param>
    /// <param name="truth">What labels are around; the labels themselves where nobody knows.</param>
    /// <param name="width">Quantities a row.</param>
    public static Decomposition Squared(IReadOnlyList<double[]> predictions, double[] labels, double[] truth, int width)
    {
        int rounds = predictions.Count;
        var result = new Decomposition(labels.Length / width);
        var biasWithout = new double[rounds];
        var varianceWithout = new double[rounds];
        for (int i = 0; i < labels.Length; i++)
        {
            Native.StopFlag.ThrowIfRaised();
            double mean = 0, squares = 0, loss = 0;
            for (int round = 0; round < rounds; round++)
            {
                mean += predictions[round][i] / rounds;
            }

            for (int round = 0; round < rounds; round++)
            {
                double value = predictions[round][i];
                squares += (value - mean) * (value - mean);
                loss += (value - labels[i]) * (value - labels[i]) / rounds;
            }

            double variance = squares / (rounds - 1), off = mean - truth[i];
            int row = i / width;
            result.Main[row] = mean;
            result.Variance[row] += variance / width;
            result.Bias[row] += ((off * off) - (variance / rounds)) / width;
            result.Loss[row] += loss / width;
            for (int round = 0; round < rounds && rounds > 2; round++)
            {
                // Without one of R values their mean moves by -d / (R - 1), and their squares lose d^2 R / (R - 1).
                double apart = predictions[round][i] - mean, moved = off - (apart / (rounds - 1));
                double without = (squares - (apart * apart * rounds / (rounds - 1.0))) / (rounds - 2);
                varianceWithout[round] += without / labels.Length;
                biasWithout[round] += ((moved * moved) - (without / (rounds - 1))) / labels.Length;
            }
        }

        (result.BiasError, result.VarianceError) = (Jackknife(biasWithout), Jackknife(varianceWithout));
        return result;
    }

    /// <summary>For 0-1 loss (Domingos 2000): the bias is whether the main prediction is wrong, the variance how often a model
    /// differs from it. Where the main prediction is right, variance adds its share to the loss; where it is wrong, it takes away
    /// that of the models that are right: that is the net variance.</summary>
    /// <param name="predictions">[rounds][rows], class numbers.</param>
    /// <param name="labels">[rows].</param>
    /// <param name="truth">The right classes; the labels where nobody knows.</param>
    /// <param name="classes">How many classes there are.</param>
    public static Decomposition ZeroOne(IReadOnlyList<double[]> predictions, double[] labels, double[] truth, int classes)
    {
        int rounds = predictions.Count;
        var result = new Decomposition(labels.Length);
        var biasWithout = new double[rounds];
        var varianceWithout = new double[rounds];
        var counts = new int[classes];
        for (int row = 0; row < labels.Length; row++)
        {
            Native.StopFlag.ThrowIfRaised();
            Array.Clear(counts, 0, classes);
            for (int round = 0; round < rounds; round++)
            {
                counts[(int)predictions[round][row]]++;
            }

            int right = (int)truth[row];
            (int main, double bias, double variance) = Apart(counts, right, rounds);
            (result.Main[row], result.Bias[row], result.Variance[row]) = (main, bias, variance);
            result.Loss[row] = 1 - (counts[(int)labels[row]] / (double)rounds);
            for (int round = 0; round < rounds && rounds > 2; round++)
            {
                int own = (int)predictions[round][row];
                counts[own]--;
                (_, double biased, double varied) = Apart(counts, right, rounds - 1);
                counts[own]++;
                biasWithout[round] += biased / labels.Length;
                varianceWithout[round] += varied / labels.Length;
            }
        }

        (result.BiasError, result.VarianceError) = (Jackknife(biasWithout), Jackknife(varianceWithout));
        return result;
    }

    // The first of the most frequent classes; 1 where it is wrong; the net variance.
    private static (int Main, double Bias, double Variance) Apart(int[] counts, int right, int rounds)
    {
        int main = 0;
        for (int i = 1; i < counts.Length; i++)
        {
            main = counts[i] > counts[main] ? i : main;
        }

        return main == right ? (main, 0, 1 - (counts[main] / (double)rounds)) : (main, 1, -counts[right] / (double)rounds);
    }

    // Efron and Stein 1981.
    private static double Jackknife(double[] without)
    {
        double mean = without.Average(), count = without.Length;
        return count < 3 ? double.NaN : Math.Sqrt((count - 1) / count * without.Sum(value => (value - mean) * (value - mean)));
    }
}
