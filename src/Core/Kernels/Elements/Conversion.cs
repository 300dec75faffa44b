using System.Numerics;
using System.Numerics.Tensors;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>Converts values from one element type to another.</summary>
internal static class Conversion
{
    /// <summary>Converts every value; fractions are cut off on the way to integers.</summary>
    /// <exception cref="CoreException">A value does not fit an integer type (NaN and infinities never do).</exception>
    public static void Convert<TFrom, TTo>(ReadOnlySpan<TFrom> source, Span<TTo> result)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        for (int start = 0; start < source.Length; start += Slices.Values)
        {
            int length = Slices.Next(start, source.Length);
            if (typeof(TTo) == typeof(float) || typeof(TTo) == typeof(double))
            {
                TensorPrimitives.ConvertTruncating(source.Slice(start, length), result.Slice(start, length));
            }
            else
            {
                ToIntegers(source.Slice(start, length), result.Slice(start, length), start);
            }
        }
    }

    private static void ToIntegers<TFrom, TTo>(ReadOnlySpan<TFrom> source, Span<TTo> result, int first)
        where TFrom : unmanaged, INumber<TFrom>
        where TTo : unmanaged, INumber<TTo>
    {
        for (int i = 0; i < source.Length; i++)
        {
            try
            {
                result[i] = TTo.CreateChecked(source[i]);
            }
            catch (OverflowException)
            {
                throw CoreException.InvalidData(
                    "ValueOutOfRange",
                    FormattableString.Invariant(
                        $"The value {source[i]} at position {first + i} does not fit the type {Name<TTo>()}."));
            }
        }
    }

    private static string Name<T>() => typeof(T) == typeof(byte) ? "UInt8 (0 to 255)" : "Int64";
}
