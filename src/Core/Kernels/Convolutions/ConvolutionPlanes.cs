using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>One axis of the padded copies of an image that a convolution reads.</summary>
/// <remarks>
/// Point j of grid <c>phase</c> holds the source's position (j + Origin) * Step + phase, or zero outside. With a step
/// of one (stride one, or any stride when the source is the output's gradient) there is one grid; otherwise there is
/// one for each residue that some tap reads.
/// </remarks>
internal readonly unsafe struct PlaneAxis
{
    private readonly ConvolutionAxis axis;
    private readonly bool phased;

    private PlaneAxis(ConvolutionAxis axis, bool phased, int source, int origin, int range)
    {
        this.axis = axis;
        this.phased = phased;
        (Source, Origin, Range) = (source, origin, range);
        Phases = phased ? Math.Min(axis.Kernel, axis.Period) : 1;
    }

    /// <summary>Positions of the source.</summary>
    public int Source { get; }

    public int Origin { get; }

    /// <summary>How many more points the copies have than there are results.</summary>
    public int Range { get; }

    /// <summary>Grids in use.</summary>
    public int Phases { get; }

    public int Step => phased ? axis.Stride : 1;

    /// <summary>For sums over the input: the forward pass and the weight gradient.</summary>
    public static PlaneAxis OfInput(ConvolutionAxis axis) =>
        new(axis, true, axis.Input, axis.Shift(0), axis.Shift(axis.Kernel - 1) - axis.Shift(0));

    /// <summary>For sums over the output's gradient: the input gradient.</summary>
    public static PlaneAxis OfOutput(ConvolutionAxis axis) =>
        new(axis, false, axis.Output, -axis.Shift(axis.Kernel - 1), axis.Shift(axis.Kernel - 1) - axis.Shift(0));

    /// <summary>Whether that many results read the source without padding or stride, so that it is its own
    /// grid.</summary>
    public bool IsWhole(int results) => Step == 1 && Origin == 0 && results + Range == Source;

    /// <summary>The point that the tap reads in its grid, relative to the result's point.</summary>
    public int Point(int tap) => phased ? axis.Shift(tap) - Origin : -axis.Shift(tap) - Origin;

    /// <summary>The index of the grid that the tap reads; each tap of a period reads a different one.</summary>
    public int PhaseIndex(int tap) => phased ? tap % axis.Period : 0;

    /// <summary>The residue of a grid.</summary>
    public int Phase(int index) => phased ? axis.Phase(index) : 0;
}

/// <summary>Copies channels of an image with their padding, each interleaved grid separately, its rows without
/// gaps.</summary>
internal readonly unsafe struct Planes(
    PlaneAxis depth, PlaneAxis height, PlaneAxis width, int depths, int rows, int columns)
{
    public PlaneAxis Depth => depth;

    public PlaneAxis Height => height;

    public PlaneAxis Width => width;

    /// <summary>Values from one row to the next.</summary>
    public int Pitch => columns;

    /// <summary>Values of all the grids of a channel.</summary>
    public int ChannelSize => depth.Phases * height.Phases * width.Phases * depths * rows * columns;

    /// <summary>The offset of the value that a tap of the first channel reads for the result at point (0, 0,
    /// 0).</summary>
    public nint Offset(in ConvolutionShape shape, int tap)
    {
        (int d, int h, int w) = shape.Tap(tap);
        int grid = (((depth.PhaseIndex(d) * height.Phases) + height.PhaseIndex(h)) * width.Phases)
            + width.PhaseIndex(w);
        int point = (((depth.Point(d) * rows) + height.Point(h)) * columns) + width.Point(w);
        return ((nint)grid * depths * rows * columns) + point;
    }

    /// <summary>Copies channels. Tiles read up to two vectors past the last value, so the target needs room for three
    /// more.</summary>
    /// <param name="source">The first channel, [channels, depth, height, width].</param>
    /// <param name="end">One past the last value of the whole source.</param>
    /// <param name="firstDepth">The first point along the depth that the copies hold; likewise firstRow.</param>
    public void Fill<T>(T* source, T* end, int channels, int firstDepth, int firstRow, T* target)
        where T : unmanaged, INumber<T>
    {
        nint channelSize = (nint)depth.Source * height.Source * width.Source;
        for (int channel = 0; channel < channels; channel++, source += channelSize)
        {
            for (int grid = 0; grid < depth.Phases * height.Phases * width.Phases; grid++)
            {
                int heightPhase = height.Phase(grid / width.Phases % height.Phases);
                int depthPhase = depth.Phase(grid / width.Phases / height.Phases);
                RowCopy<T> copy = new(width, columns, width.Phase(grid % width.Phases));
                int y = ((firstRow + height.Origin) * height.Step) + heightPhase;
                int above = Math.Min(rows, Outside(y, height.Step));
                int inside = Math.Clamp(Outside(y - height.Source, height.Step), above, rows) - above;
                for (int plane = 0; plane < depths; plane++)
                {
                    int z = ((firstDepth + plane + depth.Origin) * depth.Step) + depthPhase;
                    if ((uint)z >= (uint)depth.Source)
                    {
                        target = Zero(target, rows * columns);
                        continue;
                    }

                    T* from = source + ((((nint)z * height.Source) + y + (above * height.Step)) * width.Source);
                    target = Zero(target, above * columns);
                    target = copy.Run(from, (nint)height.Step * width.Source, inside, end, target);
                    target = Zero(target, (rows - above - inside) * columns);
                }
            }
        }

        Zero(target, 3 * Vector<T>.Count);
    }

    // The number of steps from a position to the first that is not negative.
    private static int Outside(int position, int step) => position >= 0 ? 0 : (-position + step - 1) / step;

    // Writes whole vectors: up to one runs past the last value, into memory that is written later.
    private static T* Zero<T>(T* target, int count)
        where T : unmanaged
    {
        for (int i = 0; i < count; i += Vector<T>.Count)
        {
            Vector<T>.Zero.Store(target + i);
        }

        return target + count;
    }

    // Copies the rows of a grid with zeros on both sides, in whole vectors: up to one runs past the end of a row.
    private readonly ref struct RowCopy<T>
        where T : unmanaged, INumber<T>
    {
        private readonly int columns;
        private readonly int first; // columns [first, first + count) come from the source, from position start on
        private readonly int count;
        private readonly int start;
        private readonly int step;
        private readonly Vector<T> tail;

        public RowCopy(PlaneAxis width, int columns, int phase)
        {
            int position = (width.Origin * width.Step) + phase;
            first = Math.Min(columns, Outside(position, width.Step));
            start = position + (first * width.Step);
            count = Math.Min(columns - first, Outside(start - width.Source, width.Step));
            step = width.Step;
            tail = Vector.LessThan(Vector<T>.Indices, new Vector<T>(T.CreateTruncating(count % Vector<T>.Count)));
            this.columns = columns;
        }

        public T* Run(T* source, nint stride, int rows, T* end, T* target)
        {
            int row = 0;
            if (step == 1 || (step == 2 && sizeof(T) == sizeof(float)))
            {
                // The rows that can be read in whole vectors without leaving the source.
                int reach = step * (count + Vector<T>.Count);
                long readable = (long)(end - source) - start - reach;
                row = readable < 0 ? 0 : (int)Math.Min(rows, (readable / Math.Max(1, stride)) + 1);
                if (step == 1)
                {
                    Dense(source, stride, row, target);
                }
                else
                {
                    EveryOther(source, stride, row, target);
                }
            }

            for (; row < rows; row++)
            {
                T* from = source + (row * stride) + start;
                T* to = target + ((nint)row * columns);
                Zero(to, first);
                for (nint j = 0; j < count; j++)
                {
                    to[first + j] = from[j * step];
                }

                Zero(to + first + count, columns - first - count);
            }

            return target + ((nint)rows * columns);
        }

        // Every other float is the lower half of a 64-bit lane; narrowing packs the lower halves.
        private void EveryOther(T* source, nint stride, int rows, T* target)
        {
            int width = Vector<T>.Count;
            for (int row = 0; row < rows; row++, target += columns)
            {
                T* from = source + (row * stride) + start;
                Zero(target, first);
                for (int j = 0; j < count; j += width)
                {
                    Vector<ulong> low = Vector.Load((ulong*)(from + (2 * j)));
                    Vector<ulong> high = Vector.Load((ulong*)(from + (2 * j) + width));
                    Vector<T> value = Vector.Narrow(low, high).As<uint, T>();
                    (j + width > count ? value & tail : value).Store(target + first + j);
                }

                Zero(target + first + count, columns - first - count);
            }
        }

        private void Dense(T* source, nint stride, int rows, T* target)
        {
            int width = Vector<T>.Count;
            int whole = count / width * width;
            (int before, int copied, int all) = (first, count, columns);
            Vector<T> mask = tail;
            source += start;
            for (; rows > 0; rows--, source += stride, target += all)
            {
                int done = before + copied;
                for (int j = 0; j < before; j += width)
                {
                    Vector<T>.Zero.Store(target + j);
                }

                for (int j = 0; j < whole; j += width)
                {
                    Vector.Load(source + j).Store(target + before + j);
                }

                if (whole < copied)
                {
                    (Vector.Load(source + whole) & mask).Store(target + before + whole);
                    done = before + whole + width;
                }

                for (; done < all; done += width)
                {
                    Vector<T>.Zero.Store(target + done);
                }
            }
        }
    }
}
