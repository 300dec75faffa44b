using System.Globalization;

namespace NormTools;

/// <summary>A normalisation layer of a model, and what its statistics are taken over.</summary>
internal sealed class NormalizationLayer
{
    private readonly Dictionary<string, object?> scope;
    private readonly ModelLayer layer;

    private NormalizationLayer(ModelLayer layer, long index)
    {
        this.layer = layer;
        scope = layer.Normalization ?? layer.InnerNormalization!;
        Index = index;
    }

    /// <summary>Its place among the model's layers.</summary>
    public long Index { get; }

    /// <summary>Whether it is inside a recurrent layer, at each step.</summary>
    public bool IsInner => layer.Normalization is null;

    /// <summary>Statistics of a sample whose output is [steps, features], one for each step; 0 for others.</summary>
    public long Steps => !DependsOnBatch && layer.OutputShape.Length == 2 && PerSample == layer.OutputShape[1] ? layer.OutputShape[0] : 0;

    public string Name => layer.Name;

    public string Type => layer.Type;

    /// <summary>As in "Layer 1 (BatchNorm)".</summary>
    public string Title => $"Layer {Name} ({Type})";

    public double Epsilon => Convert.ToDouble(scope["eps"], CultureInfo.InvariantCulture);

    /// <summary>The new batch's share in the running statistics; null for the cumulative average.</summary>
    public double? Momentum => scope["momentum"] is object momentum
        ? Convert.ToDouble(momentum, CultureInfo.InvariantCulture)
        : (double?)null;

    public bool HasRunningStatistics => (bool)scope["tracks"]!;

    /// <summary>Whether the mean is subtracted; otherwise the values are divided by their root mean square.</summary>
    public bool Centers => (bool)scope["centers"]!;

    /// <summary>Whether the samples of a batch share their statistics.</summary>
    public bool DependsOnBatch => (bool)scope["over_batch"]!;

    public Tensor RunningMean => layer.Of("mean")!;

    public Tensor RunningVariance => layer.Of("variance")!;

    /// <summary>The batches that the running statistics have seen.</summary>
    public long BatchesTracked => (long)layer.Of("count")!.ToScalar();

    /// <summary>The number of values in one statistic of a batch.</summary>
    public long ValueCount(long rows) => DependsOnBatch ? rows * PerSample : PerSample;

    /// <summary>The number of statistics of a batch.</summary>
    public long StatisticCount(long rows) => IsInner ? rows * layer.OutputShape[0] : rows * TensorShape.Count(layer.OutputShape) / ValueCount(rows);

    /// <summary>The input's values in rows, one row for each statistic.</summary>
    public Tensor Rows(Tensor activation)
    {
        long n = activation.Dimensions[0];
        return DependsOnBatch
            ? activation.Reshape(n, activation.Count / n / PerSample, PerSample).Transpose(1, 0, 2)
            : activation;
    }

    /// <summary>An empty tensor for the layer's input, which has the shape of its output.</summary>
    public Tensor Input(long rows) =>
        Tensor.Uninitialized(DType.Float32, layer.OutputShape.Prepend(rows).ToArray());

    /// <summary>The normalisation layers of a model, in order.</summary>
    public static IReadOnlyList<NormalizationLayer> Of(Model model) => All(model).Where(layer => !layer.IsInner).ToArray();

    /// <summary>The same with recurrent layers that have norms inside.</summary>
    public static IReadOnlyList<NormalizationLayer> All(Model model) => model.Layers
        .Select((layer, index) => (Layer: layer, Index: index))
        .Where(item => item.Layer.Normalization is not null || item.Layer.InnerNormalization is not null)
        .Select(item => new NormalizationLayer(item.Layer, item.Index))
        .ToArray();

    // The number of values that one sample contributes to a statistic.
    private long PerSample => (long)scope["values"]!;
}
