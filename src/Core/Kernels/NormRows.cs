using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <summary>
/// The loops of normalisation over a row of neighbours with one statistic and a weight for each of them.
/// </summary>
/// <remarks>
/// A mean is centre + rest as in <see cref="NormRuns"/>: the normalised x is (x - centre) * scale + offset.
/// </remarks>
internal static unsafe partial class NormRows
{
    /// <summary>
    /// y = normalised x * weight + bias, rectified if asked; weight and bias may be null, y may be x.
    /// </summary>
    /// <param name="ahead">How far beyond x the next values are that will be read.</param>
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

        var map = new Map<T>(constants);
        int end = width - lanes;
        Vector<T> last = Result(Vector.Load(x + end), weight, bias, end, map, relu); // before y, if it is x, changes
        int i = 0;
        stream &= x != y;
        if (stream && (i = Lanes.ToAlignment(y)) > 0)
        {
            Result(Vector.Load(x), weight, bias, 0, map, relu).Store(y);
        }

        if (weight is not null && bias is not null && !relu)
        {
            for (; i <= end - (2 * lanes); i += 2 * lanes)
            {
                Lanes.FetchLater(x + i + ahead);
                Vector<T> a = Lanes.MultiplyAdd(Vector.Load(x + i) - map.Centre, map.Scale, map.Offset);
                Vector<T> b = Lanes.MultiplyAdd(Vector.Load(x + i + lanes) - map.Centre, map.Scale, map.Offset);
                a = Lanes.MultiplyAdd(a, Vector.Load(weight + i), Vector.Load(bias + i));
                b = Lanes.MultiplyAdd(b, Vector.Load(weight + i + lanes), Vector.Load(bias + i + lanes));
                Lanes.Store(a, y + i, stream);
                Lanes.Store(b, y + i + lanes, stream);
            }
        }

        for (; i < end; i += lanes)
        {
            Lanes.Store(Result(Vector.Load(x + i), weight, bias, i, map, relu), y + i, stream);
        }

        last.Store(y + end);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Result<T>(Vector<T> x, T* weight, T* bias, int i, in Map<T> map, bool relu)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> value = Lanes.MultiplyAdd(x - map.Centre, map.Scale, map.Offset);
        if (weight is not null)
        {
            value = bias is null
                ? value * Vector.Load(weight + i)
                : Lanes.MultiplyAdd(value, Vector.Load(weight + i), Vector.Load(bias + i));
        }
        else if (bias is not null)
        {
            value += Vector.Load(bias + i);
        }

        return relu ? Lanes.Rectify(value) : value;
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
