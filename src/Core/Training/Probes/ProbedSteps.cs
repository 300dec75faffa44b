using System.Text.Json;

namespace NormTools.Core.Training;

/// <summary>What is seen of a layer step by step: the deviation of its outputs, and the gradient that it hands back.</summary>
/// <param name="count">Steps.</param>
/// <param name="rows">Samples.</param>
/// <param name="lengths">[rows]: the steps of each sample that are no padding; null where none is.</param>
internal sealed unsafe class ProbedSteps(int count, int rows, int* lengths)
{
    private readonly double[] sums = new double[count];
    private readonly double[] squares = new double[count];
    private readonly double[] gradients = new double[count];
    private readonly long[] samples = new long[count];
    private int width;
    private bool hasGradient;

    /// <summary>The values without padding, step after step of each sample.</summary>
    public ReadOnlySpan<float> LookAt(float* values, int features)
    {
        width = features;
        float[] own = new float[Enumerable.Range(0, rows).Sum(row => (long)Length(row)) * features];
        int at = 0;
        for (int row = 0; row < rows; row++)
        {
            for (int step = 0; step < Length(row); step++, at += features)
            {
                var source = new ReadOnlySpan<float>(values + ((((long)row * count) + step) * features), features);
                source.CopyTo(own.AsSpan(at));
                samples[step]++;
                foreach (float value in source)
                {
                    sums[step] += value;
                }
            }
        }

        at = 0;
        for (int row = 0; row < rows; row++)
        {
            for (int step = 0; step < Length(row); step++)
            {
                double mean = sums[step] / (samples[step] * features);
                for (int i = 0; i < features; i++)
                {
                    double off = own[at++] - mean;
                    squares[step] += off * off;
                }
            }
        }

        return own;
    }

    /// <summary>The same of a gradient.</summary>
    public ReadOnlySpan<float> OfSamples(float* values, int features) => new ProbedSteps(count, rows, lengths).LookAt(values, features);

    /// <summary>The gradient of the layer's input.</summary>
    /// <param name="values">[rows, steps, features].</param>
    /// <param name="features">Features of a step.</param>
    public void LookAtGradient(float* values, int features)
    {
        hasGradient = true;
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < Length(row) * features; i++)
            {
                double value = values[((long)row * count * features) + i];
                gradients[i / features] += value * value / features;
            }
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("steps");
        for (int step = 0; step < count; step++)
        {
            json.WriteStartObject();
            json.WriteNumber("samples", samples[step]);
            Number(json, "std", Math.Sqrt(squares[step] / (samples[step] * width)));
            if (hasGradient)
            {
                Number(json, "gradient", Math.Sqrt(gradients[step] / samples[step]));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private int Length(int row) => lengths is null ? count : Math.Clamp(lengths[row], 0, count);

    // JSON has no NaN and no infinity: a number that is not finite is left out.
    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
    }
}
