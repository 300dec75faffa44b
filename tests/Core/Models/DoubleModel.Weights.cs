using System.Text.Json;

namespace NormTools.Core.Tests;

/// <remarks>Parametrized weights, and local response normalisation.</remarks>
internal sealed partial class DoubleModel
{
    // The singular vectors as the first forward pass in training leaves them: constants of the derivative.
    private readonly Dictionary<string, (double[] U, double[] V)> vectors = [];

    private double[] Weight(JsonElement layer, string path, int[] shape)
    {
        if (!layer.TryGetProperty("parametrization", out JsonElement given))
        {
            return state[$"{path}.weight"];
        }

        string name = $"{path}.parametrizations.weight.";
        bool weightNorm = given.GetProperty("type").GetString() == "WeightNorm";
        bool isTransposed = layer.GetProperty("type").GetString()!.Contains("Transpose", StringComparison.Ordinal);
        int dimension = given.TryGetProperty("dim", out JsonElement dim)
            ? dim.ValueKind == JsonValueKind.Null ? -1 : dim.GetInt32()
            : isTransposed && !weightNorm ? 1 : 0;
        return weightNorm
            ? WeightNorm(state[name + "original0"], state[name + "original1"], shape, dimension)
            : SpectralNorm(name, shape, dimension < 0 ? dimension + shape.Length : dimension, given);
    }

    private static double[] WeightNorm(double[] g, double[] v, int[] shape, int dimension)
    {
        int Norm(int at) => dimension < 0 ? 0 : Index(at, shape, dimension);
        double[] squares = new double[g.Length];
        for (int i = 0; i < v.Length; i++)
        {
            squares[Norm(i)] += v[i] * v[i];
        }

        return [.. v.Select((value, i) => g[Norm(i)] * value / Math.Sqrt(squares[Norm(i)]))];
    }

    private double[] SpectralNorm(string name, int[] shape, int dimension, JsonElement given)
    {
        double[] w = state[name + "original"];
        int rows = shape[dimension];
        int columns = w.Length / rows;
        double[,] matrix = new double[rows, columns];
        int[] filled = new int[rows];
        for (int i = 0; i < w.Length; i++)
        {
            int row = Index(i, shape, dimension);
            matrix[row, filled[row]++] = w[i];
        }

        if (!vectors.TryGetValue(name, out (double[] U, double[] V) found))
        {
            found = (state[name + "0._u"], state[name + "0._v"]);
            for (int iteration = 0; iteration < (int)Number(given, "n_power_iterations", 1); iteration++)
            {
                found.U = Unit([.. Enumerable.Range(0, rows).Select(r =>
                    Enumerable.Range(0, columns).Sum(c => matrix[r, c] * found.V[c]))]);
                found.V = Unit([.. Enumerable.Range(0, columns).Select(c =>
                    Enumerable.Range(0, rows).Sum(r => matrix[r, c] * found.U[r]))]);
            }

            vectors[name] = found;
        }

        double sigma = 0;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                sigma += found.U[row] * matrix[row, column] * found.V[column];
            }
        }

        return [.. w.Select(value => value / sigma)];
    }

    private static double[] LocalResponse(double[] x, int[] shape, JsonElement layer)
    {
        int size = (int)Number(layer, "size", 1);
        int channels = shape[1];
        int inner = x.Length / shape[0] / channels;
        double[] y = new double[x.Length];
        for (int at = 0; at < x.Length; at++)
        {
            int channel = at / inner % channels;
            double sum = 0;
            for (int other = channel - (size / 2); other <= channel + ((size - 1) / 2); other++)
            {
                double value = other >= 0 && other < channels ? x[at + ((other - channel) * inner)] : 0;
                sum += value * value;
            }

            double scale = Number(layer, "k", 1) + (Number(layer, "alpha", 1e-4) * sum / size);
            y[at] = x[at] / Math.Pow(scale, Number(layer, "beta", 0.75));
        }

        return y;
    }

    // The place of a value along one dimension.
    private static int Index(int at, int[] shape, int dimension) =>
        at / shape[(dimension + 1)..].Aggregate(1, (product, size) => product * size) % shape[dimension];

    private static double[] Unit(double[] values)
    {
        double length = Math.Sqrt(values.Sum(value => value * value));
        return [.. values.Select(value => value / length)];
    }
}
