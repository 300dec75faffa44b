namespace NormTools.Core.Kernels;

/// <summary>The samples of a batch by falling length, equal ones in their order: those that have a step come first, so that a
/// step works on them alone.</summary>
internal readonly unsafe struct SampleOrder
{
    private readonly int* active; // how many samples have a step, [steps]
    private readonly int rows;
    private readonly int steps;

    /// <summary>All samples have all steps.</summary>
    public SampleOrder(int rows, int steps) => (this.rows, this.steps) = (rows, steps);

    /// <summary>The samples sorted by their lengths.</summary>
    /// <param name="lengths">[rows], each from 1 to the steps; null for none.</param>
    /// <param name="rows">Samples.</param>
    /// <param name="steps">Steps.</param>
    /// <param name="memory">Room for <see cref="Bytes"/>.</param>
    public SampleOrder(int* lengths, int rows, int steps, int* memory)
        : this(rows, steps)
    {
        if (lengths is null)
        {
            return;
        }

        Places = memory;
        active = memory + rows;
        Span<int> counts = new(active, steps);
        counts.Clear();
        for (int row = 0; row < rows; row++)
        {
            counts[lengths[row] - 1]++;
        }

        for (int step = steps - 2; step >= 0; step--)
        {
            counts[step] += counts[step + 1];
        }

        // Samples of a length fill the places behind those that are longer.
        for (int row = rows - 1; row >= 0; row--)
        {
            Places[--counts[lengths[row] - 1]] = row;
        }

        for (int row = 0; row < rows; row++)
        {
            counts[lengths[row] - 1]++;
        }
    }

    /// <summary>The sample at each place, [rows]; null where they are in their order.</summary>
    public int* Places { get; }

    /// <summary>Memory for each sample, and once.</summary>
    public static (long OfRow, long Once) Bytes(int steps) => (sizeof(int), (long)steps * sizeof(int));

    /// <summary>How many of the places from <paramref name="top"/> on have a step; none has one behind the last.</summary>
    public int Having(int step, int top, int count) => step >= steps || step < 0 ? 0
        : active is null ? count
        : Math.Clamp(active[step] - top, 0, count);
}
