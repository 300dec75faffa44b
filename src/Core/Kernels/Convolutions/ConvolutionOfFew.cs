using System.Numerics;
using System.Numerics.Tensors;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>Convolutions of long kernels over few positions: each position of the shorter side meets each tap
/// once.</summary>
/// <remarks>
/// When a kernel of K taps slides over n positions and all the padding it can reach around them, there are about n + K
/// results. Summing over the taps for each of them takes K (n + K) products, all but n K of them with a zero. So the
/// loop runs over the short side and adds each product where it belongs: y[f, o] += w[f, c, t] x[c, i] for each input
/// i, or dx[c, i] += w[f, c, t] dy[f, o] for each output o, with i = o * stride + t * dilation - padding. Sums are in
/// the order of channels, positions and taps.
/// </remarks>
internal unsafe struct ConvolutionOfFew<T> : IParallelWork
    where T : unmanaged, INumber<T>
{
    private const int LeastTaps = 256;
    private const int LeastShare = 64;

    private ConvolutionShape shape;
    private bool spreadsInput; // true: forward pass and weight gradient; false: input gradient
    private T* source;
    private T* weight;
    private T* bias;
    private T* target;
    private FusedActivation activation;
    private T* outputGradient; // set for a weight gradient only: source is then x, target dw and bias db

    /// <summary>Whether the input has so few positions that most taps of the outputs read padding.</summary>
    public static bool SuitsInput(in ConvolutionShape shape) => Suits(
        shape, shape.OutputPositions, shape.InputPositions);

    /// <summary>Whether the output has so few positions that most taps of the input gradient fall outside it.</summary>
    public static bool SuitsOutput(in ConvolutionShape shape) => Suits(
        shape, shape.InputPositions / ((long)shape.Depth.Stride * shape.Height.Stride * shape.Width.Stride), shape.OutputPositions);

    /// <summary><see cref="Convolution.Forward"/>.</summary>
    public static void Forward(
        in ConvolutionShape shape, T* x, T* weight, T* bias, T* y, FusedActivation activation, int threads)
    {
        ConvolutionOfFew<T> work = new()
        {
            shape = shape,
            spreadsInput = true,
            source = x,
            weight = weight,
            bias = bias,
            target = y,
            activation = activation,
        };
        Workers.Run(ref work, shape.Batch * shape.Filters, threads);
    }

    /// <summary><see cref="Convolution.InputGradient"/>.</summary>
    public static void InputGradient(
        in ConvolutionShape shape, T* dy, T* weight, T* bias, T* dx, FusedActivation activation, int threads)
    {
        ConvolutionOfFew<T> work = new()
        {
            shape = shape,
            source = dy,
            weight = weight,
            bias = bias,
            target = dx,
            activation = activation,
        };
        Workers.Run(ref work, shape.Batch * shape.Channels, threads);
    }

    /// <summary><see cref="Convolution.WeightGradient"/>.</summary>
    public static void WeightGradient(in ConvolutionShape shape, T* x, T* dy, T* weightGradient, T* biasGradient, int threads)
    {
        ConvolutionOfFew<T> work = new()
        {
            shape = shape,
            spreadsInput = true,
            source = x,
            outputGradient = dy,
            target = weightGradient,
            bias = biasGradient,
        };
        Workers.Run(ref work, shape.Filters, threads);
    }

    /// <summary>Computes one channel of a sample's result, or one filter's gradient.</summary>
    public readonly void Run(int part)
    {
        if (outputGradient is not null)
        {
            Gather(part);
            return;
        }

        int channels = spreadsInput ? shape.Filters : shape.Channels;
        (int sample, int channel) = Math.DivRem(part, channels);
        int positions = spreadsInput ? shape.OutputPositions : shape.InputPositions;
        T* result = target + ((long)part * positions);
        T first = bias is null ? T.Zero : bias[channel];
        for (int start = 0; start < positions; start += Slices.Values)
        {
            new Span<T>(result + start, Slices.Next(start, positions)).Fill(first);
        }

        int own = spreadsInput ? shape.FiltersPerGroup : shape.ChannelsPerGroup;
        int others = spreadsInput ? shape.ChannelsPerGroup : shape.FiltersPerGroup;
        int group = channel / own;
        int sources = spreadsInput ? shape.InputPositions : shape.OutputPositions;
        int done = 0;
        for (int i = 0; i < others; i++)
        {
            int other = (group * others) + i;
            long kernel = spreadsInput
                ? ((long)channel * shape.ChannelsPerGroup) + i
                : ((long)other * shape.ChannelsPerGroup) + (channel % own);
            Meet(source + ((((long)sample * shape.Groups * others) + other) * sources), weight + (kernel * shape.Taps), result, ref done);
        }

        if (activation == FusedActivation.ReLU)
        {
            for (int start = 0; start < positions; start += Slices.Values)
            {
                int end = start + Slices.Next(start, positions);
                for (int i = start; i < end; i++)
                {
                    result[i] = result[i] <= T.Zero ? T.Zero : result[i];
                }
            }
        }
    }

    private static bool Suits(in ConvolutionShape shape, long results, long sources) =>
        shape.Taps >= LeastTaps && results > LeastShare * sources;

    // Brings each position of the short side together with each tap: their products go to the long side, or, for a weight
    // gradient, those with the long side to the taps.
    private readonly void Meet(T* near, T* taps, T* far, ref int done)
    {
        int columns = spreadsInput ? shape.Width.Input : shape.Width.Output;
        int lines = spreadsInput ? shape.Depth.Input * shape.Height.Input : shape.Depth.Output * shape.Height.Output;
        for (int line = 0; line < lines; line++)
        {
            for (int tapLine = 0; tapLine < shape.Depth.Kernel * shape.Height.Kernel; tapLine++)
            {
                long row = Row(line, tapLine);
                for (int column = 0; row >= 0 && column < columns; column++)
                {
                    T value = near[((long)line * columns) + column];
                    Slices.Count(ref done, shape.Width.Kernel);
                    for (int tap = 0; tap < shape.Width.Kernel; tap++)
                    {
                        int place = Place(shape.Width, column, tap);
                        ref T weight = ref taps[((long)tapLine * shape.Width.Kernel) + tap];
                        if (place < 0)
                        {
                            continue;
                        }

                        if (outputGradient is null)
                        {
                            far[row + place] += value * weight;
                        }
                        else
                        {
                            weight += value * far[row + place];
                        }
                    }
                }
            }
        }
    }

    // dw[f, c, t] = the sum over samples and inputs i of x[c, i] dy[f, o], with o the output that reads i by tap t.
    private readonly void Gather(int filter)
    {
        int group = filter / shape.FiltersPerGroup;
        T* gradient = target + ((long)filter * shape.ChannelsPerGroup * shape.Taps);
        Slices.Clear(gradient, (long)shape.ChannelsPerGroup * shape.Taps * sizeof(T));
        T sum = T.Zero;
        int done = 0;
        for (int sample = 0; sample < shape.Batch; sample++)
        {
            T* dy = outputGradient + ((((long)sample * shape.Filters) + filter) * shape.OutputPositions);
            sum += TensorPrimitives.Sum(new ReadOnlySpan<T>(dy, shape.OutputPositions));
            for (int channel = 0; channel < shape.ChannelsPerGroup; channel++)
            {
                long from = ((long)sample * shape.Channels) + (group * shape.ChannelsPerGroup) + channel;
                Meet(source + (from * shape.InputPositions), gradient + ((long)channel * shape.Taps), dy, ref done);
            }
        }

        if (bias is not null)
        {
            bias[filter] = sum;
        }
    }

    // The start of the row of the long side to which a line of taps sends a line (a depth and a row) of the short side;
    // negative if there is none.
    private readonly long Row(int line, int tapLine)
    {
        (int depth, int row) = Math.DivRem(line, spreadsInput ? shape.Height.Input : shape.Height.Output);
        int toDepth = Place(shape.Depth, depth, tapLine / shape.Height.Kernel);
        int toRow = Place(shape.Height, row, tapLine % shape.Height.Kernel);
        (int rows, int columns) = spreadsInput ? (shape.Height.Output, shape.Width.Output) : (shape.Height.Input, shape.Width.Input);
        return toDepth < 0 || toRow < 0 ? -1 : (((long)toDepth * rows) + toRow) * columns;
    }

    // The position of the long side to which a tap sends one of the short side; negative if there is none.
    private readonly int Place(in ConvolutionAxis axis, int position, int tap)
    {
        long offset = ((long)tap * axis.Dilation) - axis.Padding;
        if (!spreadsInput)
        {
            long input = ((long)position * axis.Stride) + offset;
            return input < axis.Input ? (int)Math.Max(input, -1) : -1;
        }

        long steps = position - offset;
        return steps >= 0 && steps % axis.Stride == 0 && steps / axis.Stride < axis.Output ? (int)(steps / axis.Stride) : -1;
    }
}
