using System.Numerics;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>The largest value of each window, and the gradient, which goes back to where that value was.</summary>
/// <remarks>As in torch: the first of equal values wins, a NaN beats them all (the last of several), padding
/// never wins.</remarks>
internal static unsafe class PoolingMaximum
{
    /// <param name="x">[planes, input...]</param>
    /// <param name="y">[planes, output...]</param>
    /// <param name="indices">[planes, output...]: the winner's position in its plane; or null.</param>
    public static void Forward<T>(in PoolingShape shape, T* x, T* y, int* indices, int threads = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ForwardWork<T> work = new()
        {
            Shape = shape,
            X = x,
            Y = y,
            Indices = indices,
            Pairs = IsPairs(shape, sizeof(T))
        };
        Workers.Run(ref work, shape.Cut.Parts, threads);
    }

    /// <param name="dy">[planes, output...]</param>
    /// <param name="indices">As the forward pass gave them.</param>
    /// <param name="dx">[planes, input...]; overwritten.</param>
    public static void Backward<T>(in PoolingShape shape, T* dy, int* indices, T* dx, int threads = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        BackwardWork<T> work = new()
        {
            Shape = shape,
            Dy = dy,
            Indices = indices,
            Dx = dx,
            Pairs = IsPairs(shape, sizeof(T))
        };
        Workers.Run(ref work, shape.Cut.Parts, threads);
    }

    // Adjacent 2 x 2 windows, which can be read in whole vectors.
    private static bool IsPairs(in PoolingShape shape, int size) =>
        size == 4 && shape.Depth == PoolingAxis.One && IsPair(shape.Height) && IsPair(shape.Width);

    private static bool IsPair(in PoolingAxis axis) => axis is { Kernel: 2, Stride: 2, Padding: 0, Dilation: 1 };

    private struct ForwardWork<T> : IParallelWork
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public PoolingShape Shape;
        public T* X, Y;
        public int* Indices;
        public bool Pairs;

        public readonly void Run(int part)
        {
            int end = (int)Shape.Cut.End(part);
            T* readable = X + ((nint)Shape.Planes * Shape.InputPositions);
            T* writable = Y + ((nint)end * Shape.OutputPositions);
            for (nint plane = (nint)Shape.Cut.First(part); plane < end; plane++)
            {
                T* x = X + (plane * Shape.InputPositions);
                T* y = Y + (plane * Shape.OutputPositions);
                int* indices = Indices is null ? null : Indices + (plane * Shape.OutputPositions);
                for (int depth = 0; depth < Shape.Depth.Output; depth++)
                {
                    for (int row = 0; row < Shape.Height.Output; row++)
                    {
                        int done = Pairs && (2 * row) + 1 < Shape.Height.Input
                            ? PoolingPairs.Forward(
                                (float*)x, (float*)readable, Shape.Width.Input, row, Shape.Width.Output, (float*)y,
                                (float*)writable, indices)
                            : 0;
                        for (int column = done; column < Shape.Width.Output; column++)
                        {
                            int at = Winner(x, depth, row, column);
                            y[column] = at < 0 ? T.NegativeInfinity : x[at];
                            if (indices is not null)
                            {
                                indices[column] = at;
                            }
                        }

                        y += Shape.Width.Output;
                        indices = indices is null ? null : indices + Shape.Width.Output;
                    }
                }
            }
        }

        // The position in the plane; -1 when dilation skips the whole input, so that the window holds nothing but
        // padding.
        private readonly int Winner(T* x, int depth, int row, int column)
        {
            int winner = -1;
            for (int d = 0, z = Shape.Depth.Start(depth); d < Shape.Depth.Kernel; d++, z += Shape.Depth.Dilation)
            {
                for (int h = 0, v = Shape.Height.Start(row); h < Shape.Height.Kernel; h++, v += Shape.Height.Dilation)
                {
                    if ((uint)z >= (uint)Shape.Depth.Input || (uint)v >= (uint)Shape.Height.Input)
                    {
                        continue;
                    }

                    int line = ((z * Shape.Height.Input) + v) * Shape.Width.Input;
                    for (int w = 0, u = Shape.Width.Start(column); w < Shape.Width.Kernel; w++,
                        u += Shape.Width.Dilation)
                    {
                        if ((uint)u < (uint)Shape.Width.Input
                            && (winner < 0 || x[line + u] > x[winner] || T.IsNaN(x[line + u])))
                        {
                            winner = line + u;
                        }
                    }
                }
            }

            return winner;
        }
    }

    private struct BackwardWork<T> : IParallelWork
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public PoolingShape Shape;
        public T* Dy, Dx;
        public int* Indices;
        public bool Pairs;

        public readonly void Run(int part)
        {
            int end = (int)Shape.Cut.End(part);
            T* writable = Dx + ((nint)end * Shape.InputPositions);
            for (nint plane = (nint)Shape.Cut.First(part); plane < end; plane++)
            {
                T* dx = Dx + (plane * Shape.InputPositions);
                T* dy = Dy + (plane * Shape.OutputPositions);
                int* indices = Indices + (plane * Shape.OutputPositions);
                if (Pairs)
                {
                    RunPairs(dy, indices, dx, writable);
                    continue;
                }

                new Span<T>(dx, Shape.InputPositions).Clear();
                for (int i = 0; i < Shape.OutputPositions; i++)
                {
                    if (indices[i] >= 0)
                    {
                        dx[indices[i]] += dy[i];
                    }
                }
            }
        }

        private readonly void RunPairs(T* dy, int* indices, T* dx, T* writable)
        {
            T* readable = Dy + ((nint)Shape.Planes * Shape.OutputPositions);
            int width = Shape.Width.Input;
            for (int row = 0; row < Shape.Height.Input; row++, dx += width)
            {
                nint window = (nint)(row / 2) * Shape.Width.Output;
                if (row / 2 < Shape.Height.Output)
                {
                    PoolingPairs.Backward(
                        (float*)(dy + window), (float*)readable, indices + window, Shape.Width.Output, row * width,
                        width, (float*)dx,
                        (float*)writable);
                }
                else
                {
                    new Span<T>(dx, width).Clear();
                }
            }
        }
    }
}
