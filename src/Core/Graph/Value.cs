namespace NormTools.Core.Graph;

/// <summary>What one element of a value is.</summary>
internal enum ElementKind
{
    Float32,

    /// <summary>Whole numbers: the numbers of tokens, or the lengths of samples. They have no gradient.</summary>
    Int32,
}

/// <summary>A place in a plan's memory and the time it is in use, counted in steps (see <see
/// cref="MemoryPlanner"/>).</summary>
internal sealed unsafe class Storage(long bytesPerRow, long fixedBytes)
{
    public long BytesPerRow { get; } = bytesPerRow;

    public long FixedBytes { get; } = fixedBytes;

    public int First { get; private set; } = int.MaxValue;

    public int Last { get; private set; } = -1;

    /// <summary>Bytes from the start of the arena; -1 for memory that is not the plan's.</summary>
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

/// <summary>What flows between operations: [rows, width], and its gradient. One operation makes it, any number read
/// it.</summary>
internal sealed unsafe class Value(int width, ElementKind kind = ElementKind.Float32)
{
    private readonly List<Operand> readers = [];

    /// <summary>Elements of one row.</summary>
    public int Width { get; } = width;

    public ElementKind Kind { get; } = kind;

    public long BytesPerRow => (long)Width * sizeof(float); // an int32 is as long

    /// <summary>How many of a sample's steps are there, [rows, 1] of <see cref="ElementKind.Int32"/>; null where all
    /// samples are equally long. What an operation makes of a value has the same lengths unless it says
    /// otherwise.</summary>
    public Value? Lengths { get; set; }

    /// <summary>The operation that makes it; null for the model's input.</summary>
    public Operation? Producer { get; set; }

    /// <summary>Who reads it, in the order of the operations.</summary>
    public IReadOnlyList<Operand> Readers => readers;

    /// <summary>Whether a parameter comes before it and the loss behind it, so that its gradient is of use.</summary>
    public bool NeedsGradient { get; set; }

    public Storage? Data { get; set; }

    public Storage? GradientStorage { get; set; }

    public float* Pointer => Data!.Floats;

    public int* Integers => (int*)Data!.Pointer;

    /// <summary>The sum of what its readers gave; null when no gradient is needed.</summary>
    public float* Gradient => GradientStorage is null ? null : GradientStorage.Floats;

    public void AddReader(Operand reader) => readers.Add(reader);
}

/// <summary>A value as one operation reads it.</summary>
internal sealed unsafe class Operand(Value value)
{
    public Value Value { get; } = value;

    /// <summary>Who reads.</summary>
    public Operation Reader { get; set; } = null!;

    public int Width => Value.Width;

    public float* Pointer => Value.Pointer;

    /// <summary>Where this reader writes its own gradient of the value: the value's where it is the only reader, else
    /// one part of the sum.</summary>
    public Storage? GradientStorage { get; set; }

    /// <summary>Null when no gradient is needed.</summary>
    public float* Gradient => GradientStorage is null ? null : GradientStorage.Floats;

    public static implicit operator Operand(Value value) => new(value);
}
