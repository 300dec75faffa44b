using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Core.Contract;
using NormTools.Core.Kernels;
using NormTools.Core.Threading;

namespace NormTools.Core.Abi;

internal static unsafe partial class Exports
{
    /// <summary>Sets the threads that a call uses when it says 0 (count 0: leaves them); gives the number that holds
    /// from now on.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_threads_set", CallConvs = [typeof(CallConvCdecl)])]
    public static int ThreadsSet(int count) => count > 0 ? Workers.DefaultThreads = count : Workers.DefaultThreads;

    [UnmanagedCallersOnly(EntryPoint = "nt_matrix_product_f32", CallConvs = [typeof(CallConvCdecl)])]
    public static Status MatrixProductF32(
        int transposeA, int transposeB, long m, long n, long k, float* a, float* b, float* c, int accumulate,
        int threads)
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
        int transposeA, int transposeB, long m, long n, long k, double* a, double* b, double* c, int accumulate,
        int threads)
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

    /// <summary>y = x * w + bias, then max(0, y) when asked.</summary>
    /// <param name="geometry">Batch, channels, filters, groups; then for each axis, outermost first, its length,
    /// kernel, stride, padding before and after, dilation.</param>
    [UnmanagedCallersOnly(EntryPoint = "nt_convolution_forward_f32", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ConvolutionForwardF32(
        long* geometry, int rank, float* x, float* weight, float* bias, float* y, int rectify, int threads)
    {
        try
        {
            FusedActivation activation = rectify != 0 ? FusedActivation.ReLU : FusedActivation.None;
            Convolution.Forward(Geometry.Convolution(geometry, rank), x, weight, bias, y, activation, threads);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "nt_convolution_input_gradient_f32", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ConvolutionInputGradientF32(
        long* geometry, int rank, float* dy, float* weight, float* dx, int threads)
    {
        try
        {
            ConvolutionShape shape = Geometry.Convolution(geometry, rank);
            Convolution.InputGradient(shape, dy, weight, null, dx, FusedActivation.None, threads);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "nt_convolution_weight_gradient_f32", CallConvs = [typeof(CallConvCdecl)])]
    public static Status ConvolutionWeightGradientF32(
        long* geometry, int rank, float* x, float* dy, float* weightGradient, float* biasGradient, int threads)
    {
        try
        {
            Convolution.WeightGradient(Geometry.Convolution(geometry, rank), x, dy, weightGradient, biasGradient,
                threads);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>The maximum of each window and its place in its plane (or null for the places).</summary>
    /// <param name="geometry">Planes; then for each axis, outermost first, its length, kernel, stride, padding,
    /// dilation, and whether a window over the end counts.</param>
    [UnmanagedCallersOnly(EntryPoint = "nt_max_pool_f32", CallConvs = [typeof(CallConvCdecl)])]
    public static Status MaxPoolF32(long* geometry, int rank, float* x, float* y, int* indices, int threads)
    {
        try
        {
            PoolingMaximum.Forward(Geometry.Pooling(geometry, rank), x, y, indices, threads);
            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "nt_max_pool_gradient_f32", CallConvs = [typeof(CallConvCdecl)])]
    public static Status MaxPoolGradientF32(long* geometry, int rank, float* dy, int* indices, float* dx, int threads)
    {
        try
        {
            PoolingMaximum.Backward(Geometry.Pooling(geometry, rank), dy, indices, dx, threads);
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
