using NormTools.Native;

namespace NormTools;

/// <content>Single values, views, slices and transposes.</content>
public sealed partial class Tensor
{
    /// <summary>One value where every axis has an index, else a view of the axes that are left.</summary>
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

        CopyView(one.Handle.DangerousGetHandle(), 1, new long[Rank], this);
        GC.KeepAlive(one);
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
        return CopyOf(offset, strides, result);
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

        return CopyOf(0, newStrides, newShape);
    }

    // The other strides are those of a whole tensor.
    private static void CopyView(IntPtr source, long sourceCount, long[] strides, Tensor result)
    {
        CopyViews(
            source, sourceCount, strides, result.Handle.DangerousGetHandle(), result.Count,
            TensorShape.Strides(result.shape), result.shape, result.DType);
        GC.KeepAlive(result);
    }

    private static unsafe void CopyViews(
        IntPtr source, long sourceCount, long[] strides, IntPtr result, long resultCount, long[] resultStrides,
        long[] shape, DType type)
    {
        fixed (long* from = strides)
        fixed (long* to = resultStrides)
        fixed (long* sizes = shape)
        {
            NativeMethods.CopyStrided(source, sourceCount, from, result, resultCount, to, sizes, shape.Length, type)
                .ThrowIfFailed();
        }
    }

    private Tensor CopyOf(long offset, long[] strides, long[] newShape)
    {
        Tensor result = Uninitialized(DType, newShape);
        if (result.Count > 0)
        {
            CopyView(Pointer(offset), Count - offset, strides, result);
            GC.KeepAlive(this);
        }

        return result;
    }

    private Tensor View(long offset, int axes)
    {
        long[] rest = shape.Skip(axes).ToArray();
        return new Tensor(TensorHandle.View(Handle, Pointer(offset)), DType, rest);
    }

    private IntPtr Pointer(long offset) => (IntPtr)(Handle.DangerousGetHandle().ToInt64() + (offset * DType.Size()));

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
        ThrowIfDisposed();
        void* at = (void*)Pointer(offset);
        object value = DType switch
        {
            DType.Float32 => (object)*(float*)at,
            DType.Float64 => *(double*)at,
            DType.UInt8 => *(byte*)at,
            _ => *(long*)at,
        };
        GC.KeepAlive(this);
        return value;
    }

    private void WriteValue(long offset, object? value)
    {
        Tensor one = TensorReader.Read(value, DType); // perhaps the caller's own, so it is not disposed of here
        if (one.Count != 1)
        {
            throw Errors.NotOneValue(one.shape);
        }

        var target = new Tensor(TensorHandle.View(Handle, Pointer(offset)), DType, Array.Empty<long>());
        CopyView(one.Handle.DangerousGetHandle(), 1, Array.Empty<long>(), target);
        GC.KeepAlive(one);
        target.Dispose();
    }
}
