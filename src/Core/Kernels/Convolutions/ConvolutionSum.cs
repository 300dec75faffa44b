using System.Numerics;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>The results of one residue of the stride: they form a grid in the target, and are summed over the taps that
/// reach it.</summary>
internal unsafe struct TapSet<T>
    where T : unmanaged
{
    /// <summary>The factors, [groups, rows, channels, taps].</summary>
    public T* Left;

    /// <summary>The offset in the planes of each channel and tap, for the channels that are summed at
    /// once.</summary>
    public nint* Table;

    public int Taps;

    /// <summary>Which of the kernel's taps they are, or null for all.</summary>
    public int* TapNumbers;

    /// <summary>Results along each axis, and the position of the first in the target.</summary>
    public int Depths, Rows, Columns, FirstDepth, FirstRow, FirstColumn;
}

/// <summary>A convolution as products: target[row, point] = the sum over channels and taps of factor times shifted
/// plane.</summary>
/// <remarks>
/// The right operand is never written out whole: its step of channel c and tap t is the padded plane of c, read from an
/// offset (after the indirect convolution of Dukhan 2019, with one offset per tap). A point is a position in the padded
/// plane, so the products cover the padding between rows too, and those results are dropped; where there are enough
/// results for each value read, a <see cref="ConvolutionPanel{T}"/> leaves the padding out. <see
/// cref="ConvolutionCut"/> cuts the work into parts.
/// </remarks>
internal unsafe struct ConvolutionSum<T> : IParallelWork
    where T : unmanaged, INumber<T>
{
    private const int PanelBytes = 24 << 10; // most of the first-level cache
    private const int WorthCopies = 40; // target channels for which copying pays, fewer where rows have much padding
    private static int StepsAtOnce => Math.Min(512, PanelBytes / (2 * Vector<byte>.Count));

    public T* Source, Target, Bias;
    public TapSet<T>* Sets;
    public FusedActivation Activation;
    public PlaneAxis Depth, Height, Width;
    public int Batch, Groups, Channels, TargetChannels, SetCount, AllTaps;
    public int TargetDepth, TargetHeight, TargetWidth, DepthStep, HeightStep, WidthStep;
    private int channelsAtOnce, rows, columns;
    private ConvolutionCut cut;
    private Planes planes;
    private bool inPlace; // neither padding nor stride: the source is its own plane

    /// <summary>Channels whose steps are summed at once; the tables cover as many. Depends on the shape and the vector
    /// width alone.</summary>
    public static int ChannelsAtOnce(int channels, int taps)
    {
        int blocks = Math.Max(1, Ceiling(channels, Math.Max(1, StepsAtOnce / Math.Max(1, taps))));
        return Ceiling(channels, blocks);
    }

    /// <summary>Decides how many rows a part takes, and so the size of the planes and the taps' offsets.</summary>
    public Planes Plan(int threads)
    {
        channelsAtOnce = ChannelsAtOnce(Channels, AllTaps);
        int depths = 0;
        (rows, columns) = (0, 0);
        for (int i = 0; i < SetCount; i++)
        {
            depths = Math.Max(depths, Sets[i].Depths);
            rows = Math.Max(rows, Sets[i].Rows);
            columns = Math.Max(columns, Sets[i].Columns);
        }

        int pitch = columns + Width.Range;
        long grids = Depth.Phases * Height.Phases * Width.Phases;
        long bytesOfARow = sizeof(T) * pitch * ((channelsAtOnce * grids * (1 + Depth.Range))
            + ((long)SetCount * TargetChannels));
        cut = ConvolutionCut.Of(
            new(Batch, Groups, depths, rows, pitch, TargetChannels, bytesOfARow), threads, Vector<T>.Count);
        inPlace = Depth.IsWhole(depths) && Height.IsWhole(rows) && Width.IsWhole(columns);
        planes = inPlace
            ? new(Depth, Height, Width, Depth.Source, Height.Source, Width.Source)
            : new(Depth, Height, Width, 1 + Depth.Range, cut.RowsAtOnce + Height.Range, pitch);
        return planes;
    }

    public void Start(int threads) =>
        Workers.Run(ref this, cut.Parts, threads);

    public readonly void Run(int part)
    {
        (int sample, int group, int depth, int firstRow, int firstChannel, int targets) = cut.At(part);
        int rowsAtOnce = cut.RowsAtOnce;
        bool packed = Packs(targets);
        int surplus = (targets <= ConvolutionRow.MaximumFilters ? ConvolutionRow.Vectors : 2) * Vector<T>.Count;
        nint stride = (Ceiling(rowsAtOnce * planes.Pitch, surplus) * surplus) + (64 / sizeof(T));
        nint channelSize = (nint)Depth.Source * Height.Source * Width.Source;
        T* source = Source + ((((nint)sample * Groups) + group) * Channels * channelSize);
        T* end = Source + ((nint)Batch * Groups * Channels * channelSize);
        nint here = (((nint)depth * Height.Source) + firstRow) * Width.Source; // in place
        bool copied = !inPlace
            || source + ((Channels - 1) * channelSize) + here + Reach(firstRow) + surplus + Vector<T>.Count > end;
        nint planesSize = copied ? ((nint)channelsAtOnce * planes.ChannelSize) + surplus + (2 * Vector<T>.Count) : 0;
        nint panelSize = packed ? ConvolutionPanel<T>.Size((nint)channelsAtOnce * AllTaps) : 0;
        nint sumsSize = SetCount * targets * stride;
        var scratch = (T*)NativePool.Rent((panelSize + planesSize + sumsSize) * sizeof(T));
        T* panel = packed ? scratch + planesSize + sumsSize : null;
        try
        {
            for (int first = 0; first == 0 || first < Channels; first += channelsAtOnce)
            {
                int channels = Math.Min(channelsAtOnce, Channels - first);
                T* right = source + (first * channelSize) + here;
                if (copied)
                {
                    planes.Fill(source + (first * channelSize), end, channels, depth, firstRow, scratch);
                    right = scratch;
                }

                for (int i = 0; i < SetCount; i++)
                {
                    Cancellation.ThrowIfRequested();
                    TapSet<T> set = Sets[i];
                    int count = Math.Min(rowsAtOnce, set.Rows - firstRow);
                    if (count > 0 && set.Columns > 0 && depth < set.Depths)
                    {
                        nint row = ((nint)group * TargetChannels) + firstChannel;
                        T* left = set.Left + (((row * Channels) + first) * set.Taps);
                        T* sums = scratch + planesSize + (i * targets * stride);
                        Sum(set, left, right, targets, channels, count, sums, stride, first > 0, panel);
                    }
                }
            }

            for (int i = 0; i < SetCount; i++)
            {
                T* sums = scratch + planesSize + (i * targets * stride);
                Finish(
                    Sets[i], sample, (group * TargetChannels) + firstChannel, targets, depth, firstRow, sums, stride,
                    packed ? Sets[i].Columns : planes.Pitch);
            }
        }
        finally
        {
            NativePool.Return(scratch);
        }
    }

    // In place: the distance from the first value that a part reads in a channel to one past the last that it needs.
    private readonly nint Reach(int firstRow) =>
        (((((nint)Depth.Range * Height.Source) + Math.Min(cut.RowsAtOnce, rows - firstRow) - 1 + Height.Range) * Width.Source)
            + columns + Width.Range);

    // Whether panels are copied: that costs a few vectors per step, and leaves out the padding between rows.
    private readonly bool Packs(int targets) =>
        targets > ConvolutionRow.MaximumFilters && (long)targets * planes.Pitch >= (long)WorthCopies * columns;

    private readonly void Sum(
        in TapSet<T> set, T* left, T* right, int targets, int channels, int count, T* sums, nint stride,
        bool accumulate, T* panel)
    {
        nint leftStride = (nint)Channels * set.Taps;
        if (panel is not null)
        {
            SumPanels(
                set, left, right, targets, (nint)channels * set.Taps, count * set.Columns, sums, stride, accumulate,
                panel);
            return;
        }

        int points = ((count - 1) * planes.Pitch) + set.Columns;
        if (targets <= ConvolutionRow.MaximumFilters)
        {
            for (int i = 0; i < targets; i++)
            {
                ConvolutionRow.Sum(
                    (nint)channels * set.Taps, left + (i * leftStride), right, set.Table, points, sums + (i * stride),
                    accumulate);
            }

            return;
        }

        for (int point = 0; point < points; point += 2 * Vector<T>.Count)
        {
            Cancellation.ThrowIfRequested();
            int vectors = points - point > Vector<T>.Count ? 2 : 1;
            PrefetchBlock next = inPlace
                ? new(right + point + (2 * Vector<T>.Count), (nint)planes.ChannelSize * sizeof(T), channels,
                    2 * Vector<T>.Count * sizeof(T))
                : default;
            TilePanel.Sum<T, TilePanel.RightTableWalk>(
                targets, vectors, (nint)channels * set.Taps, left, leftStride, null, right + point, 0, set.Table,
                sums + point, stride, accumulate, next);
        }
    }

    // One panel of results at a time, its steps copied side by side; each copy is read by many tiles.
    private readonly void SumPanels(
        in TapSet<T> set, T* left, T* right, int targets, nint steps, int points, T* sums, nint stride, bool accumulate,
        T* panel)
    {
        for (int point = 0; point < points; point += 2 * Vector<T>.Count)
        {
            Cancellation.ThrowIfRequested();
            int results = Math.Min(points - point, 2 * Vector<T>.Count);
            int vectors = results > Vector<T>.Count ? 2 : 1;
            int width = vectors * Vector<T>.Count;
            new ConvolutionPanel<T>(point, results, set.Columns, planes.Pitch).Fill(
                right, set.Table, steps, width, panel);
            TilePanel.Sum<T, TilePanel.RowsWalk>(
                targets, vectors, steps, left, (nint)Channels * set.Taps, null, panel, width, null, sums + point, stride,
                accumulate);
        }
    }

    // Writes the sums (channels a stride apart, rows a pitch apart) to the target, with bias and activation.
    private readonly void Finish(
        in TapSet<T> set, int sample, int firstChannel, int targets, int depth, int firstRow, T* sums, nint stride,
        int pitch)
    {
        int count = Math.Min(cut.RowsAtOnce, set.Rows - firstRow);
        if (count <= 0 || depth >= set.Depths)
        {
            return;
        }

        for (int i = 0; i < targets; i++)
        {
            int channel = firstChannel + i;
            nint plane = ((((nint)sample * Groups * TargetChannels) + channel) * TargetDepth) + (depth * DepthStep)
                + set.FirstDepth;
            T bias = Bias is null ? T.Zero : Bias[channel];
            T* row = Target + (((plane * TargetHeight) + (firstRow * HeightStep) + set.FirstRow) * TargetWidth)
                + set.FirstColumn;
            T* from = sums + (i * stride);
            int done = 0;
            if (HeightStep == 1 && set.Columns == TargetWidth)
            {
                done = FinishDense(from, count, pitch, bias, row);
            }

            for (int line = done; line < count; line++)
            {
                FinishRow(from + (line * pitch), set.Columns, bias,
                    row + ((nint)line * HeightStep * TargetWidth));
            }
        }
    }

    // Rows without gaps: written in whole vectors, whose surplus the next row overwrites. Returns how many rows are
    // done: all but those whose vectors would run past the end of the last row.
    private readonly int FinishDense(T* from, int count, int pitch, T bias, T* row)
    {
        int width = TargetWidth;
        int rounded = Ceiling(width, Vector<T>.Count) * Vector<T>.Count;
        int rows = Math.Max(0, (((count * width) - rounded) / width) + ((count * width) >= rounded ? 1 : 0));
        bool rectify = Activation == FusedActivation.ReLU;
        Vector<T> biases = new(bias);
        for (int line = 0; line < rows; line++, from += pitch, row += width)
        {
            for (int j = 0; j < width; j += Vector<T>.Count)
            {
                Vector<T> value = Vector.Load(from + j) + biases;
                Vector.Store(rectify ? Epilogue.Rectify(value) : value, row + j);
            }
        }

        return rows;
    }

    private readonly void FinishRow(T* from, int count, T bias, T* row)
    {
        for (int j = 0; j < count; j++)
        {
            T value = from[j] + bias;
            row[(nint)j * WidthStep] = Activation == FusedActivation.ReLU && value <= T.Zero ? T.Zero : value;
        }
    }

    private static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;
}
