using System.Text.Json;
using NormTools.Core.Optimizers;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Muon against its definition in double precision, and what makes it what it is: steps whose singular values are
/// nearly alike.</summary>
public sealed unsafe class MuonTests
{
    [Theory]
    [InlineData(5, 3, """{"type":"Muon"}""")]
    [InlineData(3, 33, """{"type":"Muon","nesterov":false,"momentum":0.8,"ns_steps":3}""")]
    [InlineData(16, 16, """{"type":"Muon","lr":0.02,"weight_decay":0,"adjust_lr_fn":"match_rms_adamw"}""")]
    public void A_matrix_moves_by_the_definition(int rows, int columns, string options)
    {
        JsonElement given = JsonDocument.Parse(options).RootElement;
        double Number(string name, double fallback) => given.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : fallback;
        double rate = Number("lr", 1e-3), decay = Number("weight_decay", 0.1), momentum = Number("momentum", 0.95);
        int iterations = (int)Number("ns_steps", 5);
        bool nesterov = !options.Contains("\"nesterov\":false", StringComparison.Ordinal);
        double factor = options.Contains("match", StringComparison.Ordinal)
            ? 0.2 * Math.Sqrt(Math.Max(rows, columns))
            : Math.Sqrt(Math.Max(1, (double)rows / columns));
        int count = rows * columns, padded = (count + 15) / 16 * 16;
        float[] w = Values(padded, count, 1), g = new float[padded];
        double[] expected = [.. w.Select(value => (double)value)], buffer = new double[count];
        using Optimizer optimizer = Optimizer.Create(given);
        fixed (float* parameters = w, gradients = g)
        {
            optimizer.Attach(parameters, gradients, [new("w", 0, padded, [rows, columns])]);
            for (int step = 0; step < 4; step++)
            {
                float[] gradient = Values(padded, count, step + 2);
                gradient.CopyTo(g, 0);
                optimizer.Step(rate, 1, 2);
                double[] update = new double[count];
                for (int i = 0; i < count; i++)
                {
                    buffer[i] += (1 - momentum) * (gradient[i] - buffer[i]);
                    update[i] = nesterov ? gradient[i] + (momentum * (buffer[i] - gradient[i])) : buffer[i];
                }

                double[] orthogonal = Iterate(update, rows, columns, iterations);
                for (int i = 0; i < count; i++)
                {
                    expected[i] = (expected[i] * (1 - (rate * decay))) - (rate * factor * orthogonal[i]);
                    Assert.Equal(expected[i], w[i], 2e-5);
                }
            }
        }
    }

    [Fact]
    public void Vectors_move_as_by_AdamW()
    {
        float[] one = Values(16, 16, 1), other = Values(16, 16, 1);
        Walk(one, """{"type":"Muon","lr":0.01,"weight_decay":0.2}""");
        Walk(other, """{"type":"AdamW","lr":0.01,"weight_decay":0.2}""");
        for (int i = 0; i < 16; i++)
        {
            Assert.Equal(other[i], one[i], 1e-6f);
        }

        static void Walk(float[] w, string options)
        {
            float[] g = new float[16];
            using Optimizer optimizer = Optimizer.Create(JsonDocument.Parse(options).RootElement);
            fixed (float* parameters = w, gradients = g)
            {
                optimizer.Attach(parameters, gradients, [new("b", 0, 16, [16])]);
                for (int step = 0; step < 5; step++)
                {
                    Values(16, 16, step + 2).CopyTo(g, 0);
                    optimizer.Step(0.01, 1, 1);
                }
            }
        }
    }

    // X = U / |U|; times X = a X + (b A + c A A) X with A = X X'. The same for a tall matrix by its transpose: (X' X) alike.
    private static double[] Iterate(double[] update, int rows, int columns, int iterations)
    {
        double norm = Math.Sqrt(update.Sum(value => value * value));
        double[,] x = new double[Math.Min(rows, columns), Math.Max(rows, columns)];
        bool tall = rows > columns;
        for (int i = 0; i < update.Length; i++)
        {
            (int row, int column) = (i / columns, i % columns);
            x[tall ? column : row, tall ? row : column] = update[i] / norm;
        }

        for (int iteration = 0; iteration < iterations; iteration++)
        {
            double[,] a = Product(x, Transposed(x)), aa = Product(a, a), sum = new double[a.GetLength(0), a.GetLength(0)];
            for (int i = 0; i < a.GetLength(0); i++)
            {
                for (int j = 0; j < a.GetLength(0); j++)
                {
                    sum[i, j] = (i == j ? 3.4445 : 0) - (4.775 * a[i, j]) + (2.0315 * aa[i, j]);
                }
            }

            x = Product(sum, x);
        }

        return [.. Enumerable.Range(0, update.Length).Select(i =>
            tall ? x[i % columns, i / columns] : x[i / columns, i % columns])];
    }

    private static double[,] Product(double[,] a, double[,] b)
    {
        double[,] c = new double[a.GetLength(0), b.GetLength(1)];
        for (int i = 0; i < c.GetLength(0); i++)
        {
            for (int j = 0; j < c.GetLength(1); j++)
            {
                for (int k = 0; k < b.GetLength(0); k++)
                {
                    c[i, j] += a[i, k] * b[k, j];
                }
            }
        }

        return c;
    }

    private static double[,] Transposed(double[,] a)
    {
        double[,] t = new double[a.GetLength(1), a.GetLength(0)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
            {
                t[j, i] = a[i, j];
            }
        }

        return t;
    }

    private static float[] Values(int padded, int count, int seed)
    {
        System.Random random = new(seed);
        return [.. Enumerable.Range(0, padded).Select(i => i < count ? (float)((random.NextDouble() * 2) - 1) : 0)];
    }
}
