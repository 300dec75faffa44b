namespace NormTools.Core.Preprocessing;

/// <summary>Rows of numbers that steps change value by value: they are read, changed and written as rows.</summary>
internal sealed unsafe class PlainRows
{
    private const int ValuesAtOnce = 1 << 11; // of rows that are brought together first
    private const int RowsAtOnce = 16; // at least, so that each piece of the result begins at a cache line

    private readonly TableSource table;
    private readonly int[] places;
    private readonly RowChanges changes;
    private readonly bool isWhole;

    private PlainRows(TableSource table, int[] places, RowChanges changes)
    {
        this.table = table;
        this.places = places;
        this.changes = changes;
        isWhole = table.IsWhole(places);
    }

    /// <summary>Columns of a row.</summary>
    public int Width => places.Length;

    /// <summary>Whether a step changes any value.</summary>
    public bool IsChanged => !changes.IsEmpty;

    /// <summary>All columns of a frame.</summary>
    /// <param name="table">The table.</param>
    /// <param name="places">Where in it the columns of the frame are.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="inverse">Whether they are undone.</param>
    /// <param name="expected">Between which values those of each column are expected; null of any.</param>
    /// <returns>Null if there are texts, or a step that does more than to change values.</returns>
    public static PlainRows? Of(
        TableSource table, int[] places, IReadOnlyList<PreprocessingStep> steps, bool inverse, Extremes[]? expected = null)
    {
        if (places.Length == 0 || Array.Exists(places, place => table.Texts[place] is not null))
        {
            return null;
        }

        return Changes(steps, inverse) is { } changes ? new(table, places, new RowChanges(changes, places.Length, expected)) : null;
    }

    /// <summary>Some columns of a table that steps have changed.</summary>
    /// <param name="table">The table.</param>
    /// <param name="places">The columns wanted.</param>
    /// <param name="steps">The steps.</param>
    /// <returns>Null if a step does more than to change values; a step does not change texts.</returns>
    public static PlainRows? Some(TableSource table, int[] places, IReadOnlyList<PreprocessingStep> steps)
    {
        if (places.Length == 0 || Changes(steps, inverse: false) is not { } changes)
        {
            return null;
        }

        Dictionary<int, int> wanted = places.Index().ToDictionary(at => at.Item, at => at.Index);
        ColumnChange[] own = [.. changes.Select(change =>
        {
            int[] kept = [.. Enumerable.Range(0, change.Places.Length).Where(i => wanted.ContainsKey(change.Places[i]))];
            return new ColumnChange(
                change.Kind,
                Array.ConvertAll(kept, i => wanted[change.Places[i]]),
                Array.ConvertAll(kept, i => change.First[i]),
                Array.ConvertAll(kept, i => change.Second[i]));
        }).Where(change => change.Places.Length > 0)];
        return new(table, places, new RowChanges(own, places.Length));
    }

    /// <summary>Changes rows.</summary>
    /// <param name="range">Which.</param>
    /// <param name="to">[rows, width] of float or of double.</param>
    /// <param name="passesCaches">Whether the result is written past the caches where it can be.</param>
    /// <returns>Whether a value is outside of what is expected.</returns>
    public bool Write<T>(RowRange range, T* to, bool passesCaches)
        where T : unmanaged
    {
        if (isWhole && table.Type == DType.Float32)
        {
            return changes.Run((float*)table.Row(range.First), to, range.Count, passesCaches);
        }

        if (isWhole && table.Type == DType.Float64)
        {
            return changes.Run((double*)table.Row(range.First), to, range.Count, passesCaches);
        }

        bool isOutside = false;
        int most = Math.Max(RowsAtOnce, ValuesAtOnce / Width / RowsAtOnce * RowsAtOnce);
        var rows = (double*)range.Memory.Columns((long)most * Width * sizeof(double));
        for (int start = 0; start < range.Count; start += most)
        {
            int count = Math.Min(most, range.Count - start);
            table.ReadRows(range.First + start, count, places, rows);
            isOutside |= changes.Run(rows, to + ((long)start * Width), count, passesCaches);
        }

        return isOutside;
    }

    /// <summary>The columns of some rows, until the memory of the range is used again.</summary>
    public ColumnTile Tile(RowRange range)
    {
        if (changes.IsEmpty && table.InPlace(range.First, range.Count, places) is { } tile)
        {
            return tile;
        }

        var rows = (double*)range.Memory.Rows((long)range.Count * Width * sizeof(double));
        if (changes.IsEmpty)
        {
            table.ReadRows(range.First, range.Count, places, rows);
        }
        else
        {
            Write(range, rows, passesCaches: false);
        }

        return Width >= ColumnTile.LeastColumns
            ? new(rows, isSingle: false, Width, range.Count)
            : WithRoom(rows, range);
    }

    /// <summary>What the changes make of the extremes of columns.</summary>
    /// <remarks>Each of them rises or falls with its value, and so does what rounding leaves of it: no value goes beyond what
    /// becomes of the extremes, or of a missing one.</remarks>
    public Extremes[] Change(Extremes[] columns)
    {
        const int Values = 3; // the least, the largest, and a missing one
        double[] before = new double[Values * Width], after = new double[Values * Width];
        for (int i = 0; i < Width; i++)
        {
            before[i] = columns[i].IsEmpty ? double.NaN : columns[i].Least;
            before[Width + i] = columns[i].IsEmpty ? double.NaN : columns[i].Largest;
            before[(2 * Width) + i] = columns[i].HasGaps ? double.NaN : before[i];
        }

        fixed (double* from = before, to = after)
        {
            changes.Run(from, to, Values, passesCaches: false);
        }

        return [.. columns.Select((_, i) => Extremes.Of([after[i], after[Width + i], after[(2 * Width) + i]]))];
    }

    // Rows of fewer columns than a vector has are laid out with room behind them.
    private ColumnTile WithRoom(double* rows, RowRange range)
    {
        int stride = ColumnTile.LeastColumns;
        var wide = (double*)range.Memory.Columns((long)range.Count * stride * sizeof(double));
        new Span<double>(wide, range.Count * stride).Clear();
        for (int column = 0; column < Width; column++)
        {
            double* from = rows + column, to = wide + column;
            for (int row = 0; row < range.Count; row++, from += Width, to += stride)
            {
                *to = *from;
            }
        }

        return new(wide, isSingle: false, stride, range.Count);
    }

    // What all steps do; null if one does more than to change values.
    private static List<ColumnChange>? Changes(IReadOnlyList<PreprocessingStep> steps, bool inverse)
    {
        List<ColumnChange> all = [];
        foreach (PreprocessingStep step in inverse ? steps.Reverse() : steps)
        {
            if (step.Changes(inverse) is not { } own)
            {
                return null;
            }

            all.AddRange(own);
        }

        return all;
    }
}
