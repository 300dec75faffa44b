using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <summary>
/// The normalisation loops over runs of neighbouring values that share one statistic and one weight.
/// </summary>
/// <remarks>
/// A mean is kept as centre + rest, where only the centre is a T: x - centre loses no precision even if the mean is a
/// thousand standard deviations from 0, and the rest goes into the constant term.
/// </remarks>
internal static unsafe partial class NormRunLoops
{
    /// <summary>y = (x - centre) * scale + offset, rectified if asked; y may be x.</summary>
    public static void Affine<T>(T* x, T* y, int length, in ChannelConstants<T> constants, bool relu, bool stream)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = Vector<T>.Count;
        if (length < width)
        {
            for (int j = 0; j < length; j++)
            {
                T value = T.MultiplyAddEstimate(x[j] - constants.Centre, constants.Scale, constants.Offset);
                y[j] = relu && value < T.Zero ? T.Zero : value;
            }

            return;
        }

        ResultPass.Write<T, AffineResults<T>>(new(x, constants, relu), y, length, stream && x != y);
    }

    private readonly struct AffineResults<T>(T* x, in ChannelConstants<T> constants, bool relu) : IResults<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly Vector<T> centre = Vector.Create(constants.Centre);
        private readonly Vector<T> scale = Vector.Create(constants.Scale);
        private readonly Vector<T> offset = Vector.Create(constants.Offset);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> At(nint i)
        {
            Vector<T> value = VectorOperations.MultiplyAdd(Vector.Load(x + i) - centre, scale, offset);
            return relu ? VectorOperations.Rectify(value) : value;
        }

        public void Prefetch(nint i)
        {
        }
    }
}
