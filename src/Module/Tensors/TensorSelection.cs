namespace NormTools;

/// <summary>The part of a tensor that indices with ranges or a list take.</summary>
internal sealed class TensorSelection
{
    /// <summary>Stands for all axes that an index does not name.</summary>
    public const string OtherAxes = "...";

    private readonly long offset;
    private readonly AxisIndex? last; // of the last axis
    private readonly int listed = -1; // the axis of the result that a list has chosen
    private readonly long[] listOffsets = Array.Empty<long>();

    /// <param name="items">At most one for each axis, as the indexer got them.</param>
    /// <param name="shape">The tensor's.</param>
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

    /// <summary>The shape of what is taken.</summary>
    public long[] Shape { get; }

    /// <summary>Elements between neighbours in the tensor, for each axis of <see cref="Shape"/>.</summary>
    public long[] Strides { get; }

    /// <summary>Calls for each part that lies in the tensor by strides: with its offset there, its offset in the other
    /// tensor, and its shape. Without a list the whole is one part.</summary>
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

    // An item for each axis: whole axes for '...', else behind those that are named.
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
