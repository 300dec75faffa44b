using NormTools.Native;

namespace NormTools;

/// <content>Single values, rows, slices and transposes.</content>
public sealed partial class Tensor
{
    /// <summary>The value at a position of a vector, else a view of what is left; negative indices count from the
    /// back.</summary>
    public object this[long i]
    {
        get => GetValue(i);
        set => SetValue(value, i);
    }

    /// <summary>The value at a row and a column, else a view of what is left.</summary>
    public object this[long i, long j]
    {
        get => GetValue(i, j);
        set => SetValue(value, i, j);
    }

    /// <summary>The value at three indices, else a view of what is left.</summary>
    public object this[long i, long j, long k]
    {
        get => GetValue(i, j, k);
        set => SetValue(value, i, j, k);
    }

    /// <summary>The value at four indices, else a view of what is left.</summary>
    public object this[long i, long j, long k, long l]
    {
        get => GetValue(i, j, k, l);
        set => SetValue(value, i, j, k, l);
    }

    /// <summary>The value at five indices, else a view of what is left.</summary>
    public object this[long i, long j, long k, long l, long m]
    {
        get => GetValue(i, j, k, l, m);
        set => SetValue(value, i, j, k, l, m);
    }

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
        long size = shape[at];
        long from = Clamp(start, size);
        long to = Clamp(end, size);
        if (step < 1)
        {
            throw Errors.Invalid("InvalidStep", $"The step of a slice is at least 1; {step} was given.");
        }

        step = Math.Min(step, Math.Max(size, 1));
        long[] strides = TensorShape.Strides(shape);
        long[] result = Shape;
        result[at] = Math.Max(0, (to - from + step - 1) / step);
        long offset = from * strides[at];
        strides[at] *= step;
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

    private static long Clamp(long position, long size) => Math.Min(Math.Max(position < 0 ? position + size : position, 0), size);

    private static unsafe void CopyView(IntPtr source, long sourceCount, long[] strides, Tensor result)
    {
        fixed (long* steps = strides)
        fixed (long* sizes = result.shape)
        {
            NativeMethods.CopyStrided(source, sourceCount, steps, result.Handle, sizes, result.Rank, result.DType).ThrowIfFailed();
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
            long position = index[axis] < 0 ? index[axis] + size : index[axis];
            if (position < 0 || position >= size)
            {
                throw Errors.Index(index[axis], axis, size);
            }

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
