namespace NormTools.Core.Graph;

/// <summary>A place in a plan's memory and the time it is in use, counted in operations (see <see
/// cref="PlanBuilder"/>).</summary>
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

/// <summary>What flows between two operations: an activation of [rows, width], and its gradient.</summary>
internal sealed unsafe class Value(int width)
{
    /// <summary>Values of one row.</summary>
    public int Width { get; } = width;

    /// <summary>The operation that makes it; null for the model's input.</summary>
    public Operation? Producer { get; set; }

    /// <summary>Whether a parameter comes before it, so that its gradient is of use.</summary>
    public bool NeedsGradient { get; set; }

    public Storage? Data { get; set; }

    public Storage? GradientStorage { get; set; }

    public float* Pointer => Data!.Floats;

    /// <summary>Null when no gradient is needed.</summary>
    public float* Gradient => GradientStorage is null ? null : GradientStorage.Floats;
}
