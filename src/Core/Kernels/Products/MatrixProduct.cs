namespace NormTools.Core.Kernels;

/// <summary>C = op(A) op(B), or C += op(A) op(B), on row-major matrices, with a fused epilogue.</summary>
/// <remarks>
/// Blocks of C are independent parts (after Goto and van de Geijn 2008, with small changes: C stays in cache, and each
/// part packs its own operands). How k is cut depends on k alone, so the sums are bit-identical for any number of
/// threads. NaN and infinities propagate as the definition requires: products with a zero are not skipped.
/// </remarks>
internal static unsafe class MatrixProduct
{
    /// <summary>C[m,n] = op(A)[m,k] op(B)[k,n] (+ C when <paramref name="accumulate"/>), then the epilogue.</summary>
    /// <param name="transposeA">False: A is [m,k]. True: A is [k,m] and its transpose is taken.</param>
    /// <param name="transposeB">False: B is [k,n]. True: B is [n,k] and its transpose is taken.</param>
    /// <param name="lda">Values from one row of A, as stored, to the next; likewise ldb, ldc.</param>
    /// <param name="threads">Threads at most; 0: the default. The result is bit-identical for any number.</param>
    public static void Multiply(
        bool transposeA, bool transposeB, int m, int n, int k, float* a, int lda, float* b, int ldb, float* c, int ldc,
        bool accumulate = false, in Epilogue epilogue = default, int threads = 0)
    {
        MatrixProductWork<float> work = new(
            new(a, lda, transposeA), new(b, ldb, transposeB), m, n, k, c, ldc, accumulate, epilogue);
        work.Start(threads);
    }

    /// <inheritdoc cref="Multiply(bool, bool, int, int, int, float*, int, float*, int, float*, int, bool, in Epilogue,
    /// int)"/>
    public static void Multiply(
        bool transposeA, bool transposeB, int m, int n, int k, double* a, int lda, double* b, int ldb, double* c,
        int ldc,
        bool accumulate = false, in Epilogue epilogue = default, int threads = 0)
    {
        MatrixProductWork<double> work = new(
            new(a, lda, transposeA), new(b, ldb, transposeB), m, n, k, c, ldc, accumulate, epilogue);
        work.Start(threads);
    }
}
