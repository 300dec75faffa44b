using NormTools.Native;

namespace NormTools;

/// <summary>An n-dimensional array of numbers in native memory, row-major and contiguous.</summary>
/// <remarks>
/// It is not enumerable on purpose: the pipeline would unroll it. Reshape and an index of positions give views of the
/// same memory (as in PyTorch); ranges, lists, Slice, Transpose and all arithmetic give new tensors. Dispose is
/// optional: the garbage collector is told the size of the memory.
/// </remarks>
[System.ComponentModel.TypeConverter(typeof(TensorConverter))]
public sealed partial class Tensor : IDisplay, IDisposable
{
    /// <summary>The most dimensions that a tensor can have.</summary>
    public const int MaximumRank = 16;

    private readonly long[] shape;

    internal Tensor(TensorHandle handle, DType dtype, long[] shape)
    {
        Handle = handle;
        DType = dtype;
        this.shape = shape;
        Count = TensorShape.Count(shape);
    }

    /// <summary>The type of the values.</summary>
    public DType DType { get; }

    /// <summary>The size of every dimension; a single number has none.</summary>
    public long[] Shape => (long[])shape.Clone();

    /// <summary>The number of dimensions.</summary>
    public int Rank => shape.Length;

    /// <summary>The number of values.</summary>
    public long Count { get; }

    /// <summary>The bytes that the values take.</summary>
    public long ByteCount => Count * DType.Size();

    /// <summary>Text columns that became categories: property name to category names, each at the position of its
    /// code.</summary>
    public IReadOnlyDictionary<string, string[]>? Categories { get; internal set; }

    /// <summary>Column names, where the tensor was made from objects.</summary>
    public string[]? ColumnNames { get; internal set; }

    /// <summary>Two distinct values that became equal in Float32, and their column; null where there are
    /// none.</summary>
    internal (long Column, double First, double Second)? Lost { get; set; }

    internal TensorHandle Handle { get; }

    internal bool IsDisposed { get; private set; }

    /// <summary>Whether it was made of plain numbers in a script, so that it takes the type of the other
    /// operand.</summary>
    internal bool TakesAnyType { get; set; }

    internal long[] Dimensions => shape;

    /// <summary>A tensor of zeros of a type, as in Zeros('Float32', 2, 3).</summary>
    public static Tensor Zeros(object dtype, params long[] shape) => Zeros(DTypeReader.Read(dtype), shape);

    internal static Tensor Zeros(DType dtype, params long[] shape)
    {
        TensorShape.Check(shape);
        return new Tensor(TensorHandle.Allocate(TensorShape.Count(shape) * dtype.Size(), cleared: true), dtype, Copy(shape));
    }

    /// <summary>Makes a tensor from a number, a (nested) array, a collection of numbers or another tensor.</summary>
    public static Tensor From(object value, object? dtype = null) =>
        TensorReader.Read(value, dtype is null ? DType.Float32 : DTypeReader.Read(dtype));

    /// <summary>A view of the same values in another shape; one size may be -1, which is then inferred.</summary>
    public Tensor Reshape(params long[] newShape)
    {
        ThrowIfDisposed();
        long[] resolved = TensorShape.Resolve(shape, newShape);
        return KnownAs(new Tensor(TensorHandle.View(Handle, Handle.DangerousGetHandle()), DType, resolved));
    }

    /// <summary>The same values in another type, as in To('Int64'); a tensor of that type already is returned as it
    /// is.</summary>
    /// <exception cref="NormToolsException">A value does not fit an integer type, or there is no such type.</exception>
    public Tensor To(object dtype) => To(DTypeReader.Read(dtype));

    internal Tensor To(DType dtype)
    {
        ThrowIfDisposed();
        if (dtype == DType)
        {
            return this;
        }

        Tensor result = Uninitialized(dtype, shape);
        using (Hold())
        {
            NativeMethods.Convert(Handle, DType, result.Handle, dtype, Count).ThrowIfFailed();
        }

        result.Lost = Lost;
        return KnownAs(result);
    }

    /// <summary>A copy in memory of its own.</summary>
    public Tensor Clone()
    {
        ThrowIfDisposed();
        Tensor result = Uninitialized(DType, shape);
        result.CopyFrom(this);
        result.Lost = Lost;
        return KnownAs(result);
    }

    /// <summary>Frees the memory now (views of it keep it until they go as well).</summary>
    public void Dispose()
    {
        IsDisposed = true;
        Handle.Dispose();
    }

    internal static Tensor Uninitialized(DType dtype, long[] shape)
    {
        TensorShape.Check(shape);
        return new Tensor(TensorHandle.Allocate(TensorShape.Count(shape) * dtype.Size(), cleared: false), dtype, Copy(shape));
    }

    /// <summary>Overwrites the values; the shapes have to be equal, the type is converted.</summary>
    internal void CopyFrom(Tensor source)
    {
        ThrowIfDisposed();
        source.ThrowIfDisposed();
        if (!TensorShape.Equal(shape, source.shape))
        {
            throw Errors.ShapeWanted("The assigned tensor", source.shape, Text.Shape(shape));
        }

        using HandleLease from = source.Hold();
        using HandleLease to = Hold();
        NativeMethods.Convert(source.Handle, source.DType, Handle, DType, Count).ThrowIfFailed();
    }

    /// <summary>Whether both share memory, as views do.</summary>
    internal bool Overlaps(Tensor other)
    {
        long first = Handle.DangerousGetHandle().ToInt64();
        long second = other.Handle.DangerousGetHandle().ToInt64();
        return first < second + other.ByteCount && second < first + ByteCount;
    }

    /// <summary>Keeps the memory alive until the lease ends, even if the tensor is disposed of meanwhile. Every access
    /// takes one.</summary>
    /// <exception cref="NormToolsException">The tensor has been disposed of.</exception>
    internal HandleLease Hold()
    {
        ThrowIfDisposed();
        return new HandleLease(Handle);
    }

    internal void ThrowIfDisposed()
    {
        if (IsDisposed)
        {
            throw Errors.Disposed();
        }
    }

    private static long[] Copy(long[] values) => (long[])values.Clone();
}
