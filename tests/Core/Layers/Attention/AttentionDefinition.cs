namespace NormTools.Core.Tests;

/// <summary>Attention and the encoder layers of a transformer, computed plainly in double precision.</summary>
/// <param name="Rows">Samples.</param>
/// <param name="Steps">Steps.</param>
/// <param name="Heads">Heads.</param>
/// <param name="IsCausal">Whether a step sees none behind it.</param>
/// <param name="Lengths">The steps of each sample that are no padding; null: all.</param>
/// <param name="Drop">The factors of a dropout of so many values; null without one.</param>
internal sealed record AttentionDefinition(
    int Rows, int Steps, int Heads, bool IsCausal, int[]? Lengths, Func<int, double[]>? Drop)
{
    /// <summary>What is added to the scores, [steps, steps]; null for nothing.</summary>
    public double[]? Added { get; init; }

    /// <summary>From [rows, steps, 3, heads, width] to [rows, steps, heads, width]; a query that sees no key gives
    /// zero.</summary>
    /// <param name="projections">Queries, keys and values.</param>
    /// <param name="kept">The factors of the weights, [rows, heads, steps, steps]; null for ones.</param>
    public double[] Attend(double[] projections, double[]? kept)
    {
        int width = projections.Length / Rows / Steps / 3;
        int own = width / Heads;
        double[] context = new double[Rows * Steps * width];
        for (int head = 0; head < Rows * Heads; head++)
        {
            (int row, int number) = Math.DivRem(head, Heads);
            for (int query = 0; query < Steps; query++)
            {
                int seen = Math.Min(Lengths?[row] ?? Steps, IsCausal ? query + 1 : Steps);
                double[] scores = [.. Enumerable.Range(0, seen).Select(key =>
                    Enumerable.Range(0, own).Sum(i => At(0, query, i) * At(1, key, i)) / Math.Sqrt(own)
                        + (Added?[(query * Steps) + key] ?? 0))];
                double most = scores.Length == 0 ? 0 : scores.Max();
                double[] weights = [.. scores.Select(score => Math.Exp(score - most))];
                double sum = weights.Sum();
                for (int key = 0; key < seen; key++)
                {
                    double weight = weights[key] / sum * (kept?[(((head * Steps) + query) * Steps) + key] ?? 1);
                    for (int i = 0; i < own; i++)
                    {
                        context[(((row * Steps) + query) * width) + (number * own) + i] += weight * At(2, key, i);
                    }
                }
            }

            double At(int which, int step, int i) =>
                projections[(((((row * Steps) + step) * 3) + which) * width) + (number * own) + i];
        }

        return context;
    }

    public double[] Attention(double[] x, string prefix, Func<string, double[]?> state)
    {
        double[] projections = Linear(x, state($"{prefix}in_proj_weight")!, state($"{prefix}in_proj_bias"));
        double[] context = Attend(projections, Drop?.Invoke(Rows * Heads * Steps * Steps));
        return Linear(context, state($"{prefix}out_proj.weight")!, state($"{prefix}out_proj.bias"));
    }

    public double[] EncoderLayer(
        double[] x, string prefix, Func<string, double[]?> state, bool isNormFirst, bool isGelu, double eps)
    {
        double[] attended = StepDropped(Attention(isNormFirst ? Norm("norm1", x) : x, $"{prefix}self_attn.", state));
        x = Sum(attended, x);
        x = isNormFirst ? x : Norm("norm1", x);
        double[] hidden = Linear(
            isNormFirst ? Norm("norm2", x) : x, state($"{prefix}linear1.weight")!, state($"{prefix}linear1.bias"));
        hidden = [.. hidden.Select(v => isGelu ? v * (1 + DoubleModel.Erf(v / Math.Sqrt(2))) / 2 : Math.Max(v, 0))];
        double[] y = Linear(Dropped(hidden), state($"{prefix}linear2.weight")!, state($"{prefix}linear2.bias"));
        x = Sum(Dropped(y), x);
        return isNormFirst ? x : Norm("norm2", x);

        double[] Norm(string name, double[] values) =>
            AttentionDefinition.Norm(values, state($"{prefix}{name}.weight")!, state($"{prefix}{name}.bias"), eps);
    }

    /// <summary>Layer normalisation of runs as long as the weight.</summary>
    public static double[] Norm(double[] x, double[] weight, double[]? bias, double eps)
    {
        int width = weight.Length;
        return [.. Enumerable.Range(0, x.Length / width).SelectMany(row =>
        {
            double[] values = x[(row * width)..((row + 1) * width)];
            double mean = values.Average();
            double deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)) + eps);
            return values.Select((v, i) => ((v - mean) / deviation * weight[i]) + (bias?[i] ?? 0));
        })];
    }

    // x W^T + b of every step.
    private double[] Linear(double[] x, double[] weight, double[]? bias)
    {
        int inputs = x.Length / Rows / Steps;
        int outputs = weight.Length / inputs;
        double[] y = new double[Rows * Steps * outputs];
        for (int at = 0; at < y.Length; at++)
        {
            (int row, int output) = Math.DivRem(at, outputs);
            double sum = bias?[output] ?? 0;
            for (int i = 0; i < inputs; i++)
            {
                sum += x[(row * inputs) + i] * weight[(output * inputs) + i];
            }

            y[at] = sum;
        }

        return y;
    }

    private double[] Dropped(double[] x) => Drop is null ? x : Product(x, Drop(x.Length));

    // The draws are in the order (step, sample, feature).
    private double[] StepDropped(double[] x)
    {
        if (Drop is null)
        {
            return x;
        }

        double[] drawn = Drop(x.Length);
        int width = x.Length / Rows / Steps;
        return [.. x.Select((value, at) =>
        {
            (int place, int i) = Math.DivRem(at, width);
            (int row, int step) = Math.DivRem(place, Steps);
            return value * drawn[(((step * Rows) + row) * width) + i];
        })];
    }

    private static double[] Sum(double[] x, double[] y) => [.. x.Zip(y, (one, other) => one + other)];

    private static double[] Product(double[] x, double[] y) => [.. x.Zip(y, (one, other) => one * other)];
}
