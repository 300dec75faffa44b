namespace NormTools;

/// <content>The indexer: a position, a range or a list of positions for each axis.</content>
public sealed partial class Tensor
{
    /// <summary>What an index selects from the first axis. A position gives the value of a vector, or a view of the
    /// remaining axes; a range as text ('2:10', '::2', ':') or a list gives a copy. Negative positions count from the
    /// back.</summary>
    public object this[object i]
    {
        get => Get(i);
        set => Set(value, i);
    }

    /// <summary>What indices of two axes select; one may be '...', for all axes that are not named.</summary>
    public object this[object i, object j]
    {
        get => Get(i, j);
        set => Set(value, i, j);
    }

    /// <summary>What indices of three axes select.</summary>
    public object this[object i, object j, object k]
    {
        get => Get(i, j, k);
        set => Set(value, i, j, k);
    }

    /// <summary>What indices of four axes select.</summary>
    public object this[object i, object j, object k, object l]
    {
        get => Get(i, j, k, l);
        set => Set(value, i, j, k, l);
    }

    /// <summary>What indices of five axes select.</summary>
    public object this[object i, object j, object k, object l, object m]
    {
        get => Get(i, j, k, l, m);
        set => Set(value, i, j, k, l, m);
    }

    private object Get(params object?[] items)
    {
        ThrowIfDisposed();
        if (AxisIndex.ArePositions(items, out long[] positions))
        {
            return GetValue(positions);
        }

        TensorSelection selection = new(items, shape);
        Tensor result = Uninitialized(DType, selection.Shape);
        long[] strides = TensorShape.Strides(selection.Shape);
        selection.Each(strides, (here, there, part) =>
            CopyValues(this, here, selection.Strides, result, there, strides, part));
        return KnownAs(result, selection.NamesOf(ColumnNames));
    }

    /// <summary>Values of this tensor, in another shape, type or order: where they come from is true of them too.</summary>
    /// <param name="values">Some of the values.</param>
    private Tensor KnownAs(Tensor values) =>
        KnownAs(values, values.Rank > 0 && Rank > 0 && values.shape[values.Rank - 1] == shape[Rank - 1] ? ColumnNames : null);

    /// <inheritdoc cref="KnownAs(Tensor)"/>
    /// <param name="values">Some of the values.</param>
    /// <param name="names">The names of their columns, as far as these are columns still.</param>
    private Tensor KnownAs(Tensor values, string[]? names)
    {
        values.ColumnNames = names;
        values.Categories = names is null || ReferenceEquals(names, ColumnNames) ? Categories
            : Categories?.Where(column => names.Contains(column.Key)).ToDictionary(column => column.Key, column => column.Value);
        values.Source = Source;
        return values;
    }

    /// <summary>What all tensors of a list, such as $x[0..4], know of their values is true of what they make together.</summary>
    /// <param name="stacked">The list as one tensor.</param>
    /// <param name="items">The list.</param>
    internal static void KnowAsRows(Tensor stacked, System.Collections.IEnumerable items)
    {
        Tensor? first = null;
        foreach (object? item in items)
        {
            if (Unwrapped.Of(item) is not Tensor row)
            {
                return;
            }

            first ??= row;
            if (row.Source != first.Source || row.ColumnNames != first.ColumnNames || row.Categories != first.Categories)
            {
                return;
            }
        }

        first?.KnownAs(stacked, first.Rank > 0 ? first.ColumnNames : null);
    }

    private void Set(object value, params object?[] items)
    {
        ThrowIfDisposed();
        if (AxisIndex.ArePositions(items, out long[] positions))
        {
            SetValue(value, positions);
            return;
        }

        TensorSelection selection = new(items, shape);
        Tensor source = TensorReader.Read(value, DType);
        if (!TensorShape.GoesInto(source.shape, selection.Shape))
        {
            throw Errors.ShapeWanted("The assigned tensor", source.shape, Text.Shape(selection.Shape));
        }

        source = source.Overlaps(this) ? source.Clone() : source;
        long[] strides = TensorShape.BroadcastStrides(source.shape, selection.Shape);
        selection.Each(strides, (here, there, part) =>
            CopyValues(source, there, strides, this, here, selection.Strides, part));
    }
}
