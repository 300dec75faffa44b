namespace NormTools;

/// <summary>The part of a tensor that indices with ranges or a list select.</summary>
internal sealed class TensorSelection
{
    /// <summary>Stands for all axes that an index does not name.</summary>
    public const string OtherAxes = "...";

    private readonly long offset;
    private readonly AxisIndex? last; // of the last axis
    private readonly int listed = -1; // the axis of the result that was indexed by a list
    private readonly long[] listOffsets = Array.Empty<long>();

    /// <param name="items">The indices as a script gave them, at most one for each axis.</param>
    /// <param name="shape">The shape of the tensor.</param>
    public TensorSelection(object?[] items, long[] shape)
    {
        object?[] all = Complete(items, shape.Length);
        long[] steps = TensorShape.Strides(shape);
        var strides = new List<long>();
        var sizes = new List<long>();
        for (int axis = 0; axis < shape.Length; axis++)
        {
            AxisIndex index = last = AxisIndex.Read(all[axis], axis, shape[axis]);
            offset += index.Start * steps[axis];
            if (index.IsPosition)
            {
                continue;
            }

            if (index.List is not null)
            {
                listed = listed < 0 ? sizes.Count : throw Errors.SeveralLists();
                listOffsets = index.List.Select(position => position * steps[axis]).ToArray();
            }

            strides.Add(index.Step * steps[axis]);
            sizes.Add(index.Count);
        }

        Strides = strides.ToArray();
        Shape = sizes.ToArray();
    }

    /// <summary>The shape of the selected part.</summary>
    public long[] Shape { get; }

    /// <summary>Elements between neighbours in the tensor, for each axis of <see cref="Shape"/>.</summary>
    public long[] Strides { get; }

    /// <summary>Calls <paramref name="copy"/> for each part that strides describe, with its offset in this tensor, its
    /// offset in the other one, and its shape. Without a list there is one part; with a list there is one for each of
    /// its positions.</summary>
    public void Each(long[] otherStrides, Action<long, long, long[]> copy)
    {
        if (TensorShape.Count(Shape) == 0)
        {
            return;
        }

        if (listed < 0)
        {
            copy(offset, 0, Shape);
            return;
        }

        var part = (long[])Shape.Clone();
        part[listed] = 1;
        for (int i = 0; i < listOffsets.Length; i++)
        {
            copy(offset + listOffsets[i], i * otherStrides[listed], part);
        }
    }

    /// <summary>The names of the columns that are taken; null where there are none.</summary>
    public string[]? NamesOf(string[]? columns) => last?.NamesOf(columns);

    // One item for each axis: ':' for the axes that '...' stands for, or for those after the last item.
    private static object?[] Complete(object?[] items, int rank)
    {
        int others = Array.FindIndex(items, item => IsOthers(item));
        if (others != Array.FindLastIndex(items, item => IsOthers(item)))
        {
            throw Errors.SeveralOthers();
        }

        int named = items.Length - (others < 0 ? 0 : 1);
        if (named > rank)
        {
            throw Errors.IndexCount(named, rank);
        }

        IEnumerable<object?> rest = Enumerable.Repeat<object?>(":", rank - named);
        return others < 0
            ? items.Concat(rest).ToArray()
            : items.Take(others).Concat(rest).Concat(items.Skip(others + 1)).ToArray();
    }

    private static bool IsOthers(object? item) => Unwrapped.Of(item) is string and OtherAxes;
}
