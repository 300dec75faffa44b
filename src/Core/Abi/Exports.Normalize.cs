using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Contract;

namespace NormTools.Core.Abi;

/// <content>
/// Normalisation of float32 and float64 tensors. All tensors of a call have the type it names. Where grad_output is
/// given, a call computes gradients (those with a destination) instead of the result.
/// </content>
/// <remarks>
/// Besides what each lists: ShapeMismatch: GradientLengthMismatch. InvalidArgument: MissingTensor (null where a tensor
/// is required), InvalidEpsilon, UnknownDataType, TooManyElements, NegativeDimension.
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
    /// 0: uses the running statistics, or the batch's where there are none. Otherwise uses the batch's and updates the
    /// running ones.
    /// </param>
    /// <param name="factor">The weight of the batch in the new running statistics (momentum).</param>
    /// <param name="eps">Added to the variance.</param>
    /// <param name="y">As long as x, and may be x; not read or written for gradients.</param>
    /// <returns>
    /// ShapeMismatch: InvalidRank, OneValuePerChannel, ParameterLengthMismatch. InvalidArgument:
    /// RunningStatisticsIncomplete. InvalidData: NegativeRunningVariance, InfiniteRunningVariance (as it was passed
    /// in). NotFinite: InfiniteRunningVariance (the batch made it so).
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
    /// Two dimensions are taken as [channels, positions] of one sample. The statistics are [samples, channels].
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
    /// <remarks>Parameters have the normalised shape; there is one mean and one inverseStd per row.</remarks>
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
    /// <remarks>There is no bias and no mean; InverseStd receives the inverse root mean squares, one per row.</remarks>
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
