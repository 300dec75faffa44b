using NormTools.Native;

namespace NormTools;

/// <content>Single values, views, slices and transposes.</content>
public sealed partial class Tensor
{
    /// <summary>One value if every axis has an index, else a view of the remaining axes.</summary>
    public object GetValue(params long[] index)
    {
        long offset = Offset(index);
        return index.Length == Rank ? ReadValue(offset) : View(offset, index.Length);
    }

    /// <summary>Sets one value, or all values of a view, from a number or a tensor of the view's shape.</summary>
    public void SetValue(object value, params long[] index)
    {
        long offset = Offset(index);
        if (index.Length == Rank)
        {
            WriteValue(offset, value);
            return;
        }

        Tensor part = View(offset, index.Length);
        Tensor source = TensorReader.Read(value, DType);
        if (source.Rank == 0)
        {
            part.Fill(source);
        }
        else
        {
            part.CopyFrom(source);
        }
    }

    /// <summary>The single value of a tensor that holds just one.</summary>
    public object ToScalar() => Count == 1 ? ReadValue(0) : throw Errors.NotOneValue(shape);

    /// <summary>Sets every value.</summary>
    public void Fill(object value)
    {
        ThrowIfDisposed();
        Tensor one = TensorReader.Read(value, DType); // perhaps the caller's own, so it is not disposed of here
        if (one.Count != 1)
        {
            throw Errors.NotOneValue(one.shape);
        }

        CopyValues(one, 0, new long[Rank], this, 0, TensorShape.Strides(shape), shape);
    }

    /// <summary>A copy of the part from <paramref name="start"/> up to, not including, <paramref name="end"/> along an
    /// axis.</summary>
    public Tensor Slice(long axis, long start, long end, long step = 1)
    {
        ThrowIfDisposed();
        int at = TensorShape.Axis(axis, Rank);
        AxisIndex range = AxisIndex.Range(start, end, step, shape[at]);
        long[] strides = TensorShape.Strides(shape);
        long[] result = Shape;
        result[at] = range.Count;
        long offset = range.Start * strides[at];
        strides[at] *= range.Step;
        return KnownAs(CopyOf(offset, strides, result), at < Rank - 1 ? ColumnNames : range.NamesOf(ColumnNames));
    }

    /// <summary>Joins tensors along the first axis; their type and the other axes have to be the same.</summary>
    internal static Tensor JoinRows(IReadOnlyList<Tensor> parts)
    {
        long[] sizes = parts[0].Shape;
        sizes[0] = parts.Sum(part => part.Dimensions[0]);
        Tensor result = Uninitialized(parts[0].DType, sizes);
        long offset = 0;
        foreach (Tensor part in parts)
        {
            CopyValues(part, 0, TensorShape.Strides(part.shape), result, offset, TensorShape.Strides(part.shape), part.shape);
            offset += part.Count;
        }

        return result;
    }

    /// <summary>A copy with the axes in another order; without arguments, in reverse order.</summary>
    public Tensor Transpose(params long[] axes)
    {
        ThrowIfDisposed();
        if (axes is null)
        {
            throw Errors.NothingGiven("An order of axes");
        }

        if (axes.Length == 0)
        {
            axes = Enumerable.Range(0, Rank).Reverse().Select(axis => (long)axis).ToArray();
        }

        if (axes.Length != Rank)
        {
            throw Errors.Invalid("AxisCountMismatch", $"A tensor of {Rank} dimensions needs as many axes; {axes.Length} were given.");
        }

        long[] strides = TensorShape.Strides(shape);
        var newShape = new long[Rank];
        var newStrides = new long[Rank];
        var seen = new bool[Rank];
        for (int i = 0; i < Rank; i++)
        {
            int axis = TensorShape.Axis(axes[i], Rank);
            if (seen[axis])
            {
                throw Errors.RepeatedAxis(axes[i]);
            }

            seen[axis] = true;
            newShape[i] = shape[axis];
            newStrides[i] = strides[axis];
        }

        return KnownAs(CopyOf(0, newStrides, newShape), names: null);
    }

    // Strides and offsets count values; both tensors are of one type.
    private static unsafe void CopyValues(
        Tensor source, long sourceOffset, long[] sourceStrides, Tensor result, long resultOffset, long[] resultStrides,
        long[] sizes)
    {
        using HandleLease from = source.Hold();
        using HandleLease to = result.Hold();
        fixed (long* fromStrides = sourceStrides)
        fixed (long* toStrides = resultStrides)
        fixed (long* shape = sizes)
        {
            NativeMethods.CopyStrided(
                source.Pointer(from, sourceOffset), source.Count - sourceOffset, fromStrides,
                result.Pointer(to, resultOffset), result.Count - resultOffset, toStrides,
                shape, sizes.Length, result.DType).ThrowIfFailed();
        }
    }

    private Tensor CopyOf(long offset, long[] strides, long[] newShape) =>
        StoppableCall.Run(TensorShape.Count(newShape), () => CopyValuesOf(offset, strides, newShape));

    private Tensor CopyValuesOf(long offset, long[] strides, long[] newShape)
    {
        Tensor result = Uninitialized(DType, newShape);
        if (result.Count > 0)
        {
            CopyValues(this, offset, strides, result, 0, TensorShape.Strides(newShape), newShape);
        }

        return result;
    }

    private Tensor View(long offset, int axes)
    {
        long[] rest = shape.Skip(axes).ToArray();
        using HandleLease lease = Hold();
        return KnownAs(new Tensor(TensorHandle.View(Handle, Pointer(lease, offset)), DType, rest), axes < Rank ? ColumnNames : null);
    }

    private IntPtr Pointer(HandleLease lease, long offset) => (IntPtr)(lease.Value.ToInt64() + (offset * DType.Size()));

    private long Offset(long[] index)
    {
        ThrowIfDisposed();
        if (index is null)
        {
            throw Errors.NothingGiven("An index");
        }

        if (index.Length > Rank)
        {
            throw Errors.IndexCount(index.Length, Rank);
        }

        long offset = 0;
        long step = Count;
        for (int axis = 0; axis < index.Length; axis++)
        {
            long size = shape[axis];
            long position = AxisIndex.Position(index[axis], axis, size);
            step /= size;
            offset += position * step;
        }

        return offset;
    }

    internal object ValueAt(long offset) => ReadValue(offset);

    private unsafe object ReadValue(long offset)
    {
        using HandleLease lease = Hold();
        void* at = (void*)Pointer(lease, offset);
        return DType switch
        {
            DType.Float32 => (object)*(float*)at,
            DType.Float64 => *(double*)at,
            DType.UInt8 => *(byte*)at,
            _ => *(long*)at,
        };
    }

    private void WriteValue(long offset, object? value)
    {
        Tensor one = TensorReader.Read(value, DType); // perhaps the caller's own, so it is not disposed of here
        if (one.Count != 1)
        {
            throw Errors.NotOneValue(one.shape);
        }

        CopyValues(one, 0, Array.Empty<long>(), this, offset, Array.Empty<long>(), Array.Empty<long>());
    }
}
