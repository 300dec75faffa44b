using System.Numerics;
using System.Numerics.Tensors;
using NormTools.Contract;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>Element-wise operations on two tensors that are broadcast to one shape (an axis of stride 0 repeats its
/// value).</summary>
/// <remarks>A NaN affects its own element only; integers wrap around, and dividing them by zero throws.</remarks>
internal static class Elementwise
{
    /// <param name="operation">The operation to apply.</param>
    /// <param name="a">The first operand's values.</param>
    /// <param name="aStrides">Elements between neighbours, per axis of <paramref name="shape"/>; 0 repeats.</param>
    /// <param name="b">The second operand's values.</param>
    /// <param name="bStrides">As <paramref name="aStrides"/>.</param>
    /// <param name="result">Row-major, of <paramref name="shape"/>.</param>
    /// <param name="shape">The common shape.</param>
    public static void Apply<T>(
        BinaryOperation operation,
        ReadOnlySpan<T> a,
        ReadOnlySpan<long> aStrides,
        ReadOnlySpan<T> b,
        ReadOnlySpan<long> bStrides,
        Span<T> result,
        ReadOnlySpan<long> shape)
        where T : unmanaged, INumber<T>
    {
        if (result.IsEmpty)
        {
            return;
        }

        // Trailing axes that are laid out like the result form one run.
        int outer = shape.Length;
        long run = 1;
        while (outer > 0 && (shape[outer - 1] == 1 || (aStrides[outer - 1] == run && bStrides[outer - 1] == run)))
        {
            run *= shape[--outer];
        }

        bool aRepeats = false;
        bool bRepeats = false;
        if (run == 1 && outer > 0)
        {
            aRepeats = aStrides[outer - 1] == 0;
            bRepeats = bStrides[outer - 1] == 0;
            run = shape[--outer];
        }

        Span<long> index = stackalloc long[Math.Max(outer, 1)];
        index.Clear();
        int done = 0;
        for (int start = 0; start < result.Length; start += (int)run)
        {
            long aStart = 0;
            long bStart = 0;
            for (int axis = 0; axis < outer; axis++)
            {
                aStart += index[axis] * aStrides[axis];
                bStart += index[axis] * bStrides[axis];
            }

            for (int at = 0; at < (int)run; at += Slices.Values)
            {
                int length = Math.Min(Slices.Values, (int)run - at);
                Slices.Count(ref done, length);
                Run(
                    operation, a.Slice((int)aStart + (aRepeats ? 0 : at), aRepeats ? 1 : length), aRepeats,
                    b.Slice((int)bStart + (bRepeats ? 0 : at), bRepeats ? 1 : length), bRepeats,
                    result.Slice(start + at, length));
            }

            Strided.Advance(index[..outer], shape[..outer]);
        }
    }

    private static void Run<T>(
        BinaryOperation operation, ReadOnlySpan<T> a, bool aRepeats, ReadOnlySpan<T> b, bool bRepeats, Span<T> result)
        where T : unmanaged, INumber<T>
    {
        if (aRepeats && bRepeats)
        {
            Run(operation, a, b, result[..1]);
            result.Fill(result[0]);
        }
        else if (bRepeats)
        {
            Run(operation, a, b[0], result);
        }
        else if (aRepeats)
        {
            Run(operation, a[0], b, result);
        }
        else
        {
            Run(operation, a, b, result);
        }
    }

    private static void Run<T>(BinaryOperation operation, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> result)
        where T : unmanaged, INumber<T>
    {
        switch (operation)
        {
            case BinaryOperation.Add: TensorPrimitives.Add(a, b, result); break;
            case BinaryOperation.Subtract: TensorPrimitives.Subtract(a, b, result); break;
            case BinaryOperation.Multiply: TensorPrimitives.Multiply(a, b, result); break;
            case BinaryOperation.Divide: TensorPrimitives.Divide(a, b, result); break;
            case BinaryOperation.Minimum: TensorPrimitives.Min(a, b, result); break;
            case BinaryOperation.Maximum: TensorPrimitives.Max(a, b, result); break;
            default: throw Unknown(operation);
        }
    }

    private static void Run<T>(BinaryOperation operation, ReadOnlySpan<T> a, T b, Span<T> result)
        where T : unmanaged, INumber<T>
    {
        switch (operation)
        {
            case BinaryOperation.Add: TensorPrimitives.Add(a, b, result); break;
            case BinaryOperation.Subtract: TensorPrimitives.Subtract(a, b, result); break;
            case BinaryOperation.Multiply: TensorPrimitives.Multiply(a, b, result); break;
            case BinaryOperation.Divide: TensorPrimitives.Divide(a, b, result); break;
            case BinaryOperation.Minimum: TensorPrimitives.Min(a, b, result); break;
            case BinaryOperation.Maximum: TensorPrimitives.Max(a, b, result); break;
            default: throw Unknown(operation);
        }
    }

    private static void Run<T>(BinaryOperation operation, T a, ReadOnlySpan<T> b, Span<T> result)
        where T : unmanaged, INumber<T>
    {
        switch (operation)
        {
            case BinaryOperation.Subtract: TensorPrimitives.Subtract(a, b, result); break;
            case BinaryOperation.Divide: TensorPrimitives.Divide(a, b, result); break;
            default: Run(operation, b, a, result); break; // the others commute
        }
    }

    private static CoreException Unknown(BinaryOperation operation) =>
        CoreException.Argument("UnknownOperation", $"There is no element-wise operation number {(int)operation}.");
}
