using System.Numerics;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>Convolutions (cross-correlations, as in torch) of one to three spatial axes, and their gradients.</summary>
/// <remarks>
/// Along one axis, output o with tap t reads the input at i = o * stride + t * dilation - padding, or zero outside. Let
/// t * dilation - padding = stride * q + r with 0 &lt;= r &lt; stride; then i = stride * (o + q) + r: tap t reads grid
/// r of the stride's interleaved grids, at point o + q. Conversely, point j of the input's grid r contributes to output
/// j - q for each tap that reads grid r. With y the output, x the input and w the weights [filters, channels, taps]:
///   y[f, o]          = sum over c, t            of w[f, c, t] x_r(t)[c, o + q(t)]
///   dx_r[c, j]       = sum over f, t of grid r  of w[f, c, t] dy[f, j - q(t)]
///   dw[f, c, t]      = sum over samples, o      of dy[f, o] x_r(t)[c, o + q(t)]
/// The first two are the same computation on different grids (<see cref="ConvolutionSum{T}"/>). The order of summation
/// depends on the shape and the vector width, never on the threads.
/// </remarks>
internal static unsafe class Convolution
{
    /// <summary>y = x * w + bias, then the activation.</summary>
    /// <param name="x">[batch, channels, input...]</param>
    /// <param name="weight">[filters, channels / groups, kernel...]</param>
    /// <param name="bias">[filters], or null.</param>
    /// <param name="y">[batch, filters, output...]</param>
    public static void Forward<T>(
        in ConvolutionShape shape, T* x, T* weight, T* bias, T* y, FusedActivation activation = FusedActivation.None,
        int threads = 0)
        where T : unmanaged, INumber<T>
    {
        if (ConvolutionOfFew<T>.SuitsInput(shape))
        {
            ConvolutionOfFew<T>.Forward(shape, x, weight, bias, y, activation, Threads(shape, threads));
            return;
        }

        TapSet<T> set = new()
        {
            Left = weight,
            Taps = shape.Taps,
            Depths = shape.Depth.Output,
            Rows = shape.Height.Output,
            Columns = shape.Width.Output,
        };
        ConvolutionSum<T> sum = new()
        {
            Source = x,
            Target = y,
            Bias = bias,
            Activation = activation,
            Sets = &set,
            SetCount = 1,
            AllTaps = shape.Taps,
            Batch = shape.Batch,
            Groups = shape.Groups,
            Channels = shape.ChannelsPerGroup,
            TargetChannels = shape.FiltersPerGroup,
            Depth = PlaneAxis.OfInput(shape.Depth),
            Height = PlaneAxis.OfInput(shape.Height),
            Width = PlaneAxis.OfInput(shape.Width),
            TargetDepth = shape.Depth.Output,
            TargetHeight = shape.Height.Output,
            TargetWidth = shape.Width.Output,
            DepthStep = 1,
            HeightStep = 1,
            WidthStep = 1,
        };
        threads = Threads(shape, threads);
        Planes planes = sum.Plan(threads);
        int channels = ConvolutionSum<T>.ChannelsAtOnce(shape.ChannelsPerGroup, shape.Taps);
        set.Table = (nint*)NativePool.Rent((long)sizeof(nint) * channels * shape.Taps);
        try
        {
            FillTable(shape, planes, channels, set);
            sum.Start(threads);
        }
        finally
        {
            NativePool.Return(set.Table);
        }
    }

    /// <summary>dx from dy; with a bias and an activation on x's channels, the forward pass of the transposed
    /// convolution.</summary>
    /// <param name="dy">[batch, filters, output...]</param>
    /// <param name="weight">[filters, channels / groups, kernel...]</param>
    /// <param name="bias">[channels], or null.</param>
    /// <param name="dx">[batch, channels, input...]; overwritten.</param>
    public static void InputGradient<T>(
        in ConvolutionShape shape, T* dy, T* weight, T* bias, T* dx, FusedActivation activation = FusedActivation.None,
        int threads = 0)
        where T : unmanaged, INumber<T>
    {
        if (ConvolutionOfFew<T>.SuitsOutput(shape))
        {
            ConvolutionOfFew<T>.InputGradient(shape, dy, weight, bias, dx, activation, Threads(shape, threads));
            return;
        }

        (int sd, int sh, int sw) = (shape.Depth.Stride, shape.Height.Stride, shape.Width.Stride);
        int sets = checked(sd * sh * sw);
        int filters = ConvolutionSum<T>.ChannelsAtOnce(shape.FiltersPerGroup, shape.Taps);
        long weights = (long)shape.Filters * shape.ChannelsPerGroup * shape.Taps;
        long setBytes = (((long)sizeof(TapSet<T>) * sets) + 63) / 64 * 64;
        long tableBytes = (((long)sizeof(nint) * filters * shape.Taps) + 63) / 64 * 64;
        long tapBytes = (((long)sizeof(int) * shape.Taps) + 63) / 64 * 64;
        var memory = (byte*)NativePool.Rent(setBytes + tableBytes + tapBytes + (weights * sizeof(T)));
        try
        {
            var all = (TapSet<T>*)memory;
            ConvolutionSum<T> sum = new()
            {
                Source = dy,
                Target = dx,
                Bias = bias,
                Activation = activation,
                Sets = all,
                SetCount = sets,
                AllTaps = shape.Taps,
                Batch = shape.Batch,
                Groups = shape.Groups,
                Channels = shape.FiltersPerGroup,
                TargetChannels = shape.ChannelsPerGroup,
                Depth = PlaneAxis.OfOutput(shape.Depth),
                Height = PlaneAxis.OfOutput(shape.Height),
                Width = PlaneAxis.OfOutput(shape.Width),
                TargetDepth = shape.Depth.Input,
                TargetHeight = shape.Height.Input,
                TargetWidth = shape.Width.Input,
                DepthStep = sd,
                HeightStep = sh,
                WidthStep = sw,
            };
            threads = Threads(shape, threads);
            int done = 0;
            for (int i = 0; i < sets; i++)
            {
                Slices.Count(ref done, 1);
                int d = i / sw / sh, h = i / sw % sh, w = i % sw;
                all[i] = new()
                {
                    FirstDepth = d,
                    FirstRow = h,
                    FirstColumn = w,
                    Depths = Points(shape.Depth, d),
                    Rows = Points(shape.Height, h),
                    Columns = Points(shape.Width, w),
                };
            }

            Planes planes = sum.Plan(threads);
            var table = (nint*)(memory + setBytes);
            var tapNumbers = (int*)(memory + setBytes + tableBytes);
            var left = (T*)(memory + setBytes + tableBytes + tapBytes);
            for (int i = 0; i < sets; i++)
            {
                ref TapSet<T> set = ref all[i];
                set.Table = table;
                set.Left = left;
                set.TapNumbers = tapNumbers;
                set.Taps = Taps(shape, set, tapNumbers);
                if (set.Taps == 0)
                {
                    continue; // a residue that no tap reaches
                }

                Cancellation.ThrowIfRequested();
                FillTable(shape, planes, filters, set);
                TransposedWeights<T> pack = new() { Shape = shape, Weight = weight, Set = set };
                Workers.Run(ref pack, shape.Groups * shape.ChannelsPerGroup, weights < 1 << 17 ? 1 : threads);
                table += filters * set.Taps;
                left += (long)shape.Filters * shape.ChannelsPerGroup * set.Taps;
                tapNumbers += set.Taps;
            }

            sum.Start(threads);
        }
        finally
        {
            NativePool.Return(memory);
        }
    }

    /// <summary>dw and, if wanted, db from x and dy.</summary>
    /// <param name="x">[batch, channels, input...]</param>
    /// <param name="dy">[batch, filters, output...]</param>
    /// <param name="weightGradient">[filters, channels / groups, kernel...]; overwritten.</param>
    /// <param name="biasGradient">[filters], overwritten, or null: the sum of dy over samples and positions.</param>
    public static void WeightGradient<T>(
        in ConvolutionShape shape, T* x, T* dy, T* weightGradient, T* biasGradient = null, int threads = 0)
        where T : unmanaged, INumber<T>
    {
        if (ConvolutionOfFew<T>.SuitsInput(shape))
        {
            ConvolutionOfFew<T>.WeightGradient(shape, x, dy, weightGradient, biasGradient, Threads(shape, threads));
            return;
        }

        ConvolutionWeightGradient<T> work = new(shape, x, dy, weightGradient, biasGradient);
        work.Start(Threads(shape, threads));
    }

    /// <summary>How many threads the work is worth, at most those given (0: the default).</summary>
    internal static int Threads(in ConvolutionShape shape, int threads)
    {
        long products = (long)shape.Batch * shape.Filters * shape.OutputPositions * shape.ChannelsPerGroup * shape.Taps;
        return (int)Math.Clamp(products >> 16, 1, threads > 0 ? threads : Workers.DefaultThreads);
    }

    // Points of a residue's grid: positions residue, residue + stride, ... below the input's length.
    private static int Points(in ConvolutionAxis axis, int residue) =>
        residue >= axis.Input ? 0 : ((axis.Input - 1 - residue) / axis.Stride) + 1;

    // Along each axis, the taps of a residue are a period apart, so no other tap is visited.
    private static int Taps<T>(in ConvolutionShape shape, in TapSet<T> set, int* numbers)
        where T : unmanaged
    {
        int count = 0;
        for (int d = shape.Depth.FirstTap(set.FirstDepth); d < shape.Depth.Kernel; d += shape.Depth.Period)
        {
            for (int h = shape.Height.FirstTap(set.FirstRow); h < shape.Height.Kernel; h += shape.Height.Period)
            {
                for (int w = shape.Width.FirstTap(set.FirstColumn); w < shape.Width.Kernel; w += shape.Width.Period)
                {
                    numbers[count++] = (((d * shape.Height.Kernel) + h) * shape.Width.Kernel) + w;
                }
            }
        }

        return count;
    }

    private static void FillTable<T>(in ConvolutionShape shape, in Planes planes, int channels, in TapSet<T> set)
        where T : unmanaged
    {
        for (int i = 0; i < channels * set.Taps; i++)
        {
            set.Table[i] = i < set.Taps
                ? planes.Offset(shape, set.TapNumbers is null ? i : set.TapNumbers[i])
                : set.Table[i - set.Taps] + planes.ChannelSize;
        }
    }

    // [channels, filters of the group, taps of the set]: the left operand of the input gradient.
    private struct TransposedWeights<T> : IParallelWork
        where T : unmanaged
    {
        public ConvolutionShape Shape;
        public T* Weight;
        public TapSet<T> Set;

        public readonly void Run(int part)
        {
            (int group, int channel) = Math.DivRem(part, Shape.ChannelsPerGroup);
            T* target = Set.Left + ((long)part * Shape.FiltersPerGroup * Set.Taps);
            long firstFilter = (long)group * Shape.FiltersPerGroup;
            T* source = Weight + (((firstFilter * Shape.ChannelsPerGroup) + channel) * Shape.Taps);
            for (int filter = 0; filter < Shape.FiltersPerGroup; filter++)
            {
                for (int i = 0; i < Set.Taps; i++)
                {
                    *target++ = source[Set.TapNumbers[i]];
                }

                source += Shape.ChannelsPerGroup * Shape.Taps;
            }
        }
    }
}
