using System.Numerics.Tensors;
using NormTools.Core.Kernels;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Initialization;

/// <summary>The orthogonal factor of A = Q R, R with a positive diagonal, which makes Q unique.</summary>
/// <remarks>
/// Householder reflections in compact WY form (Schreiber and Van Loan 1989): a panel of k of them is I - V T V' with T
/// upper triangular, so that it is applied by matrix products. A panel is factored recursively by halves (Elmroth and
/// Gustavson 2000): with (V1, T1) and (V2, T2) its T has T1 and T2 on the diagonal and -T1 V1' V2 T2 above. Everything
/// is stored transposed: a row in memory is a column of A, so that reflections run along memory. N = -T, which saves
/// sign changes.
/// </remarks>
internal sealed unsafe class HouseholderQr : IDisposable
{
    private const int PanelRows = 32;
    private const int UnblockedRows = 8;

    private readonly int count;
    private readonly int width;
    private readonly int stride;
    private readonly double* reflections; // V', [count, width]: zeros, a one at the diagonal, then the reflection
    private readonly double* triangles; // N of each panel, [count, PanelRows]
    private readonly double* projections; // rows times V, [count, PanelRows]
    private readonly double* weights; // rows times V times N, [count, PanelRows]
    private readonly double* signs; // of the diagonal of R, [count]

    private HouseholderQr(double* columns, int count, int width, int stride)
    {
        this.count = count;
        this.width = width;
        this.stride = stride;
        reflections = columns;
        triangles = (double*)NativePool.RentCleared(sizeof(double) * (long)count * ((3 * PanelRows) + 1));
        projections = triangles + ((nint)count * PanelRows);
        weights = projections + ((nint)count * PanelRows);
        signs = weights + ((nint)count * PanelRows);
    }

    /// <summary>A stride for columns of this width: not a power of two, which would map all columns to the same cache
    /// sets.</summary>
    public static int Stride(int width) => ((width + 15) / 16 * 16) + 8;

    /// <summary>Writes the columns of Q for the columns of A.</summary>
    /// <param name="columns">The columns of A, one after another, [count, width]; overwritten.</param>
    /// <param name="result">Receives the columns of Q, [count, width].</param>
    /// <param name="count">The number of columns, at most width.</param>
    /// <param name="width">Values in a column.</param>
    /// <param name="stride">The distance from one column to the next, in values, in both.</param>
    public static void Orthonormalize(double* columns, double* result, int count, int width, int stride)
    {
        using HouseholderQr factors = new(columns, count, width, stride);
        factors.Factor();
        factors.Form(result);
    }

    public void Dispose() => NativePool.Return(triangles);

    private void Factor()
    {
        for (int first = 0; first < count; first += PanelRows)
        {
            Cancellation.ThrowIfRequested();
            int rows = Math.Min(PanelRows, count - first);
            double* n = triangles + ((nint)first * PanelRows);
            FactorPanel(first, rows, n);
            int below = first + rows;
            Reflect(Row(reflections, below), count - below, first, rows, n, transposeN: false);
        }
    }

    // Q = (I - V1 T1 V1') (I - V2 T2 V2') ... applied to the identity from the last panel back; stored transposed, N is
    // transposed, too.
    private void Form(double* result)
    {
        for (int row = 0; row < count; row++)
        {
            Cancellation.ThrowIfRequested();
            Span<double> values = new(Row(result, row), width);
            values.Clear();
            values[row] = signs[row];
        }

        for (int first = (count - 1) / PanelRows * PanelRows; first >= 0; first -= PanelRows)
        {
            int rows = Math.Min(PanelRows, count - first);
            double* n = triangles + ((nint)first * PanelRows);
            Reflect(Row(result, first), count - first, first, rows, n, transposeN: true);
        }
    }

    private void FactorPanel(int first, int rows, double* n)
    {
        if (rows <= UnblockedRows)
        {
            for (int i = 0; i < rows; i++)
            {
                FactorRow(first, i, rows, n);
            }

            return;
        }

        int half = rows / 2;
        int rest = rows - half;
        double* lower = n + ((nint)half * PanelRows) + half;
        FactorPanel(first, half, n);
        Reflect(Row(reflections, first + half), rest, first, half, n, transposeN: false);
        FactorPanel(first + half, rest, lower);

        int start = first + half;
        double* v1 = Row(reflections, first) + start;
        double* v2 = Row(reflections, start) + start;
        MatrixProduct.Multiply(
            false, true, half, rest, width - start, v1, stride, v2, stride, projections, PanelRows, threads: 1);
        MatrixProduct.Multiply(
            false, false, half, rest, rest, projections, PanelRows, lower, PanelRows, weights, PanelRows, threads: 1);
        MatrixProduct.Multiply(
            false, false, half, rest, half, n, PanelRows, weights, PanelRows, n + half, PanelRows, threads: 1);
    }

    // One reflection H = I - tau v v' with v[0] = 1 takes the row x to beta e1, beta = -sign(x[0]) |x|, which adds no
    // numbers of different sign: v = x / (x[0] - beta) but for its first, tau = (beta - x[0]) / beta.
    private void FactorRow(int first, int index, int rows, double* n)
    {
        Cancellation.ThrowIfRequested();
        int diagonal = first + index;
        Span<double> x = new(Row(reflections, diagonal) + diagonal, width - diagonal);
        double alpha = x[0];
        double beta = -Math.CopySign(Math.Sqrt(TensorPrimitives.SumOfSquares<double>(x)), alpha);
        double tau = beta == 0 ? 0 : (beta - alpha) / beta;
        if (beta != 0)
        {
            TensorPrimitives.Multiply(x, 1 / (alpha - beta), x);
        }

        x[0] = 1;
        signs[diagonal] = beta < 0 ? -1 : 1;
        int panel = diagonal / PanelRows * PanelRows;
        new Span<double>(Row(reflections, diagonal) + panel, diagonal - panel).Clear(); // R, which is not needed
        for (int below = diagonal + 1; below < first + rows; below++)
        {
            Span<double> row = new(Row(reflections, below) + diagonal, x.Length);
            TensorPrimitives.MultiplyAdd(x, -tau * TensorPrimitives.Dot<double>(row, x), row, row);
        }

        // The new column of N: -tau N (V' v) above the diagonal, -tau on it.
        Span<double> inner = stackalloc double[UnblockedRows];
        for (int j = 0; j < index; j++)
        {
            inner[j] = -tau * TensorPrimitives.Dot<double>(new(Row(reflections, first + j) + diagonal, x.Length), x);
        }

        for (int i = 0; i < index; i++)
        {
            double sum = 0;
            for (int j = i; j < index; j++)
            {
                sum += n[(i * PanelRows) + j] * inner[j];
            }

            n[(i * PanelRows) + index] = sum;
        }

        n[(index * PanelRows) + index] = -tau;
    }

    // rows += (rows V N) V', from the panel's first column on.
    private void Reflect(double* target, int targetRows, int first, int rows, double* n, bool transposeN)
    {
        if (targetRows == 0)
        {
            return;
        }

        int length = width - first;
        double* v = Row(reflections, first) + first;
        target += first;
        MatrixProduct.Multiply(
            false, true, targetRows, rows, length, target, stride, v, stride, projections, PanelRows);
        MatrixProduct.Multiply(
            false, transposeN, targetRows, rows, rows, projections, PanelRows, n, PanelRows, weights, PanelRows);
        MatrixProduct.Multiply(
            false, false, targetRows, length, rows, weights, PanelRows, v, stride, target, stride, accumulate: true);
    }

    private double* Row(double* matrix, int row) => matrix + ((nint)row * stride);
}
