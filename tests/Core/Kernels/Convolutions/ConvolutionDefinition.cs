using System.Numerics;
using NormTools.Core.Kernels;

namespace NormTools.Core.Tests;

/// <summary>Convolution as it is defined, in double precision, every product one by one; with the size of the
/// sums.</summary>
internal sealed class ConvolutionDefinition
{
    private readonly ConvolutionShape shape;
    private readonly (double Value, double Size)[] y;

    private ConvolutionDefinition(ConvolutionShape shape, double[] x, double[] w, double[] dy)
    {
        this.shape = shape;
        y = new (double, double)[dy.Length];
        Dx = new (double, double)[x.Length];
        Dw = new (double, double)[w.Length];
        Db = new (double, double)[shape.Filters];
        for (int to = 0; to < dy.Length; to++)
        {
            int filter = to / shape.OutputPositions % shape.Filters;
            Add(ref Db[filter], dy[to]);
            for (int k = 0; k < shape.ChannelsPerGroup * shape.Taps; k++)
            {
                int from = InputOf(to, k);
                if (from >= 0)
                {
                    int weight = (filter * shape.ChannelsPerGroup * shape.Taps) + k;
                    Add(ref y[to], x[from] * w[weight]);
                    Add(ref Dx[from], dy[to] * w[weight]);
                    Add(ref Dw[weight], dy[to] * x[from]);
                }
            }
        }
    }

    public (double Value, double Size)[] Dx { get; }

    public (double Value, double Size)[] Dw { get; }

    public (double Value, double Size)[] Db { get; }

    public static ConvolutionDefinition Create<T>(ConvolutionShape shape, T[] x, T[] w, T[] dy)
        where T : INumber<T> => new(shape, Doubles(x), Doubles(w), Doubles(dy));

    public (double Value, double Size)[] Y<T>(T[] bias, FusedActivation activation)
        where T : INumber<T> =>
        [.. y.Select((sum, i) =>
        {
            double value = sum.Value + double.CreateChecked(bias[i / shape.OutputPositions % shape.Filters]);
            return (activation == FusedActivation.ReLU ? Math.Max(0, value) : value, sum.Size + 1);
        })];

    private static double[] Doubles<T>(T[] values)
        where T : INumber<T> => [.. values.Select(double.CreateChecked)];

    private static void Add(ref (double Value, double Size) sum, double term) =>
        sum = (sum.Value + term, sum.Size + Math.Abs(term));

    // Where output position "to" finds step k (channel of the group, tap) in the input; -1 in the padding.
    private int InputOf(int to, int k)
    {
        (int rest, int ow) = Math.DivRem(to, shape.Width.Output);
        (rest, int oh) = Math.DivRem(rest, shape.Height.Output);
        (rest, int od) = Math.DivRem(rest, shape.Depth.Output);
        (int sample, int filter) = Math.DivRem(rest, shape.Filters);
        (int left, int kw) = Math.DivRem(k, shape.Width.Kernel);
        (left, int kh) = Math.DivRem(left, shape.Height.Kernel);
        (int channel, int kd) = Math.DivRem(left, shape.Depth.Kernel);
        int d = Position(shape.Depth, od, kd), h = Position(shape.Height, oh, kh), w = Position(shape.Width, ow, kw);
        channel += filter / shape.FiltersPerGroup * shape.ChannelsPerGroup;
        return d < 0 || h < 0 || w < 0
            ? -1
            : (((((((sample * shape.Channels) + channel) * shape.Depth.Input) + d) * shape.Height.Input)
                + h) * shape.Width.Input) + w;
    }

    private static int Position(ConvolutionAxis axis, int output, int tap)
    {
        int position = (output * axis.Stride) + (tap * axis.Dilation) - axis.Padding;
        return position < axis.Input ? Math.Max(-1, position) : -1;
    }
}
