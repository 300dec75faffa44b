using System.Runtime.InteropServices;
using NormTools.Contract;

namespace NormTools.Native;

/// <content>Normalisations (src/Core/Abi/Exports.Normalize.cs and Exports.NormalizeWeights.cs).</content>
internal static unsafe partial class NativeMethods
{
    [DllImport(CoreLibrary.Name, EntryPoint = "nt_batch_norm", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status BatchNorm(
        DType type, TensorHandle x, long* shape, int rank, in NormOperands operands, int training, double factor,
        double eps, TensorHandle y);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_instance_norm", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status InstanceNorm(
        DType type, TensorHandle x, long* shape, int rank, in NormOperands operands, int training, double factor,
        double eps, TensorHandle y);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_group_norm", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status GroupNorm(
        DType type, TensorHandle x, long* shape, int rank, in NormOperands operands, long groups, double eps,
        TensorHandle y);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_layer_norm", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status LayerNorm(
        DType type, TensorHandle x, long* shape, int rank, long* normalized, int normalizedRank,
        in NormOperands operands, double eps, TensorHandle y);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_rms_norm", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status RmsNorm(
        DType type, TensorHandle x, long* shape, int rank, long* normalized, int normalizedRank,
        in NormOperands operands, double eps, TensorHandle y);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_local_response_norm", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status LocalResponseNorm(
        DType type, TensorHandle x, long* shape, int rank, TensorHandle gradOutput, long gradCount, long size,
        double alpha, double beta, double k, TensorHandle result);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_weight_norm", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status WeightNorm(
        DType type, TensorHandle v, long* shape, int rank, int dimension, TensorHandle g, long count,
        TensorHandle gradOutput, long gradCount, TensorHandle w, TensorHandle gradV, TensorHandle gradG);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_spectral_norm", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status SpectralNorm(
        DType type, TensorHandle weight, long* shape, int rank, int dimension, TensorHandle u, long uCount,
        TensorHandle v, long vCount, long iterations, double eps, TensorHandle result, out double sigma);

    [DllImport(CoreLibrary.Name, EntryPoint = "nt_spectral_norm_backward", CallingConvention = CallingConvention.Cdecl)]
    public static extern Status SpectralNormBackward(
        DType type, TensorHandle weight, long* shape, int rank, int dimension, TensorHandle u, long uCount,
        TensorHandle v, long vCount, double sigma, TensorHandle gradOutput, long gradCount, TensorHandle gradWeight);
}
