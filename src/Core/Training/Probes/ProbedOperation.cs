using System.Text.Json;
using NormTools.Contract;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;
using NormTools.Core.Layers;
using NormTools.Core.Models;

namespace NormTools.Core.Training;

/// <summary>Statistics of one operation, collected while a batch went forward and its gradient came back.</summary>
internal sealed unsafe class ProbedOperation
{
    private const double SaturatedTanh = 0.99; // |y| beyond it, where the slope is below 0.02
    private const double SaturatedSigmoid = 0.01; // y this close to 0 or 1, where the slope is below 0.01

    private readonly Operation operation;
    private readonly Layer? layer;
    private readonly StateEntry[] parameters;
    private readonly bool isOverSteps;
    private ProbedSteps? steps;
    private double[]? entropies;
    private RowSummary output;
    private RowSummary gradient;
    private ValueHistogram outputs;
    private ValueHistogram gradients;
    private double zeros;
    private double saturated;
    private long deadUnits;
    private long sameUnits;
    private bool hasGradient;
    private double weightNorm;
    private double weightGradientNorm;

    /// <param name="model">The model.</param>
    /// <param name="operation">One of its operations.</param>
    /// <param name="layer">The layer whose output it makes; null for none.</param>
    /// <param name="sequences">The layers that give sequences.</param>
    public ProbedOperation(Model model, Operation operation, Layer? layer, HashSet<Layer> sequences)
    {
        this.operation = operation;
        this.layer = layer;
        isOverSteps = layer is not null && sequences.Contains(layer);
        parameters = [.. model.State.Where(entry => entry.IsParameter && entry.Name.StartsWith(operation.Name + ".", StringComparison.Ordinal))];
    }

    /// <summary>False for operations added by a container, and those inside a layer.</summary>
    public bool IsLayer => layer is not null;

    private int Units => isOverSteps ? (int)layer!.OutputShape[1]
        : layer is { OutputShape.Length: > 0 } ? (int)layer.OutputShape[0]
        : operation.Output.Width;

    private int Steps => (int)layer!.OutputShape[0];

    /// <param name="rows">Samples.</param>
    /// <param name="lengths">Their steps that are no padding; null for all.</param>
    public void LookAtOutput(int rows, int* lengths)
    {
        var values = new ReadOnlySpan<float>(operation.Output.Pointer, rows * operation.Output.Width);
        if (isOverSteps)
        {
            steps = new ProbedSteps(Steps, rows, lengths);
            values = steps.LookAt(operation.Output.Pointer, Units);
        }

        Span<RowSummary> summary = [default];
        Statistics.Describe(values, values.Length, summary);
        output = summary[0];
        outputs = ValueHistogram.Of(values);
        long zero = 0;
        long flat = 0;
        foreach (float value in values)
        {
            zero += value == 0 ? 1 : 0;
            flat += IsSaturated(value) ? 1 : 0;
        }

        zeros = (double)zero / values.Length;
        saturated = (double)flat / values.Length;
        CountUnits(values, isOverSteps ? values.Length / Units : rows, isOverSteps ? Units : operation.Output.Width);
    }

    /// <summary>The weights of attention, of which the operation is the layer's last one.</summary>
    public void LookAtAttention(AttentionOperation attention, Pass pass)
    {
        AttentionShape shape = attention.Shape;
        float[] weights = new float[shape.Steps * shape.Steps];
        entropies = new double[shape.Heads];
        for (int head = 0; head < shape.Heads; head++)
        {
            double sum = 0;
            int queries = 0;
            for (int row = 0; row < pass.Rows; row++)
            {
                attention.ReadWeights(pass, (row * shape.Heads) + head, weights);
                queries += AttentionWeights.AddEntropy(weights, shape, attention.Length(pass, row), ref sum);
            }

            entropies[head] = sum / queries;
        }
    }

    public void LookAtGradient(int rows)
    {
        var values = new ReadOnlySpan<float>(operation.Output.Gradient, rows * operation.Output.Width);
        values = steps is null ? values : steps.OfSamples(operation.Output.Gradient, Units);
        Span<RowSummary> summary = [default];
        Statistics.Describe(values, values.Length, summary);
        gradient = summary[0];
        gradients = ValueHistogram.Of(values);
        hasGradient = true;
    }

    /// <summary>What is complete once the layer's first operation has gone backward.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="first">That operation.</param>
    public void LookAtFirst(Plan plan, Operation first)
    {
        if (steps is not null && layer is not EmbeddingLayer && first.Input.Gradient is not null)
        {
            steps.LookAtGradient(first.Input.Gradient, first.Input.Width / Steps);
        }

        double weights = 0;
        double gradients = 0;
        foreach (StateEntry entry in parameters)
        {
            float* source = (float*)entry.Memory;
            float* slope = (float*)((byte*)plan.Gradients + entry.Offset);
            for (int i = 0; i < entry.Count; i++)
            {
                weights += (double)source[i] * source[i];
                gradients += (double)slope[i] * slope[i];
            }
        }

        weightNorm = Math.Sqrt(weights);
        weightGradientNorm = Math.Sqrt(gradients);
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", operation.Name);
        json.WriteString("type", layer!.Type);
        json.WriteString("description", layer.Describe());
        json.WriteNumber("units", Units);
        Number(json, "mean", output.Mean);
        Number(json, "std", Math.Sqrt(output.Variance));
        Number(json, "minimum", output.Minimum);
        Number(json, "maximum", output.Maximum);
        json.WriteNumber("non_finite", output.NonFinite);
        json.WriteNumber("zeros", zeros);
        json.WriteNumber("saturated", saturated);
        json.WriteNumber("dead_units", deadUnits);
        json.WriteNumber("same_units", sameUnits);
        outputs.Write(json, "histogram");
        if (hasGradient)
        {
            gradients.Write(json, "gradient_histogram");
            Number(json, "gradient_std", Math.Sqrt(gradient.Variance));
            Number(json, "gradient_mean", gradient.Mean);
        }

        if (steps is not null)
        {
            steps.Write(json);
        }

        if (entropies is not null)
        {
            json.WriteStartArray("entropy");
            Array.ForEach(entropies, entropy => json.WriteNumberValue(double.IsFinite(entropy) ? entropy : 0));
            json.WriteEndArray();
        }

        if (parameters.Length > 0)
        {
            Number(json, "weight_norm", weightNorm);
            Number(json, "weight_gradient_norm", weightGradientNorm);
        }

        json.WriteEndObject();
    }

    // JSON has no NaN and no infinity: a number that is not finite is left out.
    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
    }

    private bool IsSaturated(float value) => layer?.Type switch
    {
        "Tanh" => Math.Abs(value) > SaturatedTanh,
        "Sigmoid" => value < SaturatedSigmoid || value > 1 - SaturatedSigmoid,
        _ => false,
    };

    // A unit is a feature, or a channel with all its positions. Dead: zero everywhere. Same: equal to the first
    // everywhere.
    private void CountUnits(ReadOnlySpan<float> values, int rows, int width)
    {
        int units = Units;
        int inner = width / units;
        for (int unit = 0; unit < units; unit++)
        {
            bool dead = true;
            bool same = true;
            for (int row = 0; row < rows && (dead || same); row++)
            {
                ReadOnlySpan<float> first = values.Slice(row * width, inner);
                ReadOnlySpan<float> own = values.Slice((row * width) + (unit * inner), inner);
                dead = dead && !own.ContainsAnyExcept(0f);
                same = same && own.SequenceEqual(first);
            }

            deadUnits += dead ? 1 : 0;
            sameUnits += same && unit > 0 ? 1 : 0;
        }
    }
}
