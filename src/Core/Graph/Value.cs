namespace NormTools.Core.Graph;

/// <summary>The type of a value's elements.</summary>
internal enum ElementKind
{
    Float32,

    /// <summary>Whole numbers: token numbers or the lengths of sequences. They have no gradient.</summary>
    Int32,
}

/// <summary>A range of a plan's memory and the steps during which it is in use (see
/// <see cref="MemoryPlanner"/>).</summary>
internal sealed unsafe class Storage(long bytesPerRow, long fixedBytes)
{
    public long BytesPerRow { get; } = bytesPerRow;

    public long FixedBytes { get; } = fixedBytes;

    public int First { get; private set; } = int.MaxValue;

    public int Last { get; private set; } = -1;

    /// <summary>Bytes from the start of the arena; -1 for memory outside it.</summary>
    public long Offset { get; set; } = -1;

    public void* Pointer { get; set; }

    public float* Floats => (float*)Pointer;

    public Storage Use(int time)
    {
        First = Math.Min(First, time);
        Last = Math.Max(Last, time);
        return this;
    }

    public bool Overlaps(Storage other) => First <= other.Last && other.First <= Last;

    public long Bytes(long rows) => (checked((rows * BytesPerRow) + FixedBytes) + 63) & ~63L;
}

/// <summary>What flows between operations: [rows, width], and its gradient. One operation writes it, any number read
/// it.</summary>
internal sealed unsafe class Value(int width, ElementKind kind = ElementKind.Float32)
{
    private readonly List<Operand> readers = [];

    /// <summary>Elements in one row.</summary>
    public int Width { get; } = width;

    public ElementKind Kind { get; } = kind;

    public long BytesPerRow => (long)Width * sizeof(float); // an int32 has the same size

    /// <summary>The length of each sample's sequence, [rows, 1] of <see cref="ElementKind.Int32"/>, whose memory is null where
    /// samples have all steps; null where there are no steps. An operation's output has the lengths of its input unless the
    /// operation sets others, or ends the steps.</summary>
    public Value? Lengths { get; set; }

    /// <summary>As operations read them: no operand where there are none.</summary>
    public Operand[] LengthOperand => Lengths is null ? [] : [Lengths];

    /// <summary>The operation that writes it; null for the model's input.</summary>
    public Operation? Producer { get; set; }

    /// <summary>Its readers, in the order of the operations.</summary>
    public IReadOnlyList<Operand> Readers => readers;

    /// <summary>Whether it depends on a parameter and the loss depends on it, so that its gradient is needed.</summary>
    public bool NeedsGradient { get; set; }

    public Storage? Data { get; set; }

    public Storage? GradientStorage { get; set; }

    public float* Pointer => Data!.Floats;

    /// <summary>Null for lengths that are not given.</summary>
    public int* Integers => (int*)Data!.Pointer;

    /// <summary>The sum of its readers' gradients; null when no gradient is needed.</summary>
    public float* Gradient => GradientStorage is null ? null : GradientStorage.Floats;

    public void AddReader(Operand reader) => readers.Add(reader);
}

/// <summary>A value as one operation reads it.</summary>
internal sealed unsafe class Operand(Value value)
{
    public Value Value { get; } = value;

    /// <summary>The operation that reads it.</summary>
    public Operation Reader { get; set; } = null!;

    public int Width => Value.Width;

    public float* Pointer => Value.Pointer;

    /// <summary>Where this reader writes its gradient: the value's own storage for an only reader, otherwise one term
    /// of the sum.</summary>
    public Storage? GradientStorage { get; set; }

    /// <summary>Null when no gradient is needed.</summary>
    public float* Gradient => GradientStorage is null ? null : GradientStorage.Floats;

    public static implicit operator Operand(Value value) => new(value);
}
