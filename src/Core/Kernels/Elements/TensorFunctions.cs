using System.Numerics;
using System.Numerics.Tensors;
using NormTools.Contract;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>Functions applied to each value. Outside their domain they give NaN, at poles infinity, as in IEEE
/// 754.</summary>
internal static class TensorFunctions
{
    /// <param name="function">The function to apply.</param>
    /// <param name="argument">The exponent, for a power; otherwise unused.</param>
    /// <param name="x">The values.</param>
    /// <param name="y">The results; as long as <paramref name="x"/>.</param>
    public static void Apply<T>(ElementFunction function, double argument, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int start = 0; start < x.Length; start += Slices.Values)
        {
            int length = Slices.Next(start, x.Length);
            Slice(function, argument, x.Slice(start, length), y.Slice(start, length));
        }
    }

    private static void Slice<T>(ElementFunction function, double argument, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (function)
        {
            case ElementFunction.Absolute: TensorPrimitives.Abs(x, y); break;
            case ElementFunction.Exponential: TensorPrimitives.Exp(x, y); break;
            case ElementFunction.Logarithm: TensorPrimitives.Log(x, y); break;
            case ElementFunction.SquareRoot: TensorPrimitives.Sqrt(x, y); break;
            case ElementFunction.Power when argument == 2: TensorPrimitives.Multiply(x, x, y); break;
            case ElementFunction.Power: TensorPrimitives.Pow(x, T.CreateTruncating(argument), y); break;
            default:
                throw CoreException.Argument(
                    "UnknownFunction", $"There is no element function number {(int)function}.");
        }
    }
}
