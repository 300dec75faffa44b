namespace NormTools.Core.Tests;

/// <summary>The normalisations that subtract a mean, as the papers write them, in double.</summary>
/// <param name="Statistic">Which mean and variance value i of the tensor belongs to.</param>
/// <param name="Parameter">Which weight and bias it has.</param>
internal sealed record NormDefinition(
    int Statistics, NormDefinition.Place Statistic, NormDefinition.Place Parameter, bool Centred = true)
{
    public static NormDefinition Batch(int c, int inner) => new(c, new(inner, c), new(inner, c));

    public static NormDefinition Group(int n, int c, int inner, int groups) =>
        new(n * groups, new(c / groups * inner, n * groups), new(inner, c));

    public static NormDefinition Layer(int rows, int width) => new(rows, new(width, rows), new(1, width));

    public static NormDefinition Rms(int rows, int width) => Layer(rows, width) with { Centred = false };

    /// <summary>The means and biased variances (mean squares, where no mean is subtracted).</summary>
    public (double[] Mean, double[] Variance, int[] Count) Moments(double[] x)
    {
        double[] mean = new double[Statistics];
        double[] variance = new double[Statistics];
        int[] count = new int[Statistics];
        for (int i = 0; i < x.Length; i++)
        {
            int s = Statistic[i];
            count[s]++;
            mean[s] += Centred ? x[i] : 0;
        }

        for (int s = 0; s < Statistics; s++)
        {
            mean[s] /= count[s];
        }

        for (int i = 0; i < x.Length; i++)
        {
            int s = Statistic[i];
            variance[s] += (x[i] - mean[s]) * (x[i] - mean[s]) / count[s];
        }

        return (mean, variance, count);
    }

    public double[] Forward(double[] x, double[]? weight, double[]? bias, double eps)
    {
        (double[] mean, double[] variance, _) = Moments(x);
        return Forward(x, weight, bias, eps, mean, variance);
    }

    public double[] Forward(
        double[] x, double[]? weight, double[]? bias, double eps, double[] mean, double[] variance)
    {
        double[] y = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            (int s, int p) = (Statistic[i], Parameter[i]);
            y[i] = ((x[i] - mean[s]) / Math.Sqrt(variance[s] + eps) * (weight?[p] ?? 1)) + (bias?[p] ?? 0);
        }

        return y;
    }

    /// <summary>dx, dweight, dbias, by the chain rule as features of the formula in every textbook.</summary>
    public (double[] Input, double[] Weight, double[] Bias) Backward(
        double[] x, double[] gradOutput, double[]? weight, double eps, int parameters)
    {
        (double[] mean, double[] variance, int[] count) = Moments(x);
        double[] hat = Forward(x, null, null, eps, mean, variance);
        double[] forWeight = new double[parameters];
        double[] forBias = new double[parameters];
        double[] sum = new double[Statistics];
        double[] product = new double[Statistics];
        for (int i = 0; i < x.Length; i++)
        {
            (int s, int p) = (Statistic[i], Parameter[i]);
            double g = gradOutput[i] * (weight?[p] ?? 1);
            forWeight[p] += gradOutput[i] * hat[i];
            forBias[p] += gradOutput[i];
            sum[s] += Centred ? g : 0;
            product[s] += g * hat[i];
        }

        double[] input = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            (int s, int p) = (Statistic[i], Parameter[i]);
            double g = gradOutput[i] * (weight?[p] ?? 1);
            input[i] = (g - (sum[s] / count[s]) - (hat[i] * product[s] / count[s])) / Math.Sqrt(variance[s] + eps);
        }

        return (input, forWeight, forBias);
    }

    /// <summary>Which of <paramref name="Count"/> places value i has, where each is that of so many neighbours.</summary>
    internal readonly record struct Place(int Neighbours, int Count)
    {
        public int this[int i] => i / Neighbours % Count;
    }
}
