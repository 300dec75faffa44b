using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Contract;

namespace NormTools.Core.Abi;

/// <content>Normalisation over windows of channels, and of weights.</content>
internal static unsafe partial class Exports
{
    /// <summary>Local response normalisation of [samples, channels, positions ...] over windows of channels.</summary>
    /// <param name="type">Float32 or Float64.</param>
    /// <param name="x">The input.</param>
    /// <param name="shape">Its shape, [rank].</param>
    /// <param name="rank">At least 3.</param>
    /// <param name="gradOutput">Null to compute the result; otherwise the call computes the gradient of the
    /// input.</param>
    /// <param name="gradCount">The number of values in gradOutput.</param>
    /// <param name="size">Channels in a window.</param>
    /// <param name="alpha">The factor of the window's mean square.</param>
    /// <param name="beta">The exponent.</param>
    /// <param name="k">Added to the average.</param>
    /// <param name="result">As long as x; must not overlap it.</param>
    /// <returns>ShapeMismatch: InvalidRank. InvalidArgument: InvalidWindowSize.</returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_local_response_norm", CallConvs = [typeof(CallConvCdecl)])]
    public static Status LocalResponseNorm(
        DType type, void* x, long* shape, int rank, void* gradOutput, long gradCount, long size, double alpha,
        double beta, double k, void* result)
    {
        try
        {
            if (IsDouble(type))
            {
                Normalization<double>.LocalResponse(
                    x, Dimensions(shape, rank), gradOutput, gradCount, result, size, alpha, beta, k);
            }
            else
            {
                Normalization<float>.LocalResponse(
                    x, Dimensions(shape, rank), gradOutput, gradCount, result, size, alpha, beta, k);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Weight normalisation: w = g * v / |v|, with one norm for each index along one dimension.</summary>
    /// <param name="type">Float32 or Float64.</param>
    /// <param name="v">The direction.</param>
    /// <param name="shape">Its shape, [rank].</param>
    /// <param name="rank">Of v.</param>
    /// <param name="dimension">The dimension with one norm per index, from 0; -1 for a single norm.</param>
    /// <param name="g">The magnitudes, one per norm.</param>
    /// <param name="count">The number of magnitudes.</param>
    /// <param name="gradOutput">Null to compute the result; otherwise the call computes gradV and gradG.</param>
    /// <param name="gradCount">The number of values in gradOutput.</param>
    /// <param name="w">As long as v; not written when computing gradients.</param>
    /// <param name="gradV">As long as v.</param>
    /// <param name="gradG">As long as g.</param>
    /// <returns>ShapeMismatch: ParameterLengthMismatch. InvalidArgument: DimensionOutOfRange.</returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_weight_norm", CallConvs = [typeof(CallConvCdecl)])]
    public static Status WeightNorm(
        DType type, void* v, long* shape, int rank, int dimension, void* g, long count, void* gradOutput,
        long gradCount, void* w, void* gradV, void* gradG)
    {
        try
        {
            if (IsDouble(type))
            {
                Normalization<double>.Weight(
                    v, Dimensions(shape, rank), dimension, g, count, gradOutput, gradCount, w, gradV, gradG);
            }
            else
            {
                Normalization<float>.Weight(
                    v, Dimensions(shape, rank), dimension, g, count, gradOutput, gradCount, w, gradV, gradG);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Spectral normalisation: a weight divided by the largest singular value of its matrix.</summary>
    /// <param name="type">Float32 or Float64.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="shape">Its shape, [rank].</param>
    /// <param name="rank">Of the weight.</param>
    /// <param name="dimension">The dimension that forms the rows of the matrix; the others form its columns.</param>
    /// <param name="u">The left vector, [rows], improved in place.</param>
    /// <param name="uCount">The number of values in u.</param>
    /// <param name="v">The right vector, [columns], improved in place.</param>
    /// <param name="vCount">The number of values in v.</param>
    /// <param name="iterations">0 in evaluation, 1 in training, 15 when a layer is made.</param>
    /// <param name="eps">The least norm that a vector is divided by.</param>
    /// <param name="result">As long as the weight; may be the weight.</param>
    /// <param name="sigma">Receives the singular value.</param>
    /// <returns>
    /// ShapeMismatch: ParameterLengthMismatch. InvalidArgument: DimensionOutOfRange, InvalidPowerIteration.
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_spectral_norm", CallConvs = [typeof(CallConvCdecl)])]
    public static Status SpectralNorm(
        DType type, void* weight, long* shape, int rank, int dimension, void* u, long uCount, void* v, long vCount,
        long iterations, double eps, void* result, double* sigma)
    {
        try
        {
            if (IsDouble(type))
            {
                Normalization<double>.Spectral(
                    weight, Dimensions(shape, rank), dimension, u, uCount, v, vCount, iterations, eps, result, sigma);
            }
            else
            {
                Normalization<float>.Spectral(
                    weight, Dimensions(shape, rank), dimension, u, uCount, v, vCount, iterations, eps, result, sigma);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>The gradient of the weight, with u, v and sigma as nt_spectral_norm left them.</summary>
    [UnmanagedCallersOnly(EntryPoint = "nt_spectral_norm_backward", CallConvs = [typeof(CallConvCdecl)])]
    public static Status SpectralNormBackward(
        DType type, void* weight, long* shape, int rank, int dimension, void* u, long uCount, void* v, long vCount,
        double sigma, void* gradOutput, long gradCount, void* gradWeight)
    {
        try
        {
            if (IsDouble(type))
            {
                Normalization<double>.SpectralBackward(
                    weight, Dimensions(shape, rank), dimension, u, uCount, v, vCount, sigma, gradOutput, gradCount,
                    gradWeight);
            }
            else
            {
                Normalization<float>.SpectralBackward(
                    weight, Dimensions(shape, rank), dimension, u, uCount, v, vCount, sigma, gradOutput, gradCount,
                    gradWeight);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    private static bool IsDouble(DType type) => type switch
    {
        DType.Float32 => false,
        DType.Float64 => true,
        _ => throw CoreException.Argument(
            "UnsupportedDataType",
            $"Normalisation takes float32 and float64 tensors, not {type}: convert the tensor first."),
    };
}
