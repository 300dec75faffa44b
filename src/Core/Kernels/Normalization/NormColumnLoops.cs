using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Kernels;

/// <summary>
/// The normalisation loops over a matrix each of whose columns has its own statistic (a batch of features).
/// </summary>
/// <remarks>
/// A row is at least one vector wide. If its width is not a multiple of the vector's, the last vectors overlap: some
/// columns are then computed more than once, with the same result.
/// </remarks>
internal static unsafe partial class NormColumnLoops
{
    /// <summary>How many rows are summed in T before the sums are combined in double.</summary>
    public const int TileRows = 256;

    /// <summary>
    /// Writes one tile's centres, and the sums of the deviations from them and of their squares, to work, [3, width].
    /// </summary>
    public static void TileMoments<T>(T* x, int rows, int width, nint stride, T* work)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int column = 0; column < width; column += 4 * Vector<T>.Count)
        {
            Tile(x, rows, width, stride, column, work);
        }
    }

    /// <summary>
    /// Merges each column's moments into mean and squares, which hold those of <paramref name="before"/> earlier rows.
    /// </summary>
    /// <param name="work">Room for 3 * width values.</param>
    public static void Moments<T>(
        T* x, int rows, int width, nint stride, int before, double* mean, double* squares, T* work)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double tiny = typeof(T) == typeof(float) ? 1e-30 : 1e-290;
        for (int row = 0; row < rows; row += TileRows)
        {
            int count = Math.Min(TileRows, rows - row);
            T* tile = x + (row * stride);
            TileMoments(tile, count, width, stride, work);

            double inverse = 1.0 / count;
            for (int i = 0; i < width; i++)
            {
                double first = double.CreateTruncating(work[width + i]);
                double second = double.CreateTruncating(work[(2 * width) + i]);
                double tileSquares = second - (first * first * inverse);
                double tileMean = double.CreateTruncating(work[i]) + (first * inverse);
                if (!(second > tiny * count && tileSquares > 1e-3 * second))
                {
                    MomentSums careful = MomentSums.Careful(tile + i, count, 1, stride);
                    (tileMean, tileSquares) = (careful.Mean, careful.Squares);
                }

                MomentSums sums = new MomentSums(before, mean[i], squares[i]).With(new(count, tileMean, tileSquares));
                (mean[i], squares[i]) = (sums.Mean, sums.Squares);
            }

            before += count;
        }
    }

    /// <summary>y = (x - centre) * scale + offset, with constants [3, width] in this order; y may be x.</summary>
    public static void Affine<T>(T* x, T* y, int rows, int width, nint stride, T* constants, bool relu, bool stream)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (width <= 2 * Vector<T>.Count && !stream)
        {
            for (int row = 0; row < rows; row++, x += stride, y += stride)
            {
                ResultPass.WritePair<T, AffineResults<T>>(new(x, constants, width, relu), y, width);
            }

            return;
        }

        for (int row = 0; row < rows; row++, x += stride, y += stride)
        {
            ResultPass.Write<T, AffineResults<T>>(new(x, constants, width, relu), y, width, stream && x != y);
        }
    }

    // Writes the means of four vectors of columns, and the sums of the deviations from them and of their squares, to
    // work, [3, width].
    private static void Tile<T>(T* x, int rows, int width, nint stride, int column, T* work)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int lanes = Vector<T>.Count;
        int a = Math.Min(column, width - lanes);
        int b = Math.Min(column + lanes, width - lanes);
        int c = Math.Min(column + (2 * lanes), width - lanes);
        int d = Math.Min(column + (3 * lanes), width - lanes);
        Vector<T> meanA = Vector<T>.Zero, meanB = meanA, meanC = meanA, meanD = meanA;
        T* at = x;
        for (int row = 0; row < rows; row++, at += stride)
        {
            meanA += Vector.Load(at + a);
            meanB += Vector.Load(at + b);
            meanC += Vector.Load(at + c);
            meanD += Vector.Load(at + d);
        }

        T inverse = T.One / T.CreateTruncating(rows);
        meanA *= inverse;
        meanB *= inverse;
        meanC *= inverse;
        meanD *= inverse;
        Vector<T> firstA = Vector<T>.Zero, firstB = firstA, firstC = firstA, firstD = firstA;
        Vector<T> secondA = firstA, secondB = firstA, secondC = firstA, secondD = firstA;
        at = x;
        for (int row = 0; row < rows; row++, at += stride)
        {
            Vector<T> p = Vector.Load(at + a) - meanA;
            Vector<T> q = Vector.Load(at + b) - meanB;
            Vector<T> r = Vector.Load(at + c) - meanC;
            Vector<T> s = Vector.Load(at + d) - meanD;
            firstA += p;
            firstB += q;
            firstC += r;
            firstD += s;
            secondA = VectorOperations.MultiplyAdd(p, p, secondA);
            secondB = VectorOperations.MultiplyAdd(q, q, secondB);
            secondC = VectorOperations.MultiplyAdd(r, r, secondC);
            secondD = VectorOperations.MultiplyAdd(s, s, secondD);
        }

        Store(work + a, width, meanA, firstA, secondA);
        Store(work + b, width, meanB, firstB, secondB);
        Store(work + c, width, meanC, firstC, secondC);
        Store(work + d, width, meanD, firstD, secondD);
    }

    private static void Store<T>(T* to, int width, Vector<T> first, Vector<T> second, Vector<T> third)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        first.Store(to);
        second.Store(to + width);
        third.Store(to + (2 * width));
    }

    private readonly struct AffineResults<T>(T* x, T* constants, int width, bool relu) : IResults<T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector<T> At(nint i)
        {
            T* of = constants + i;
            Vector<T> value = VectorOperations.MultiplyAdd(
                Vector.Load(x + i) - Vector.Load(of), Vector.Load(of + width), Vector.Load(of + (2 * width)));
            return relu ? VectorOperations.Rectify(value) : value;
        }

        public void Prefetch(nint i)
        {
        }
    }
}
