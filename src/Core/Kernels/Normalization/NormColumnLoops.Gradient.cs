using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <content>The backward pass.</content>
internal static unsafe partial class NormColumnLoops
{
    /// <summary>Writes the sums over one tile, of x - centre, of g and of their product, to work, [3, width].</summary>
    public static void TileSums<T>(T* x, T* g, T* y, int rows, int width, nint stride, T* centre, T* work)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int column = 0; column < width; column += 2 * Vector<T>.Count)
        {
            Tile(x, g, y, rows, width, stride, centre, column, work);
        }
    }

    /// <summary>
    /// Adds what a gradient needs of each column to sums, [3, width]: the sums of x - centre, of g and of their
    /// product.
    /// </summary>
    /// <param name="work">Room for 3 * width values.</param>
    public static void Sums<T>(T* x, T* g, T* y, int rows, int width, nint stride, T* centre, double* sums, T* work)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int row = 0; row < rows; row += TileRows)
        {
            int count = Math.Min(TileRows, rows - row);
            nint at = row * stride;
            TileSums(x + at, g + at, y is null ? null : y + at, count, width, stride, centre, work);

            for (int i = 0; i < 3 * width; i++)
            {
                sums[i] += double.CreateTruncating(work[i]);
            }
        }
    }

    /// <summary>
    /// d = scale * g + ofInput * (x - centre) + offset (without x, the ofInput term is left out), with
    /// constants, [4, width], in the order centre, scale, offset, ofInput; d may be g.
    /// </summary>
    public static void Gradient<T>(T* x, T* g, T* y, T* d, int rows, int width, nint stride, T* constants, bool stream)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        bool isPair = width <= 2 * Vector<T>.Count && !stream;
        for (int row = 0; row < rows; row++)
        {
            GradientResults<T> results = new(x, g, y, constants, width);
            if (isPair)
            {
                ResultPass.WritePair(results, d, width);
            }
            else
            {
                ResultPass.Write(results, d, width, stream && g != d);
            }

            x = x is null ? null : x + stride;
            y = y is null ? null : y + stride;
            g += stride;
            d += stride;
        }
    }

    // Writes the sums of two vectors of columns to work, [3, width].
    private static void Tile<T>(T* x, T* g, T* y, int rows, int width, nint stride, T* centre, int column, T* work)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int lanes = Vector<T>.Count;
        int a = Math.Min(column, width - lanes);
        int b = Math.Min(column + lanes, width - lanes);
        Vector<T> middleA = Vector.Load(centre + a);
        Vector<T> middleB = Vector.Load(centre + b);
        Vector<T> deviationsA = Vector<T>.Zero, deviationsB = deviationsA, gradientsA = deviationsA;
        Vector<T> gradientsB = deviationsA, productsA = deviationsA, productsB = deviationsA;
        for (int row = 0; row < rows; row++)
        {
            Vector<T> p = Vector.Load(x + a) - middleA;
            Vector<T> q = Vector.Load(x + b) - middleB;
            Vector<T> r = VectorOperations.Gate(Vector.Load(g + a), y is null ? null : y + a);
            Vector<T> s = VectorOperations.Gate(Vector.Load(g + b), y is null ? null : y + b);
            deviationsA += p;
            deviationsB += q;
            gradientsA += r;
            gradientsB += s;
            productsA = VectorOperations.MultiplyAdd(p, r, productsA);
            productsB = VectorOperations.MultiplyAdd(q, s, productsB);
            x += stride;
            g += stride;
            y = y is null ? null : y + stride;
        }

        Store(work + a, width, deviationsA, gradientsA, productsA);
        Store(work + b, width, deviationsB, gradientsB, productsB);
    }

    private readonly struct GradientResults<T>(T* x, T* g, T* y, T* constants, int width) : IResults<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> At(nint i)
        {
            T* of = constants + i;
            Vector<T> rest = Vector.Load(of + (2 * width));
            if (x is not null)
            {
                rest = VectorOperations.MultiplyAdd(Vector.Load(x + i) - Vector.Load(of), Vector.Load(of + (3 * width)), rest);
            }

            return VectorOperations.MultiplyAdd(
                VectorOperations.Gate(Vector.Load(g + i), y is null ? null : y + i), Vector.Load(of + width), rest);
        }

        public void Prefetch(nint i)
        {
        }
    }
}
