using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <summary>
/// The normalisation loops over a row of neighbouring values that share one statistic but have a weight each.
/// </summary>
/// <remarks>
/// As in <see cref="NormRunLoops"/>, a mean is centre + rest: the normalised x is (x - centre) * scale + offset.
/// </remarks>
internal static unsafe partial class NormRowLoops
{
    /// <summary>
    /// y = normalised x * weight + bias, rectified if asked; weight and bias may be null, y may be x.
    /// </summary>
    /// <param name="ahead">The distance from x to the values that will be read next.</param>
    public static void Affine<T>(
        T* x, T* y, int width, T* weight, T* bias, in ChannelConstants<T> constants, bool relu, bool stream, nint ahead)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int lanes = Vector<T>.Count;
        if (width < lanes)
        {
            for (int j = 0; j < width; j++)
            {
                T value = T.MultiplyAddEstimate(x[j] - constants.Centre, constants.Scale, constants.Offset);
                value = weight is null ? value : value * weight[j];
                value = bias is null ? value : value + bias[j];
                y[j] = relu && value < T.Zero ? T.Zero : value;
            }

            return;
        }

        stream &= x != y;
        if (IsPlain(weight, bias, relu))
        {
            ResultPass.Write<T, AffineResults<T, PlainLoop>>(
                new(x, weight, bias, constants, relu, ahead), y, width, stream);
        }
        else
        {
            ResultPass.Write<T, AffineResults<T, GeneralLoop>>(
                new(x, weight, bias, constants, relu, ahead), y, width, stream);
        }
    }

    /// <summary>
    /// As Affine, but past the caches; returns the moments of another row: see <see cref="NormPairLoops"/>.
    /// </summary>
    public static MomentSums AffineAndSum<T>(
        T* x, T* y, T* next, int width, T* weight, T* bias, in ChannelConstants<T> constants, bool relu, nint ahead)
        where T : unmanaged, IFloatingPointIeee754<T> => IsPlain(weight, bias, relu)
        ? NormPairLoops.Row<T, AffineResults<T, PlainLoop>>(new(x, weight, bias, constants, relu, ahead), y, next, width)
        : NormPairLoops.Row<T, AffineResults<T, GeneralLoop>>(new(x, weight, bias, constants, relu, ahead), y, next, width);

    private static bool IsPlain<T>(T* weight, T* bias, bool relu)
        where T : unmanaged => weight is not null && bias is not null && !relu;

    private readonly struct AffineResults<T, TVariant>(
        T* x, T* weight, T* bias, in ChannelConstants<T> constants, bool relu, nint ahead) : IResults<T>
        where T : unmanaged, IFloatingPointIeee754<T>
        where TVariant : struct, ILoopVariant
    {
        private readonly Map<T> map = new(constants);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> At(nint i)
        {
            Vector<T> value = VectorOperations.MultiplyAdd(Vector.Load(x + i) - map.Centre, map.Scale, map.Offset);
            if (TVariant.IsPlain)
            {
                return VectorOperations.MultiplyAdd(value, Vector.Load(weight + i), Vector.Load(bias + i));
            }

            if (weight is not null)
            {
                value = bias is null
                    ? value * Vector.Load(weight + i)
                    : VectorOperations.MultiplyAdd(value, Vector.Load(weight + i), Vector.Load(bias + i));
            }
            else if (bias is not null)
            {
                value += Vector.Load(bias + i);
            }

            return relu ? VectorOperations.Rectify(value) : value;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Prefetch(nint i) => VectorOperations.FetchLater(x + i + ahead);
    }

    private readonly struct Map<T>(in ChannelConstants<T> constants)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public readonly Vector<T> Centre = Vector.Create(constants.Centre);
        public readonly Vector<T> Scale = Vector.Create(constants.Scale);
        public readonly Vector<T> Offset = Vector.Create(constants.Offset);
        public readonly Vector<T> OfInput = Vector.Create(constants.OfInput);
    }
}
