using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Contract;

namespace NormTools.Core.Abi;

/// <content>
/// The normalisations of float32 and float64 tensors. Every tensor of a call has the type that it names. Where
/// grad_output is given, a call works out gradients (those that have somewhere to go) instead of the result.
/// </content>
/// <remarks>
/// Besides what each says: ShapeMismatch GradientLengthMismatch; InvalidArgument MissingTensor (a null where a tensor
/// has to be), InvalidEpsilon, UnknownDataType, TooManyElements, NegativeDimension.
/// </remarks>
internal static unsafe partial class Exports
{
    /// <summary>Batch normalisation of [samples, channels, positions ...].</summary>
    /// <param name="type">Float32 or Float64.</param>
    /// <param name="x">The input.</param>
    /// <param name="shape">Its shape, [rank].</param>
    /// <param name="rank">At least 2.</param>
    /// <param name="operands">
    /// Parameters and running statistics, [channels]; statistics of the batch, [channels].
    /// </param>
    /// <param name="training">
    /// 0: by the running statistics, or by the batch's where there are none. Else by the batch's, and the running ones
    /// are updated.
    /// </param>
    /// <param name="factor">The share of the batch in the new running statistics (momentum).</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="y">As long as x, and may be x; not read or written for gradients.</param>
    /// <returns>
    /// ShapeMismatch: InvalidRank, OneValuePerChannel, ParameterLengthMismatch. InvalidArgument:
    /// RunningStatisticsIncomplete. InvalidData: NegativeRunningVariance, InfiniteRunningVariance (one that was given).
    /// NotFinite: InfiniteRunningVariance (the batch made it so).
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_batch_norm", CallConvs = [typeof(CallConvCdecl)])]
    public static Status BatchNorm(
        DType type, void* x, long* shape, int rank, NormOperands* operands, int training, double factor, double eps,
        void* y)
    {
        try
        {
            if (IsDouble(type))
            {
                Normalization<double>.Batch(x, Dimensions(shape, rank), y, training, factor, eps, *operands);
            }
            else
            {
                Normalization<float>.Batch(x, Dimensions(shape, rank), y, training, factor, eps, *operands);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Instance normalisation of [samples, channels, positions ...]; arguments as in nt_batch_norm.</summary>
    /// <remarks>
    /// Two dimensions are [channels, positions], one sample. The statistics of the batch are [samples, channels].
    /// </remarks>
    /// <returns>As nt_batch_norm, with OneSpatialElement for OneValuePerChannel.</returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_instance_norm", CallConvs = [typeof(CallConvCdecl)])]
    public static Status InstanceNorm(
        DType type, void* x, long* shape, int rank, NormOperands* operands, int training, double factor, double eps,
        void* y)
    {
        try
        {
            if (IsDouble(type))
            {
                Normalization<double>.Instance(x, Dimensions(shape, rank), y, training, factor, eps, *operands);
            }
            else
            {
                Normalization<float>.Instance(x, Dimensions(shape, rank), y, training, factor, eps, *operands);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Group normalisation of [samples, channels, positions ...] in groups of channels.</summary>
    /// <remarks>Parameters are [channels], statistics [samples, groups]; there are no running ones.</remarks>
    /// <returns>
    /// ShapeMismatch: InvalidRank, ChannelsNotDivisible, OneValuePerChannel, ParameterLengthMismatch.
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_group_norm", CallConvs = [typeof(CallConvCdecl)])]
    public static Status GroupNorm(
        DType type, void* x, long* shape, int rank, NormOperands* operands, long groups, double eps, void* y)
    {
        try
        {
            if (IsDouble(type))
            {
                Normalization<double>.Group(x, Dimensions(shape, rank), y, groups, eps, *operands);
            }
            else
            {
                Normalization<float>.Group(x, Dimensions(shape, rank), y, groups, eps, *operands);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Layer normalisation over the last dimensions.</summary>
    /// <remarks>Parameters have the normalised shape, there is one mean and inverseStd a row.</remarks>
    /// <returns>
    /// ShapeMismatch: NormalizedShapeMismatch, ParameterLengthMismatch. InvalidArgument: InvalidNormalizedShape.
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_layer_norm", CallConvs = [typeof(CallConvCdecl)])]
    public static Status LayerNorm(
        DType type, void* x, long* shape, int rank, long* normalized, int normalizedRank, NormOperands* operands,
        double eps, void* y)
    {
        try
        {
            if (IsDouble(type))
            {
                Normalization<double>.Layer(
                    x, Dimensions(shape, rank), Dimensions(normalized, normalizedRank), y, eps, *operands);
            }
            else
            {
                Normalization<float>.Layer(
                    x, Dimensions(shape, rank), Dimensions(normalized, normalizedRank), y, eps, *operands);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }

    /// <summary>Root-mean-square normalisation over the last dimensions.</summary>
    /// <remarks>There is no bias and no mean; inverseStd receives the inverse root mean squares, one a row.</remarks>
    /// <returns>
    /// ShapeMismatch: NormalizedShapeMismatch, ParameterLengthMismatch. InvalidArgument: InvalidNormalizedShape.
    /// </returns>
    [UnmanagedCallersOnly(EntryPoint = "nt_rms_norm", CallConvs = [typeof(CallConvCdecl)])]
    public static Status RmsNorm(
        DType type, void* x, long* shape, int rank, long* normalized, int normalizedRank, NormOperands* operands,
        double eps, void* y)
    {
        try
        {
            if (IsDouble(type))
            {
                Normalization<double>.Rms(
                    x, Dimensions(shape, rank), Dimensions(normalized, normalizedRank), y, eps, *operands);
            }
            else
            {
                Normalization<float>.Rms(
                    x, Dimensions(shape, rank), Dimensions(normalized, normalizedRank), y, eps, *operands);
            }

            return Status.Ok;
        }
        catch (Exception exception)
        {
            return Failure.Record(exception);
        }
    }
}
