using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <content>Functions of each value, and the product of matrices. Integer tensors become Float32, as in PyTorch, except
/// for Abs.</content>
public sealed partial class Tensor
{
    /// <summary>The absolute value of each value; the type stays.</summary>
    public Tensor Abs() => DType switch
    {
        DType.UInt8 => Clone(),
        DType.Int64 => Maximum(-this),
        _ => Map(ElementFunction.Absolute),
    };

    /// <summary>e to the power of each value.</summary>
    public Tensor Exp() => Map(ElementFunction.Exponential);

    /// <summary>The natural logarithm; of zero -Infinity, of negative values NaN.</summary>
    public Tensor Log() => Map(ElementFunction.Logarithm);

    /// <summary>The square root; of negative values NaN.</summary>
    public Tensor Sqrt() => Map(ElementFunction.SquareRoot);

    /// <summary>Each value to the power of a number.</summary>
    public Tensor Pow(double exponent) => Map(ElementFunction.Power, exponent);

    /// <summary>The product of two matrices, [m, k] with [k, n]; a vector on the left is a row, on the right a column,
    /// and its dimension is missing from the result's shape, as with torch.matmul.</summary>
    public Tensor MatMul(object other)
    {
        ThrowIfDisposed();
        Tensor right = OperandFor(this, other);
        right.ThrowIfDisposed();
        DType type = DTypeExtensions.Promote(DType, right.DType);
        if (!type.IsFloat())
        {
            throw Errors.FloatWanted("MatMul", type);
        }

        if (Rank is not (1 or 2) || right.Rank is not (1 or 2))
        {
            throw Errors.MatricesWanted(shape, right.shape);
        }

        long k = shape[Rank - 1];
        if (k != right.shape[0])
        {
            throw Errors.InnerSizes(shape, right.shape);
        }

        long[] rows = shape.Take(Rank - 1).ToArray();
        long[] columns = right.shape.Skip(1).ToArray();
        long m = TensorShape.Count(rows);
        long n = TensorShape.Count(columns);
        const int ProductsAtOnce = 16; // done in the time that copying one value takes
        return StoppableCall.Run((long)((double)m * n * k / ProductsAtOnce), () =>
        {
            Tensor a = To(type);
            Tensor b = right.To(type);
            using HandleLease first = a.Hold();
            using HandleLease second = b.Hold();
            Tensor result = Uninitialized(type, rows.Concat(columns).ToArray());
            NativeMethods.MatrixProduct(type, 0, 0, m, n, k, a.Handle, b.Handle, result.Handle, 0, 0).ThrowIfFailed();
            return result;
        });
    }

    private Tensor Map(ElementFunction function, double argument = 0) =>
        StoppableCall.Run(Count, () => MapValues(function, argument));

    private Tensor MapValues(ElementFunction function, double argument)
    {
        ThrowIfDisposed();
        Tensor x = DType.IsFloat() ? this : To(DType.Float32);
        using HandleLease lease = x.Hold();
        Tensor result = Uninitialized(x.DType, shape);
        NativeMethods.ApplyFunction(function, argument, x.DType, x.Handle, result.Handle, Count).ThrowIfFailed();
        return result;
    }
}
