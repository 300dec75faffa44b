namespace NormTools;

/// <summary>The library whose conventions the settings of a batch normalisation follow.</summary>
public enum BatchNormConvention
{
    /// <summary>momentum is the new batch's share; the running variance is unbiased (divided by m - 1).</summary>
    PyTorch,

    /// <summary>momentum is the old value's share; the running variance is biased (divided by m).</summary>
    Keras,

    /// <summary>As Keras: momentum is the old value's share; the running variance is biased (divided by m).</summary>
    Onnx,
}

/// <summary>Settings and running statistics of a batch normalisation in one convention.</summary>
public sealed class BatchNormState
{
    /// <summary>The convention of the values.</summary>
    public BatchNormConvention Convention { get; internal set; }

    /// <summary>The share of the new batch (PyTorch) or of the old value (Keras, ONNX); null for PyTorch's cumulative
    /// average.</summary>
    public double? Momentum { get; internal set; }

    /// <summary>Added to the variance before the root; it is the same in all conventions, only the defaults
    /// differ.</summary>
    public double Epsilon { get; internal set; }

    /// <summary>The running mean; the same in all conventions.</summary>
    public Tensor? RunningMean { get; internal set; }

    /// <summary>The running variance, unbiased for PyTorch and biased for the others.</summary>
    public Tensor? RunningVariance { get; internal set; }

    /// <summary>Values in one statistic during training (m), where it is known.</summary>
    public long? ValueCount { get; internal set; }

    /// <summary>What could not be converted exactly, and by how much it may be off; empty if all was.</summary>
    public string[] Note { get; internal set; } = Array.Empty<string>();
}
