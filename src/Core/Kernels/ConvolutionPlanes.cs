using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <summary>One axis of the padded copies of an image that a convolution reads.</summary>
/// <remarks>
/// Point j of grid <c>phase</c> holds the source's position (j + Origin) * Step + phase, or zero outside. With a step of one
/// (every stride but a forward one) there is one grid; otherwise one for each residue that some tap asks for.
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
        int phases = 0;
        for (int tap = 0; tap < axis.Kernel; tap++)
        {
            phases += FirstOfPhase(tap) == tap ? 1 : 0;
        }

        Phases = phased ? phases : 1;
    }

    /// <summary>Positions of the source.</summary>
    public int Source { get; }

    public int Origin { get; }

    /// <summary>Points that the copies have more than there are results.</summary>
    public int Range { get; }

    /// <summary>Grids in use.</summary>
    public int Phases { get; }

    public int Step => phased ? axis.Stride : 1;

    /// <summary>For sums over the input: forward, and the gradient of the weights.</summary>
    public static PlaneAxis OfInput(ConvolutionAxis axis) =>
        new(axis, true, axis.Input, axis.Shift(0), axis.Shift(axis.Kernel - 1) - axis.Shift(0));

    /// <summary>For sums over the output's gradient.</summary>
    public static PlaneAxis OfOutput(ConvolutionAxis axis) =>
        new(axis, false, axis.Output, -axis.Shift(axis.Kernel - 1), axis.Shift(axis.Kernel - 1) - axis.Shift(0));

    /// <summary>The point of the tap's grid, relative to the result's, that the tap reads.</summary>
    public int Point(int tap) => phased ? axis.Shift(tap) - Origin : -axis.Shift(tap) - Origin;

    /// <summary>The number of the grid that the tap reads.</summary>
    public int PhaseIndex(int tap)
    {
        int index = 0;
        for (int earlier = 0; phased && earlier < FirstOfPhase(tap); earlier++)
        {
            index += FirstOfPhase(earlier) == earlier ? 1 : 0;
        }

        return index;
    }

    /// <summary>The residue of a grid.</summary>
    public int Phase(int index)
    {
        int tap = 0;
        while (phased && PhaseIndex(tap) != index)
        {
            tap++;
        }

        return phased ? axis.Phase(tap) : 0;
    }

    private int FirstOfPhase(int tap)
    {
        int first = 0;
        while (axis.Phase(first) != axis.Phase(tap))
        {
            first++;
        }

        return first;
    }
}

/// <summary>Copies channels of an image with their padding, each interleaved grid by itself, rows close together.</summary>
internal readonly unsafe struct Planes(PlaneAxis depth, PlaneAxis height, PlaneAxis width, int depths, int rows, int columns)
{
    public PlaneAxis Depth => depth;

    public PlaneAxis Height => height;

    public PlaneAxis Width => width;

    /// <summary>Values from one row to the next.</summary>
    public int Pitch => columns;

    /// <summary>Values of all the grids of a channel.</summary>
    public int ChannelSize => depth.Phases * height.Phases * width.Phases * depths * rows * columns;

    /// <summary>Where the value that a tap reads lies, from that of the result's point (0, 0, 0).</summary>
    public nint Offset(int channel, int depthTap, int heightTap, int widthTap)
    {
        int grid = (((depth.PhaseIndex(depthTap) * height.Phases) + height.PhaseIndex(heightTap)) * width.Phases)
            + width.PhaseIndex(widthTap);
        int point = (((depth.Point(depthTap) * rows) + height.Point(heightTap)) * columns) + width.Point(widthTap);
        return ((nint)channel * ChannelSize) + ((nint)grid * depths * rows * columns) + point;
    }

    /// <summary>Copies channels; tiles read up to two vectors behind the last, so there must be room for three.</summary>
    /// <param name="source">The first channel, [channels, depth, height, width].</param>
    /// <param name="end">Behind the last value of the whole source.</param>
    /// <param name="firstDepth">The first point along the depth that the copies hold; likewise the first row.</param>
    public void Fill<T>(T* source, T* end, int channels, int firstDepth, int firstRow, T* target)
        where T : unmanaged, INumber<T>
    {
        nint channelSize = (nint)depth.Source * height.Source * width.Source;
        for (int channel = 0; channel < channels; channel++, source += channelSize)
        {
            for (int grid = 0; grid < depth.Phases * height.Phases * width.Phases; grid++)
            {
                int widthPhase = width.Phase(grid % width.Phases);
                int heightPhase = height.Phase(grid / width.Phases % height.Phases);
                int depthPhase = depth.Phase(grid / width.Phases / height.Phases);
                RowCopy<T> copy = new(width, columns, widthPhase, end);
                for (int plane = 0; plane < depths; plane++)
                {
                    int z = ((firstDepth + plane + depth.Origin) * depth.Step) + depthPhase;
                    for (int row = 0; row < rows; row++, target += columns)
                    {
                        int y = ((firstRow + row + height.Origin) * height.Step) + heightPhase;
                        bool inside = (uint)z < (uint)depth.Source && (uint)y < (uint)height.Source;
                        copy.Run(inside ? source + ((((nint)z * height.Source) + y) * width.Source) : null, target);
                    }
                }
            }
        }

        new Span<T>(target, 3 * Vector<T>.Count).Clear();
    }

    // Writes one row, zeros beside it; whole vectors, so that up to one vector of zeros or leftovers goes behind the row: rows
    // are written in ascending order.
    private readonly ref struct RowCopy<T>
        where T : unmanaged, INumber<T>
    {
        private readonly int columns;
        private readonly int first; // columns [first, first + count) come from the source, beginning at position start
        private readonly int count;
        private readonly int start;
        private readonly int step;
        private readonly T* end;
        private readonly Vector<T> tail;

        public RowCopy(PlaneAxis width, int columns, int phase, T* end)
        {
            int position = (width.Origin * width.Step) + phase;
            first = Math.Min(columns, position >= 0 ? 0 : (-position + width.Step - 1) / width.Step);
            start = position + (first * width.Step);
            count = start >= width.Source ? 0 : Math.Min(columns - first, ((width.Source - 1 - start) / width.Step) + 1);
            step = width.Step;
            tail = Vector.LessThan(Vector<T>.Indices, new Vector<T>(T.CreateTruncating(count % Vector<T>.Count)));
            this.columns = columns;
            this.end = end;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Run(T* source, T* target)
        {
            int width = Vector<T>.Count;
            int done = 0;
            for (int j = 0; j < (source is null ? 0 : first); j += width)
            {
                Vector<T>.Zero.Store(target + j);
            }

            if (source is not null && count > 0)
            {
                done = first + (step == 1 ? Dense(source + start, target + first) : Strided(source + start, target + first));
            }

            for (; done < columns; done += width)
            {
                Vector<T>.Zero.Store(target + done);
            }
        }

        private int Dense(T* source, T* target)
        {
            int j = 0;
            for (; j <= count - Vector<T>.Count; j += Vector<T>.Count)
            {
                Vector.Load(source + j).Store(target + j);
            }

            if (j < count && source + j + Vector<T>.Count <= end)
            {
                (Vector.Load(source + j) & tail).Store(target + j);
                return j + Vector<T>.Count;
            }

            for (; j < count; j++)
            {
                target[j] = source[j];
            }

            return j;
        }

        private int Strided(T* source, T* target)
        {
            for (nint j = 0; j < count; j++)
            {
                target[j] = source[j * step];
            }

            return count;
        }
    }
}
