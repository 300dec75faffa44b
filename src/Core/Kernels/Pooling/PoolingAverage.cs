using System.Numerics;
using System.Numerics.Tensors;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>The mean of each window, fixed or adaptive, and its gradient.</summary>
/// <remarks>
/// A window is a box, and its divisor a product of one count per axis, so the sums are taken in two steps: first the
/// rows that the window covers are added as whole rows, then the window's columns of their sum. Backward: dx at a
/// position is the sum of dy / divisor over the windows that contain it, by the same steps in reverse.
/// </remarks>
internal static unsafe class PoolingAverage
{
    /// <param name="x">[planes, input...]</param>
    /// <param name="y">[planes, output...]</param>
    /// <param name="countPadding">Whether the zeros of the padding count as values (torch: count_include_pad).</param>
    /// <param name="divisor">A divisor to use instead of the count (torch: divisor_override), or 0.</param>
    public static void Forward<T>(
        in PoolingShape shape, T* x, T* y, bool countPadding = true, int divisor = 0, int threads = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Start<T>(new() { Shape = shape, Input = x, Output = y, CountPadding = countPadding, Divisor = divisor },
            threads);

    /// <param name="dy">[planes, output...]</param>
    /// <param name="dx">[planes, input...]; overwritten.</param>
    public static void Backward<T>(
        in PoolingShape shape, T* dy, T* dx, bool countPadding = true, int divisor = 0, int threads = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Start<T>(new()
        {
            Shape = shape,
            Input = dx,
            Output = dy,
            CountPadding = countPadding,
            Divisor = divisor,
            Backward = true
        }, threads);

    private static void Start<T>(AverageWork<T> work, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        PoolingShape shape = work.Shape;
        if (shape.Depth.Dilation != 1 || shape.Height.Dilation != 1 || shape.Width.Dilation != 1)
        {
            throw CoreException.Argument("DilationNotSupported", "Average pooling knows no dilation.");
        }

        Workers.Run(ref work, shape.Cut.Parts, threads);
    }

    private struct AverageWork<T> : IParallelWork
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public PoolingShape Shape;
        public T* Input, Output;
        public bool CountPadding, Backward;
        public int Divisor;

        public readonly void Run(int part)
        {
            int end = (int)Shape.Cut.End(part);
            var scratch = (T*)NativePool.Rent((long)Shape.Width.Input * sizeof(T));
            try
            {
                Span<T> row = new(scratch, Shape.Width.Input);
                for (nint plane = (nint)Shape.Cut.First(part); plane < end; plane++)
                {
                    T* input = Input + (plane * Shape.InputPositions);
                    if (Backward)
                    {
                        new Span<T>(input, Shape.InputPositions).Clear();
                    }

                    for (int line = 0; line < Shape.Depth.Output * Shape.Height.Output; line++)
                    {
                        T* output = Output + (plane * Shape.OutputPositions) + (line * Shape.Width.Output);
                        Line(line, input, new(output, Shape.Width.Output), row);
                    }
                }
            }
            finally
            {
                NativePool.Return(scratch);
            }
        }

        // Computes one line of results from the rows of the input that its windows cover, or the reverse.
        private readonly void Line(int line, T* input, Span<T> output, Span<T> row)
        {
            (int depth, int height) = Math.DivRem(line, Shape.Height.Output);
            (int firstPlane, int endPlane, int planes) = Window(Shape.Depth, depth);
            (int firstRow, int endRow, int rows) = Window(Shape.Height, height);
            row.Clear();
            if (Backward)
            {
                Spread(output, row, planes * rows);
            }

            for (int z = firstPlane; z < endPlane; z++)
            {
                for (int y = firstRow; y < endRow; y++)
                {
                    Span<T> source = new(input + ((((nint)z * Shape.Height.Input) + y) * row.Length), row.Length);
                    Span<T> sum = Backward ? source : row;
                    TensorPrimitives.Add(sum, Backward ? row : source, sum);
                }
            }

            if (!Backward)
            {
                Gather(row, output, planes * rows, firstPlane < endPlane && firstRow < endRow);
            }
        }

        private readonly void Gather(ReadOnlySpan<T> row, Span<T> output, int lines, bool any)
        {
            for (int column = 0; column < output.Length; column++)
            {
                (int first, int end, int columns) = Window(Shape.Width, column);
                T sum = T.Zero;
                for (int i = first; i < end; i++)
                {
                    sum += row[i];
                }

                output[column] = any && first < end ? sum / Count(lines, columns) : T.Zero;
            }
        }

        private readonly void Spread(ReadOnlySpan<T> output, Span<T> row, int lines)
        {
            for (int column = 0; column < output.Length; column++)
            {
                (int first, int end, int columns) = Window(Shape.Width, column);
                T share = first < end ? output[column] / Count(lines, columns) : T.Zero;
                for (int i = first; i < end; i++)
                {
                    row[i] += share;
                }
            }
        }

        private readonly T Count(int lines, int columns) => T.CreateChecked(Divisor != 0 ? Divisor : (long)lines * columns);

        // The positions of the window inside the input, and how many of the window's positions count.
        private readonly (int First, int End, int Count) Window(in PoolingAxis axis, int window)
        {
            int start = axis.Start(window), end = axis.End(window);
            int first = Math.Max(0, start), last = Math.Min(axis.Input, end);
            return (first, last, CountPadding ? end - start : last - first);
        }
    }
}
