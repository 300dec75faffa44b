using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <content>Arithmetic with broadcasting. A number on either side is a tensor of no dimensions; an array is possible on
/// the right side only.</content>
public sealed partial class Tensor
{
    public static Tensor operator +(Tensor left, Tensor right) => Combine(BinaryOperation.Add, left, right);

    public static Tensor operator +(Tensor left, Array right) =>
        Combine(BinaryOperation.Add, left, ArrayFor(left, right));

    public static Tensor operator +(Tensor left, double right) => Combine(BinaryOperation.Add, left, right);

    public static Tensor operator +(double left, Tensor right) => Combine(BinaryOperation.Add, left, right);

    public static Tensor operator -(Tensor left, Tensor right) => Combine(BinaryOperation.Subtract, left, right);

    public static Tensor operator -(Tensor left, Array right) =>
        Combine(BinaryOperation.Subtract, left, ArrayFor(left, right));

    public static Tensor operator -(Tensor left, double right) => Combine(BinaryOperation.Subtract, left, right);

    public static Tensor operator -(double left, Tensor right) => Combine(BinaryOperation.Subtract, left, right);

    public static Tensor operator *(Tensor left, Tensor right) => Combine(BinaryOperation.Multiply, left, right);

    public static Tensor operator *(Tensor left, Array right) =>
        Combine(BinaryOperation.Multiply, left, ArrayFor(left, right));

    public static Tensor operator *(Tensor left, double right) => Combine(BinaryOperation.Multiply, left, right);

    public static Tensor operator *(double left, Tensor right) => Combine(BinaryOperation.Multiply, left, right);

    public static Tensor operator /(Tensor left, Tensor right) => Combine(BinaryOperation.Divide, left, right);

    public static Tensor operator /(Tensor left, Array right) =>
        Combine(BinaryOperation.Divide, left, ArrayFor(left, right));

    public static Tensor operator /(Tensor left, double right) => Combine(BinaryOperation.Divide, left, right);

    public static Tensor operator /(double left, Tensor right) => Combine(BinaryOperation.Divide, left, right);

    public static Tensor operator -(Tensor operand) => Combine(BinaryOperation.Subtract, 0d, operand);

    /// <summary>The larger of two values, element by element.</summary>
    public Tensor Maximum(object other) => Combine(BinaryOperation.Maximum, this, OperandFor(this, other));

    /// <summary>The smaller of two values, element by element.</summary>
    public Tensor Minimum(object other) => Combine(BinaryOperation.Minimum, this, OperandFor(this, other));

    private static Tensor Combine(BinaryOperation operation, Tensor left, double right) =>
        Combine(operation, left, NumberFor(left, right, operation));

    private static Tensor Combine(BinaryOperation operation, double left, Tensor right) =>
        Combine(operation, NumberFor(right, left, operation), right);

    // A whole number keeps an integer tensor an integer tensor; any other makes it float32, as in PyTorch.
    private static Tensor NumberFor(Tensor tensor, double number, BinaryOperation operation)
    {
        tensor.ThrowIfDisposed();
        bool whole = number == Math.Floor(number) && Math.Abs(number) < 1L << 53;
        DType type = tensor.DType.IsFloat() ? tensor.DType
            : whole && operation != BinaryOperation.Divide ? DType.Int64
            : DType.Float32;
        return TensorReader.Read(number, type);
    }

    private static Tensor OperandFor(Tensor tensor, object other) => Unwrapped.Of(other) switch
    {
        Tensor typed => typed,
        object value when TensorReader.TryNumber(value, out double number) => NumberFor(tensor, number, BinaryOperation.Maximum),
        var values => ArrayFor(tensor, values),
    };

    // As with a number: a float tensor keeps its type, an integer tensor becomes float32 where a value has a fraction.
    private static Tensor ArrayFor(Tensor tensor, object? values)
    {
        tensor.ThrowIfDisposed();
        if (tensor.DType.IsFloat())
        {
            return TensorReader.Read(values, tensor.DType);
        }

        Tensor exact = TensorReader.Read(values, DType.Float64);
        var numbers = (double[])exact.ToArray();
        bool whole = numbers.All(number => number == Math.Floor(number) && Math.Abs(number) < 1L << 53);
        return whole ? TensorReader.Read(values, DType.Int64) : exact.To(DType.Float32);
    }

    private static Tensor Combine(BinaryOperation operation, Tensor left, Tensor right)
    {
        left.ThrowIfDisposed();
        right.ThrowIfDisposed();
        long[] shape = TensorShape.Broadcast(left.shape, right.shape);
        TensorShape.Check(shape);
        return StoppableCall.Run(TensorShape.Count(shape), () => Combine(operation, left, right, shape));
    }

    private static unsafe Tensor Combine(BinaryOperation operation, Tensor left, Tensor right, long[] shape)
    {
        DType type = DTypeExtensions.Promote(left.DType, right.DType);
        if (operation == BinaryOperation.Divide && !type.IsFloat())
        {
            type = DType.Float32;
        }

        Tensor a = left.To(type);
        Tensor b = right.To(type);
        using HandleLease first = a.Hold();
        using HandleLease second = b.Hold();
        Tensor result = Uninitialized(type, shape);
        fixed (long* aStrides = TensorShape.BroadcastStrides(a.shape, shape))
        fixed (long* bStrides = TensorShape.BroadcastStrides(b.shape, shape))
        fixed (long* sizes = shape)
        {
            NativeMethods.Elementwise(
                operation, type, a.Handle, a.Count, aStrides, b.Handle, b.Count, bStrides, result.Handle, sizes, shape.Length)
                .ThrowIfFailed();
        }

        return result;
    }
}
