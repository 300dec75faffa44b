using System.Numerics;
using System.Numerics.Tensors;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>Convolutions of long kernels over few positions: each position of the shorter side meets each tap once.</summary>
/// <remarks>
/// Where a kernel of K taps goes over n positions and as many zeros around them as it can reach, there are about n + K
/// results, and a sum over the taps for each of them looks at K (n + K) products, of which n K are not with a zero. So
/// the terms of the short side are spread instead: y[f, o] += w[f, c, t] x[c, i] with i = o * stride + t * dilation -
/// padding, for i or for o. Sums are in the order of channels, positions and taps.
/// </remarks>
internal unsafe struct ConvolutionOfFew<T> : IParallelWork
    where T : unmanaged, INumber<T>
{
    private const int LeastTaps = 256;
    private const int LeastShare = 64;

    private ConvolutionShape shape;
    private bool spreadsInput; // of a forward pass and its weight gradient; else the gradient of the input
    private T* source;
    private T* weight;
    private T* bias;
    private T* target;
    private FusedActivation activation;
    private T* outputGradient; // of a weight gradient; then source is the input, and bias its gradient

    /// <summary>Whether the input has so few positions that most of the outputs' taps are beside them.</summary>
    public static bool SuitsInput(in ConvolutionShape shape) => Suits(
        shape, shape.OutputPositions, shape.InputPositions);

    /// <summary>Whether the output has so few positions that most taps of the input's gradient are beside them.</summary>
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

    /// <summary>A channel of a sample's result, or a filter's gradient.</summary>
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
        for (int i = 0; i < others; i++)
        {
            int other = (group * others) + i;
            long kernel = spreadsInput
                ? ((long)channel * shape.ChannelsPerGroup) + i
                : ((long)other * shape.ChannelsPerGroup) + (channel % own);
            Spread(source + ((((long)sample * shape.Groups * others) + other) * sources), weight + (kernel * shape.Taps), result);
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

    private readonly void Spread(T* from, T* kernel, T* result)
    {
        int columns = spreadsInput ? shape.Width.Input : shape.Width.Output;
        int lines = spreadsInput ? shape.Depth.Input * shape.Height.Input : shape.Depth.Output * shape.Height.Output;
        int done = 0;
        for (int line = 0; line < lines; line++)
        {
            for (int tapLine = 0; tapLine < shape.Depth.Kernel * shape.Height.Kernel; tapLine++)
            {
                long row = Row(line, tapLine);
                for (int column = 0; row >= 0 && column < columns; column++)
                {
                    T value = from[((long)line * columns) + column];
                    Slices.Count(ref done, shape.Width.Kernel);
                    for (int tap = 0; tap < shape.Width.Kernel; tap++)
                    {
                        int place = Place(shape.Width, column, tap);
                        if (place >= 0)
                        {
                            result[row + place] += value * kernel[((long)tapLine * shape.Width.Kernel) + tap];
                        }
                    }
                }
            }
        }
    }

    // dw[f, c, t] = the sum over samples and inputs i of x[c, i] dy[f, o].
    private readonly void Gather(int filter)
    {
        int group = filter / shape.FiltersPerGroup;
        T* gradient = target + ((long)filter * shape.ChannelsPerGroup * shape.Taps);
        Slices.Clear(gradient, (long)shape.ChannelsPerGroup * shape.Taps * sizeof(T));
        T sum = T.Zero;
        for (int sample = 0; sample < shape.Batch; sample++)
        {
            T* dy = outputGradient + ((((long)sample * shape.Filters) + filter) * shape.OutputPositions);
            sum += TensorPrimitives.Sum(new ReadOnlySpan<T>(dy, shape.OutputPositions));
            for (int channel = 0; channel < shape.ChannelsPerGroup; channel++)
            {
                long from = ((long)sample * shape.Channels) + (group * shape.ChannelsPerGroup) + channel;
                Gather(source + (from * shape.InputPositions), dy, gradient + ((long)channel * shape.Taps));
            }
        }

        if (bias is not null)
        {
            bias[filter] = sum;
        }
    }

    private readonly void Gather(T* x, T* dy, T* gradient)
    {
        int done = 0;
        for (int line = 0; line < shape.Depth.Input * shape.Height.Input; line++)
        {
            for (int tapLine = 0; tapLine < shape.Depth.Kernel * shape.Height.Kernel; tapLine++)
            {
                long row = Row(line, tapLine);
                for (int column = 0; row >= 0 && column < shape.Width.Input; column++)
                {
                    T value = x[((long)line * shape.Width.Input) + column];
                    Slices.Count(ref done, shape.Width.Kernel);
                    for (int tap = 0; tap < shape.Width.Kernel; tap++)
                    {
                        int place = Place(shape.Width, column, tap);
                        if (place >= 0)
                        {
                            gradient[((long)tapLine * shape.Width.Kernel) + tap] += value * dy[row + place];
                        }
                    }
                }
            }
        }
    }

    // Where the row of the long side begins that a line of the short side (a depth and a row) goes to by a tap's line; below
    // 0 where it goes nowhere.
    private readonly long Row(int line, int tapLine)
    {
        (int depth, int row) = Math.DivRem(line, spreadsInput ? shape.Height.Input : shape.Height.Output);
        int toDepth = Place(shape.Depth, depth, tapLine / shape.Height.Kernel);
        int toRow = Place(shape.Height, row, tapLine % shape.Height.Kernel);
        (int rows, int columns) = spreadsInput ? (shape.Height.Output, shape.Width.Output) : (shape.Height.Input, shape.Width.Input);
        return toDepth < 0 || toRow < 0 ? -1 : (((long)toDepth * rows) + toRow) * columns;
    }

    // Where a position of the short side goes by a tap; below 0 where it goes nowhere.
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
