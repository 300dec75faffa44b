
namespace NormTools.Core.Graph;

/// <summary>What one tensor of a model's state is for.</summary>
internal enum StateRole
{
    /// <summary>Multiplies the inputs; drawn by the initialisers, with a fan-in and a fan-out.</summary>
    Weight,

    /// <summary>Added to the outputs of a weight.</summary>
    Bias,

    /// <summary>A factor for each channel or element (gamma); 1 at the start.</summary>
    Scale,

    /// <summary>Added after a scale (beta); 0 at the start.</summary>
    Shift,

    /// <summary>The norms that weight normalisation gives the rows of a weight.</summary>
    Magnitude,

    /// <summary>The running mean of the inputs; 0 at the start.</summary>
    Mean,

    /// <summary>The running variance of the inputs; 1 at the start.</summary>
    Variance,

    /// <summary>The number of batches so far.</summary>
    Count,

    /// <summary>A singular vector of a weight.</summary>
    Vector,
}

/// <summary>One tensor of a model's state dict.</summary>
internal sealed unsafe class StateEntry(
    string name, StateRole role, long[] shape, bool isParameter, DType type = DType.Float32)
{
    /// <summary>What the entry is for.</summary>
    public StateRole Role { get; } = role;

    /// <summary>The role as written in descriptions: "weight".</summary>
    public string RoleName => Role.ToString().ToLowerInvariant();

    /// <summary>The fan-in of this weight or, for a bias, of the weight it belongs to: how many inputs feed one output.
    /// Null where there is no weight.</summary>
    public double? FanIn { get; init; }

    /// <summary>The fan-out of the same weight: how many outputs one input feeds.</summary>
    public double? FanOut { get; init; }

    /// <summary>The default initialisation draws it uniformly between this, negative, and this; null where that follows
    /// from the fan.</summary>
    public double? DefaultBound { get; init; }

    /// <summary>The default initialisation draws it from a normal distribution with this deviation; null where it does
    /// not.</summary>
    public double? DefaultDeviation { get; init; }

    /// <summary>The row that starts at 0, whatever draws the others; null for none.</summary>
    public int? ZeroRow { get; init; }

    /// <summary>Matrices of one size that lie one above the other: each gate's, or queries, keys and values; 1 for one
    /// matrix.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>Of the parts the first ones that only weigh what is passed on: queries and keys.</summary>
    public int WeighingParts { get; init; }

    /// <summary>Whether it multiplies the state of the step before.</summary>
    public bool IsRecurrent { get; init; }

    /// <summary>The part of a bias that is a forget gate's; null for none.</summary>
    public int? ForgetPart { get; init; }

    /// <summary>PyTorch's name, for example "1.running_mean".</summary>
    public string Name { get; } = name;

    public long[] Shape { get; } = shape;

    /// <summary>Whether the optimiser learns it (a parameter) or the layer updates it (a buffer).</summary>
    public bool IsParameter { get; } = isParameter;

    /// <summary>Float32, or Int64 for a counter.</summary>
    public DType Type { get; } = type;

    public int Count { get; } = Check.Count(shape);

    public long Bytes => (long)Count * (Type == DType.Int64 ? sizeof(long) : sizeof(float));

    /// <summary>The size including the zeros up to the next entry.</summary>
    public long PlacedBytes => (Bytes + 63) & ~63L;

    /// <summary>Bytes from the start of the model's memory; parameters come first, so this is also the offset of a
    /// parameter's gradient.</summary>
    public long Offset { get; set; }

    /// <summary>The live memory; null until the model has been allocated.</summary>
    public void* Memory { get; set; }

    public float* Floats => (float*)Memory;

    public Span<float> Span => new(Memory, Count);

    /// <summary>The values of an entry that may be absent (empty).</summary>
    public static Span<float> SpanOf(StateEntry? entry) => entry is null ? default : entry.Span;
}
