namespace NormTools.Core.Kernels;

/// <summary>One spatial axis of a convolution.</summary>
/// <param name="Input">Positions of the input.</param>
/// <param name="Output">Positions of the output.</param>
/// <param name="Padding">Zeros before the first position; those after the last follow from the other sizes.</param>
internal readonly record struct ConvolutionAxis(
    int Input, int Output, int Kernel, int Stride, int Padding, int Dilation)
{
    /// <summary>An axis of length one, in place of each that a lower rank lacks.</summary>
    public static ConvolutionAxis One => new(1, 1, 1, 1, 0, 1);

    /// <summary>Positions from the first to the last tap.</summary>
    public int Reach => (Kernel - 1) * Dilation;

    /// <summary>The most positions that a pass may hold at a time: padded, every interleaved grid complete.</summary>
    public long Extent
    {
        get
        {
            long points = (Reach / Stride) + 2L;
            long forward = (Output + points) * Math.Min(Stride, Kernel);
            long backward = (Input / Stride) + points;
            return Math.Max(Input, Math.Max(forward, backward));
        }
    }

    /// <summary>The axis of an ordinary convolution (torch: conv1d, conv2d, conv3d).</summary>
    public static ConvolutionAxis Of(
        int input, int kernel, int stride = 1, int paddingBefore = 0, int paddingAfter = 0, int dilation = 1)
    {
        CheckCounts(kernel, stride, dilation);
        long padded = (long)input + paddingBefore + paddingAfter;
        long reach = (long)(kernel - 1) * dilation;
        if (padded <= reach)
        {
            throw CoreException.Shape(
                "KernelTooLarge",
                $"The kernel spans {reach + 1} positions, the input has only {padded} with its padding.");
        }

        int output = (int)(((padded - reach - 1) / stride) + 1);
        return new(input, output, kernel, (int)Math.Min(stride, padded), paddingBefore, dilation);
    }

    /// <summary>Padding that keeps the length (torch: padding='same', stride 1); an odd zero goes to the end.</summary>
    public static ConvolutionAxis Same(int input, int kernel, int dilation = 1)
    {
        int total = (kernel - 1) * dilation;
        return Of(input, kernel, 1, total / 2, total - (total / 2), dilation);
    }

    /// <summary>The ordinary convolution whose input gradient is this transposed one (torch: conv_transpose).</summary>
    /// <param name="input">Positions that the transposed convolution reads: <see cref="Output"/> of the result.</param>
    public static ConvolutionAxis Transposed(
        int input, int kernel, int stride = 1, int padding = 0, int outputPadding = 0, int dilation = 1)
    {
        CheckCounts(kernel, stride, dilation);
        long output = ((input - 1L) * stride) - (2L * padding) + ((kernel - 1L) * dilation) + outputPadding + 1;
        if (output < 1 || output > int.MaxValue)
        {
            throw CoreException.Shape(
                "OutputEmpty", $"The output of the transposed convolution would have {output} positions.");
        }

        if (outputPadding < 0 || outputPadding >= Math.Max(stride, dilation))
        {
            throw CoreException.Argument(
                "OutputPaddingTooLarge",
                $"The output padding must be less than the stride or the dilation: {outputPadding} was given.");
        }

        return new((int)output, input, kernel, input == 1 ? 1 : stride, padding, dilation);
    }

    /// <summary>How many taps apart are those that read the same one of the stride's interleaved grids.</summary>
    public int Period => Stride / Divisor(Stride, Dilation);

    /// <summary>The first tap that reads a grid; <see cref="Kernel"/> where none does.</summary>
    /// <remarks>Tap t reads grid (t * dilation - padding) mod stride. With g the greatest common divisor of stride and
    /// dilation, that is grid r if and only if g divides r + padding and t = (r + padding) / g * (dilation / g)^-1 mod
    /// stride / g.</remarks>
    public int FirstTap(int phase)
    {
        int divisor = Divisor(Stride, Dilation);
        long target = (long)phase + Padding;
        if (target % divisor != 0)
        {
            return Kernel;
        }

        long tap = target / divisor % Period * Inverse(Dilation / divisor, Period) % Period;
        return (int)Math.Min(tap, Kernel);
    }

    /// <summary>The one of the stride's interleaved grids of the input that the tap reads.</summary>
    public int Phase(int tap) => (tap * Dilation) - Padding - (Shift(tap) * Stride);

    /// <summary>How far the tap reads from its output: output o reads point o + Shift of the tap's grid.</summary>
    public int Shift(int tap)
    {
        int position = (tap * Dilation) - Padding;
        return position >= 0 ? position / Stride : -((-position + Stride - 1) / Stride); // rounded down
    }

    private static int Divisor(int a, int b) => b == 0 ? a : Divisor(b, a % b);

    // The inverse of a number coprime to the modulus, by the extended Euclidean algorithm.
    private static long Inverse(long value, long modulus)
    {
        (long rest, long next) = (modulus, value % modulus);
        (long before, long factor) = (0, 1 % modulus);
        while (next > 0)
        {
            long times = rest / next;
            (rest, next) = (next, rest - (times * next));
            (before, factor) = (factor, before - (times * factor));
        }

        return ((before % modulus) + modulus) % modulus;
    }

    private static void CheckCounts(int kernel, int stride, int dilation)
    {
        if (kernel < 1 || stride < 1 || dilation < 1)
        {
            throw CoreException.Argument(
                "NotPositive",
                $"Kernel, stride and dilation must be at least 1: {kernel}, {stride} and {dilation} were given.");
        }
    }
}

/// <summary>A convolution of [batch, channels, depth, height, width] to [batch, filters, ...]; lower ranks have axes of
/// one.</summary>
/// <remarks>Weights are [filters, channels / groups, kernel...], as in torch; a filter reads the channels of its
/// group.</remarks>
internal readonly record struct ConvolutionShape
{
    public ConvolutionShape(
        int batch, int channels, int filters, int groups, ConvolutionAxis depth, ConvolutionAxis height,
        ConvolutionAxis width)
    {
        if (groups < 1 || channels % groups != 0 || filters % groups != 0)
        {
            throw CoreException.Argument(
                "GroupsDoNotDivide",
                $"The groups must divide the channels of input and output: {groups} groups, {channels} and {filters} "
                + "channels were given.");
        }

        (Batch, Channels, Filters, Groups) = (batch, channels, filters, groups);
        (Depth, Height, Width) = (depth, height, width);
    }

    public int Batch { get; }

    public int Channels { get; }

    public int Filters { get; }

    public int Groups { get; }

    public ConvolutionAxis Depth { get; }

    public ConvolutionAxis Height { get; }

    public ConvolutionAxis Width { get; }

    public int ChannelsPerGroup => Channels / Groups;

    public int FiltersPerGroup => Filters / Groups;

    /// <summary>Taps of one channel.</summary>
    public int Taps => Depth.Kernel * Height.Kernel * Width.Kernel;

    /// <summary>The position of a tap along each axis.</summary>
    public (int Depth, int Row, int Column) Tap(int tap)
    {
        (int line, int column) = Math.DivRem(tap, Width.Kernel);
        return (line / Height.Kernel, line % Height.Kernel, column);
    }

    public int InputPositions => Depth.Input * Height.Input * Width.Input;

    public int OutputPositions => Depth.Output * Height.Output * Width.Output;
}
