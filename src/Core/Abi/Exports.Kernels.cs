using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Contract;
using NormTools.Core.Kernels;
using NormTools.Core.Threading;

namespace NormTools.Core.Abi;

internal static unsafe partial class Exports
{
    /// <summary>Sets the default number of threads, used by calls that ask for 0 (count 0 changes nothing); returns the
    /// number now in force.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_threads_set", CallConvs = [typeof(CallConvCdecl)])]
    public static int ThreadsSet(int count) => count > 0 ? Workers.DefaultThreads = count : Workers.DefaultThreads;

    /// <summary>c = a b of float32 or float64 matrices, or c += a b.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_matrix_product", CallConvs = [typeof(CallConvCdecl)])]
    public static Status MatrixProduct(
        DType type, int transposeA, int transposeB, long m, long n, long k, void* a, void* b, void* c, int accumulate,
        int threads)
    {
        try
        {
            ProductShape shape = new(m, n, k);
            int lda = transposeA != 0 ? shape.M : shape.K;
            int ldb = transposeB != 0 ? shape.K : shape.N;
            if (Check.IsDouble(type))
            {
                Kernels.MatrixProduct.Multiply(
                    transposeA != 0, transposeB != 0, shape.M, shape.N, shape.K, (double*)a, lda, (double*)b, ldb,
                    (double*)c, shape.N, accumulate != 0, Epilogue.None, threads);
            }
            else
            {
                Kernels.MatrixProduct.Multiply(
                    transposeA != 0, transposeB != 0, shape.M, shape.N, shape.K, (float*)a, lda, (float*)b, ldb,
                    (float*)c, shape.N, accumulate != 0, Epilogue.None, threads);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    // Contiguous operands, each of a size that a span can hold.
    private readonly struct ProductShape
    {
        public ProductShape(long m, long n, long k)
        {
            Check.Count(m, k);
            Check.Count(k, n);
            Check.Count(m, n);
            (M, N, K) = (checked((int)m), checked((int)n), checked((int)k));
        }

        public int M { get; }

        public int N { get; }

        public int K { get; }
    }
}
