using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>C = op(A) op(B), or C += op(A) op(B), on row-major matrices, with a fused epilogue.</summary>
internal static unsafe class MatrixProduct
{
    /// <summary>C[m,n] = op(A)[m,k] op(B)[k,n] (+ C when <paramref name="accumulate"/>), then the epilogue.</summary>
    /// <param name="transposeA">False: A is [m,k]. True: A is [k,m] and its transpose is taken.</param>
    /// <param name="transposeB">False: B is [k,n]. True: B is [n,k] and its transpose is taken.</param>
    /// <param name="lda">Values from one row of A, as it lies in memory, to the next; likewise ldb, ldc.</param>
    /// <param name="threads">Threads at most; 0: the default. The result is the same to the bit for any number.</param>
    public static void Multiply(
        bool transposeA, bool transposeB, int m, int n, int k, float* a, int lda, float* b, int ldb, float* c, int ldc,
        bool accumulate = false, in Epilogue epilogue = default, int threads = 0) =>
        Run(transposeA, transposeB, m, n, k, a, lda, b, ldb, c, ldc, accumulate, epilogue);

    /// <inheritdoc cref="Multiply(bool, bool, int, int, int, float*, int, float*, int, float*, int, bool, in Epilogue, int)"/>
    public static void Multiply(
        bool transposeA, bool transposeB, int m, int n, int k, double* a, int lda, double* b, int ldb, double* c, int ldc,
        bool accumulate = false, in Epilogue epilogue = default, int threads = 0) =>
        Run(transposeA, transposeB, m, n, k, a, lda, b, ldb, c, ldc, accumulate, epilogue);

    private static void Run<T>(
        bool transposeA, bool transposeB, int m, int n, int k, T* a, int lda, T* b, int ldb, T* c, int ldc,
        bool accumulate, in Epilogue epilogue)
        where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                T sum = accumulate ? c[((long)i * ldc) + j] : T.Zero;
                for (int p = 0; p < k; p++)
                {
                    T left = transposeA ? a[((long)p * lda) + i] : a[((long)i * lda) + p];
                    T right = transposeB ? b[((long)j * ldb) + p] : b[((long)p * ldb) + j];
                    sum += left * right;
                }

                if (epilogue.Bias is not null)
                {
                    sum += ((T*)epilogue.Bias)[epilogue.BiasIsARow ? i : j];
                }

                c[((long)i * ldc) + j] = epilogue.Activation == FusedActivation.ReLU && sum <= T.Zero ? T.Zero : sum;
            }
        }
    }
}
