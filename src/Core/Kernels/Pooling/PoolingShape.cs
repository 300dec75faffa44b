using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>The windows of a pooling operation along one axis.</summary>
/// <remarks>
/// Window o begins at o * Stride - Padding and has Kernel positions, Dilation apart; an adaptive one (Stride 0) goes
/// from floor(o * Input / Output) to ceil((o + 1) * Input / Output).
/// </remarks>
internal readonly record struct PoolingAxis
{
    private PoolingAxis(int input, int output, int kernel, int stride, int padding, int dilation) =>
        (Input, Output, Kernel, Stride, Padding, Dilation) = (input, output, kernel, stride, padding, dilation);

    /// <summary>An axis of length one, in place of each that a lower rank lacks.</summary>
    public static PoolingAxis One => new(1, 1, 1, 1, 0, 1);

    public int Input { get; }

    public int Output { get; }

    public int Kernel { get; }

    public int Stride { get; }

    public int Padding { get; }

    public int Dilation { get; }

    /// <summary>As in torch: the padding is at most half of what the dilated kernel spans; a last window that would
    /// begin in the padding at the end is dropped.</summary>
    /// <param name="ceiling">Whether a window that reaches past the end counts (torch: ceil_mode).</param>
    public static PoolingAxis Of(
        int input, int kernel, int stride, int padding = 0, int dilation = 1, bool ceiling = false)
    {
        if (kernel < 1 || stride < 1 || dilation < 1)
        {
            throw CoreException.Argument(
                "NotPositive",
                $"Kernel, stride and dilation must be at least 1: {kernel}, {stride} and {dilation} were given.");
        }

        long span = ((kernel - 1) * (long)dilation) + 1;
        if (padding < 0 || padding > span / 2)
        {
            string of = dilation == 1 ? $"the kernel, {kernel}" : $"what the kernel spans at a dilation of {dilation}, {span}";
            throw CoreException.Argument("PaddingTooLarge", $"The padding must be 0 to half of {of}: {padding} was given.");
        }

        long room = input + (2L * padding) - ((kernel - 1L) * dilation) - 1 + (ceiling ? stride - 1 : 0);
        long output = room < 0 ? 0 : (room / stride) + 1;
        if (ceiling && (output - 1) * stride >= input + padding)
        {
            output--;
        }

        if (output < 1)
        {
            throw CoreException.Shape(
                "KernelTooLarge",
                $"The window spans {((kernel - 1L) * dilation) + 1} positions, the input has only "
                + $"{input + (2L * padding)} with its padding.");
        }

        return new(input, (int)output, kernel, stride, padding, dilation);
    }

    /// <summary>Windows that cover the input evenly, overlapping where they must (torch: adaptive pooling).</summary>
    public static PoolingAxis Adaptive(int input, int output)
    {
        if (output < 1)
        {
            throw CoreException.Argument("NotPositive", $"The output size must be at least 1: {output} was given.");
        }

        return new(input, output, (input + output - 1) / output, 0, 0, 1);
    }

    /// <summary>The first position of a window; negative if it lies in the padding.</summary>
    public int Start(int window) =>
        Stride == 0 ? (int)((long)window * Input / Output) : (window * Stride) - Padding;

    /// <summary>One past the last position of a window without dilation, which ends at the latest with the
    /// padding.</summary>
    public int End(int window) => Stride == 0
        ? (int)((((long)(window + 1) * Input) + Output - 1) / Output)
        : Math.Min(Start(window) + Kernel, Input + Padding);
}

/// <summary>Pooling of [planes, depth, height, width]: a plane is one channel of one sample; lower ranks have axes of
/// one.</summary>
internal readonly record struct PoolingShape(int Planes, PoolingAxis Depth, PoolingAxis Height, PoolingAxis Width)
{
    public int InputPositions => Depth.Input * Height.Input * Width.Input;

    public int OutputPositions => Depth.Output * Height.Output * Width.Output;

    /// <summary>Planes of one part: about ten microseconds of work.</summary>
    public int PlanesAtOnce => Math.Max(1, (1 << 14) / Math.Max(1, InputPositions));

    public SizedCut Cut => new(Planes, PlanesAtOnce);
}
