
namespace NormTools.Core.Graph;

/// <summary>What one tensor of a model's state is for.</summary>
internal enum StateRole
{
    /// <summary>What multiplies the inputs: drawn by the initialisers, with a fan.</summary>
    Weight,

    /// <summary>Added to the outputs of a weight.</summary>
    Bias,

    /// <summary>A factor of each channel or element: 1 at the start.</summary>
    Scale,

    /// <summary>Added behind a scale: 0 at the start.</summary>
    Shift,

    /// <summary>The lengths that weight norm gives the rows of a weight.</summary>
    Magnitude,

    /// <summary>The mean of what the layer has seen: 0 at the start.</summary>
    Mean,

    /// <summary>The variance of what the layer has seen: 1 at the start.</summary>
    Variance,

    /// <summary>How many batches the layer has seen.</summary>
    Count,

    /// <summary>A singular vector of a weight.</summary>
    Vector,
}

/// <summary>One tensor of a model's state dict.</summary>
internal sealed unsafe class StateEntry(
    string name, StateRole role, long[] shape, bool isParameter, DType type = DType.Float32)
{
    /// <summary>What it is for.</summary>
    public StateRole Role { get; } = role;

    /// <summary>Its role as descriptions have it: "weight".</summary>
    public string RoleName => Role.ToString().ToLowerInvariant();

    /// <summary>How many inputs feed one output of the weight that it is or, as a bias, belongs to: what the initialisers
    /// scale by. Null for what has none.</summary>
    public double? FanIn { get; init; }

    /// <summary>How many outputs one input of that weight feeds.</summary>
    public double? FanOut { get; init; }

    /// <summary>PyTorch's name, for example "1.running_mean".</summary>
    public string Name { get; } = name;

    public long[] Shape { get; } = shape;

    /// <summary>Learnt by the optimiser (true), or kept by the layer (false).</summary>
    public bool IsParameter { get; } = isParameter;

    /// <summary>Float32, or Int64 for a counter.</summary>
    public DType Type { get; } = type;

    public int Count { get; } = Check.Count(shape);

    public long Bytes => (long)Count * (Type == DType.Int64 ? sizeof(long) : sizeof(float));

    /// <summary>Bytes with the zeros behind it, up to the next entry.</summary>
    public long PlacedBytes => (Bytes + 63) & ~63L;

    /// <summary>Bytes from the start of the model's memory; parameters come first, so theirs is also the place of their
    /// gradient.</summary>
    public long Offset { get; set; }

    /// <summary>The live memory; null until the model has been given some.</summary>
    public void* Memory { get; set; }

    public float* Floats => (float*)Memory;

    public Span<float> Span => new(Memory, Count);

    /// <summary>The values of an entry that may be absent (empty).</summary>
    public static Span<float> SpanOf(StateEntry? entry) => entry is null ? default : entry.Span;
}
