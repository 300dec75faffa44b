using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Core.Kernels;
using NormTools.Core.Threading;

namespace NormTools.Core.Abi;

internal static unsafe partial class Exports
{
    /// <summary>Sets the threads that a call uses when it says 0; gives the number that holds from now on.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_threads_set", CallConvs = [typeof(CallConvCdecl)])]
    public static int ThreadsSet(int count) => Workers.DefaultThreads = count;

    [UnmanagedCallersOnly(EntryPoint = "nt_matrix_product_f32", CallConvs = [typeof(CallConvCdecl)])]
    public static Status MatrixProductF32(
        int transposeA, int transposeB, long m, long n, long k, float* a, float* b, float* c, int accumulate, int threads)
    {
        try
        {
            ProductShape shape = new(m, n, k);
            MatrixProduct.Multiply(
                transposeA != 0, transposeB != 0, shape.M, shape.N, shape.K, a, transposeA != 0 ? shape.M : shape.K, b,
                transposeB != 0 ? shape.K : shape.N, c, shape.N, accumulate != 0, Epilogue.None, threads);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "nt_matrix_product_f64", CallConvs = [typeof(CallConvCdecl)])]
    public static Status MatrixProductF64(
        int transposeA, int transposeB, long m, long n, long k, double* a, double* b, double* c, int accumulate, int threads)
    {
        try
        {
            ProductShape shape = new(m, n, k);
            MatrixProduct.Multiply(
                transposeA != 0, transposeB != 0, shape.M, shape.N, shape.K, a, transposeA != 0 ? shape.M : shape.K, b,
                transposeB != 0 ? shape.K : shape.N, c, shape.N, accumulate != 0, Epilogue.None, threads);
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
