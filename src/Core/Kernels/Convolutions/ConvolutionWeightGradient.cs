using System.Numerics;
using System.Numerics.Tensors;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>dw[f, c, t] = the sum over samples and outputs o of dy[f, o] x[c, o * stride + t * dilation -
/// padding].</summary>
/// <remarks>
/// A matrix product summed over the outputs: each row is a channel and tap, read from the padded plane at the tap's
/// offset; the columns are the filters, with dy transposed a block of outputs at a time. The samples are cut into
/// chunks, whose number does not depend on the threads; each chunk is summed separately, then the chunks are added in
/// order.
/// </remarks>
internal unsafe struct ConvolutionWeightGradient<T> : IParallelWork
    where T : unmanaged, INumber<T>
{
    private const int StepsAtOnce = 256;

    private readonly ConvolutionShape shape;
    private readonly Planes planes;
    private readonly T* x;
    private readonly T* dy;
    private readonly T* weightGradient;
    private readonly T* biasGradient;
    private readonly int rows; // channels and taps of a group
    private readonly WeightGradientCut cut;
    private readonly int samplesAtOnce; // more than one for small images, so that each tile has enough steps
    private readonly bool inPlace; // neither padding nor stride: x is its own plane
    private readonly nint stride; // between rows of the sums: the filters of a group, in whole vectors
    private T* sums; // [chunks, groups, rows + 1, stride]; the last row is the bias
    private nint* rowTable;
    private nint* table;
    private bool adding;

    public ConvolutionWeightGradient(in ConvolutionShape shape, T* x, T* dy, T* weightGradient, T* biasGradient)
    {
        this.shape = shape;
        this.x = x;
        this.dy = dy;
        this.weightGradient = weightGradient;
        this.biasGradient = biasGradient;
        PlaneAxis depth = PlaneAxis.OfInput(shape.Depth), height = PlaneAxis.OfInput(shape.Height),
            width = PlaneAxis.OfInput(shape.Width);
        planes = new(
            depth, height, width, shape.Depth.Output + depth.Range, shape.Height.Output + height.Range,
            shape.Width.Output + width.Range);
        inPlace = shape.FiltersPerGroup > ConvolutionRow.MaximumFilters && depth.IsWhole(shape.Depth.Output)
            && height.IsWhole(shape.Height.Output) && width.IsWhole(shape.Width.Output);
        rows = shape.ChannelsPerGroup * shape.Taps;
        stride = Ceiling(shape.FiltersPerGroup, Vector<T>.Count) * Vector<T>.Count;
        cut = WeightGradientCut.Of(
            shape.Batch, shape.Groups, shape.ChannelsPerGroup, shape.Taps, shape.OutputPositions, StepsAtOnce,
            sizeof(T) * stride * shape.Groups * (rows + 1L));
        int samplesOfChunk = Math.Max(1, new SizedCut(shape.Batch, cut.Samples.Parts).Parts);
        samplesAtOnce = Math.Clamp(StepsAtOnce / shape.OutputPositions, 1, samplesOfChunk);
    }

    private readonly int ChannelsAtOnce => (int)cut.Channels.Size;

    public void Start(int threads)
    {
        long sumsBytes = sizeof(T) * stride * cut.Samples.Parts * shape.Groups * (rows + 1L);
        long rowBytes = (((long)sizeof(nint) * ChannelsAtOnce * shape.Taps) + 63) / 64 * 64;
        var memory = (byte*)NativePool.Rent(sumsBytes + rowBytes
            + ((long)sizeof(nint) * samplesAtOnce * shape.OutputPositions));
        try
        {
            sums = (T*)memory;
            rowTable = (nint*)(memory + sumsBytes);
            table = (nint*)(memory + sumsBytes + rowBytes);
            FillTables();
            Workers.Run(ref this, cut.Parts, threads);
            adding = true;
            Workers.Run(ref this, shape.Groups * shape.ChannelsPerGroup, cut.Samples.Parts * stride * rows < 1 << 16
                ? 1
                : threads);
        }
        finally
        {
            NativePool.Return(memory);
        }
    }

    public readonly void Run(int part)
    {
        if (adding)
        {
            (int group, int channel) = Math.DivRem(part, shape.ChannelsPerGroup);
            Add(group, channel);
        }
        else
        {
            (int chunk, int group, int block) = cut.At(part);
            Sum(chunk, group, block);
        }
    }

    private readonly void FillTables()
    {
        int rowOfPlane = shape.Height.Output + planes.Height.Range;
        for (int i = 0; i < shape.OutputPositions; i++)
        {
            (int line, int column) = Math.DivRem(i, shape.Width.Output);
            (int depth, int row) = Math.DivRem(line, shape.Height.Output);
            table[i] = ((((nint)depth * rowOfPlane) + row) * planes.Pitch) + column;
        }

        for (int i = shape.OutputPositions; i < samplesAtOnce * shape.OutputPositions; i++)
        {
            table[i] = table[i - shape.OutputPositions]
                + ((nint)(inPlace ? shape.Channels : ChannelsAtOnce) * planes.ChannelSize);
        }

        for (int tap = 0; tap < shape.Taps; tap++)
        {
            rowTable[tap] = planes.Offset(shape, tap);
        }

        for (int i = shape.Taps; i < ChannelsAtOnce * shape.Taps; i++)
        {
            rowTable[i] = rowTable[i - shape.Taps] + planes.ChannelSize;
        }
    }

    private readonly T* SumsOf(int chunk, int group) =>
        sums + ((((nint)chunk * shape.Groups) + group) * (rows + 1) * stride);

    // The sums of one chunk of samples and one block of channels.
    private readonly void Sum(int chunk, int group, int block)
    {
        int first = (int)cut.Channels.First(block);
        int channels = (int)cut.Channels.Length(block);
        int positions = shape.OutputPositions;
        T* target = SumsOf(chunk, group) + ((nint)first * shape.Taps * stride);
        T* bias = block == 0 && biasGradient is not null ? SumsOf(chunk, group) + (rows * stride) : null;
        if (bias is not null)
        {
            new Span<T>(bias, (int)stride).Clear();
        }

        nint planesSize = inPlace ? 0 : (nint)ChannelsAtOnce * planes.ChannelSize;
        nint copiesSize = inPlace ? 0 : (samplesAtOnce * planesSize) + (4 * Vector<T>.Count);
        var copies = (T*)NativePool.Rent((copiesSize + (2 * Vector<T>.Count * StepsAtOnce)) * sizeof(T));
        try
        {
            T* panel = copies + copiesSize;
            T* end = x + ((nint)shape.Batch * shape.Channels * shape.InputPositions);
            int from = cut.Samples.First(chunk);
            int to = Math.Min(cut.Samples.End(chunk), shape.Batch);
            for (int sample = from; sample < to; sample += samplesAtOnce)
            {
                int samples = Math.Min(samplesAtOnce, to - sample);
                T* values = inPlace ? At(sample, group, first) : copies;
                for (int i = 0; i < samples && !inPlace; i++)
                {
                    planes.Fill(At(sample + i, group, first), end, channels, 0, 0, copies + (i * planesSize));
                }

                if (shape.FiltersPerGroup <= ConvolutionRow.MaximumFilters)
                {
                    SumFew(sample, samples, group, channels, copies, target, bias, sample == from);
                    continue;
                }

                for (int step = 0; step < positions; step += StepsAtOnce)
                {
                    Cancellation.ThrowIfRequested();
                    int steps = Math.Min(StepsAtOnce, positions - step);
                    for (int filter = 0; filter < shape.FiltersPerGroup; filter += 2 * Vector<T>.Count)
                    {
                        int count = Math.Min(2 * Vector<T>.Count, shape.FiltersPerGroup - filter);
                        int vectors = count > Vector<T>.Count ? 2 : 1;
                        int width = vectors * Vector<T>.Count;
                        for (int i = 0; i < samples; i++)
                        {
                            nint plane = ((((nint)(sample + i) * shape.Groups) + group) * shape.FiltersPerGroup)
                                + filter;
                            T* start = dy + (plane * positions) + step;
                            MatrixPack.Panel(true, start, positions, steps, count, panel + (i * steps * width), width);
                        }

                        TilePanel.Sum<T, TilePanel.LeftTableWalk>(
                            channels * shape.Taps, vectors, samples * steps, values, 0, rowTable, panel, width,
                            table + step,
                            target + filter, stride, sample > from || step > 0);
                        AddSteps(panel, samples * steps, vectors, bias is null ? null : bias + filter);
                    }
                }
            }

            if (from == to)
            {
                new Span<T>(target, checked((int)(channels * shape.Taps * stride))).Clear();
            }
        }
        finally
        {
            NativePool.Return(copies);
        }
    }

    private readonly T* At(int sample, int group, int channel) =>
        x + ((((((nint)sample * shape.Groups) + group) * shape.ChannelsPerGroup) + channel) * shape.InputPositions);

    // Few filters: the gradient of each weight is a dot product along the lines of the image.
    private readonly void SumFew(
        int sample, int samples, int group, int channels, T* copies, T* target, T* bias, bool first)
    {
        (int positions, int columns) = (shape.OutputPositions, shape.Width.Output);
        T* end = dy + ((nint)shape.Batch * shape.Filters * positions);
        for (int filter = 0; filter < shape.FiltersPerGroup; filter++)
        {
            for (int row = 0; row < channels * shape.Taps; row++)
            {
                Cancellation.ThrowIfRequested();
                T sum = first ? T.Zero : target[(row * stride) + filter];
                for (int i = 0; i < samples; i++)
                {
                    nint plane = ((((nint)(sample + i) * shape.Groups) + group) * shape.FiltersPerGroup) + filter;
                    T* x = copies + ((nint)i * ChannelsAtOnce * planes.ChannelSize) + rowTable[row];
                    sum += ConvolutionRow.Dot(x, table, dy + (plane * positions), end, positions / columns, columns);
                }

                target[(row * stride) + filter] = sum;
            }

            for (int i = 0; i < samples && bias is not null; i++)
            {
                nint plane = ((((nint)(sample + i) * shape.Groups) + group) * shape.FiltersPerGroup) + filter;
                bias[filter] += TensorPrimitives.Sum<T>(new(dy + (plane * positions), positions));
            }
        }
    }

    private static void AddSteps(T* panel, int steps, int vectors, T* bias)
    {
        for (int vector = 0; vector < vectors && bias is not null; vector++, bias += Vector<T>.Count)
        {
            Vector<T> sum = Vector.Load(bias);
            for (int step = 0; step < steps; step++)
            {
                sum += Vector.Load(panel + (((step * vectors) + vector) * Vector<T>.Count));
            }

            sum.Store(bias);
        }
    }

    // Adds all chunks of one channel's taps into the first chunk, then transposes the result into the gradient.
    private readonly void Add(int group, int channel)
    {
        T* total = SumsOf(0, group);
        AddChunks(total + ((nint)channel * shape.Taps * stride), group, shape.Taps * stride);
        nint firstFilter = (nint)group * shape.FiltersPerGroup;
        MatrixPack.Transpose(
            total + ((nint)channel * shape.Taps * stride), stride, shape.Taps, shape.FiltersPerGroup,
            weightGradient + (firstFilter * rows) + (channel * shape.Taps), rows);
        if (channel == 0 && biasGradient is not null)
        {
            AddChunks(total + (rows * stride), group, stride);
            new ReadOnlySpan<T>(total + (rows * stride), shape.FiltersPerGroup).CopyTo(
                new(biasGradient + firstFilter, shape.FiltersPerGroup));
        }
    }

    private readonly void AddChunks(T* total, int group, nint count)
    {
        nint offset = (nint)(total - SumsOf(0, group));
        for (int chunk = 1; chunk < cut.Samples.Parts; chunk++)
        {
            T* from = SumsOf(chunk, group) + offset;
            for (nint i = 0; i < count; i += Vector<T>.Count)
            {
                (Vector.Load(total + i) + Vector.Load(from + i)).Store(total + i);
            }
        }
    }

    private static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;
}
