using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>
/// The loops of normalisation over runs of neighbouring values that share one statistic and one weight.
/// </summary>
/// <remarks>
/// A mean is kept as centre + rest, of which only the centre is a T: x - centre loses nothing even where the mean is a
/// thousand deviations away, and the rest goes into the constant term.
/// </remarks>
internal static unsafe partial class NormRuns
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

        var map = new AffineMap<T>(constants, relu);
        Vector<T> last = map.Of(Vector.Load(x + length - width)); // before a store can reach it where y is x
        int i = 0;
        stream &= x != y;
        if (stream && (i = Lanes.ToAlignment(y)) > 0)
        {
            map.Of(Vector.Load(x)).Store(y);
        }

        for (; i <= length - (2 * width); i += 2 * width)
        {
            Vector<T> a = map.Of(Vector.Load(x + i));
            Vector<T> b = map.Of(Vector.Load(x + i + width));
            Lanes.Store(a, y + i, stream);
            Lanes.Store(b, y + i + width, stream);
        }

        if (i <= length - width)
        {
            Lanes.Store(map.Of(Vector.Load(x + i)), y + i, stream);
        }

        last.Store(y + length - width);
    }

    private readonly struct AffineMap<T>(in ChannelConstants<T> constants, bool relu)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly Vector<T> centre = Vector.Create(constants.Centre);
        private readonly Vector<T> scale = Vector.Create(constants.Scale);
        private readonly Vector<T> offset = Vector.Create(constants.Offset);

        public Vector<T> Of(Vector<T> x)
        {
            Vector<T> value = Lanes.MultiplyAdd(x - centre, scale, offset);
            return relu ? Lanes.Rectify(value) : value;
        }
    }
}
