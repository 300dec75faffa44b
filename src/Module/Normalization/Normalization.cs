using NormTools.Native;

namespace NormTools;

/// <summary>The calls of the core that normalise tensors, each with the arguments that it takes besides its
/// operands.</summary>
internal static unsafe class Normalization
{
    public static void Batch(NormalizationCall call, bool evaluate, double factor, double epsilon)
    {
        Tensor x = call.Input;
        fixed (long* shape = x.Dimensions)
        {
            NativeMethods.BatchNorm(
                x.DType, x.Handle, shape, x.Rank, call.Operands, evaluate ? 0 : 1, factor, epsilon, call.Output)
                .ThrowIfFailed();
        }
    }

    public static void Instance(NormalizationCall call, bool evaluate, double factor, double epsilon)
    {
        Tensor x = call.Input;
        fixed (long* shape = x.Dimensions)
        {
            NativeMethods.InstanceNorm(
                x.DType, x.Handle, shape, x.Rank, call.Operands, evaluate ? 0 : 1, factor, epsilon, call.Output)
                .ThrowIfFailed();
        }
    }

    public static void Group(NormalizationCall call, long groups, double epsilon)
    {
        Tensor x = call.Input;
        fixed (long* shape = x.Dimensions)
        {
            NativeMethods.GroupNorm(
                x.DType, x.Handle, shape, x.Rank, call.Operands, groups, epsilon, call.Output).ThrowIfFailed();
        }
    }

    public static void Layer(NormalizationCall call, long[] normalizedShape, double epsilon)
    {
        Tensor x = call.Input;
        fixed (long* shape = x.Dimensions, normalized = normalizedShape)
        {
            NativeMethods.LayerNorm(
                x.DType, x.Handle, shape, x.Rank, normalized, normalizedShape.Length, call.Operands, epsilon,
                call.Output).ThrowIfFailed();
        }
    }

    /// <param name="call">Input and operands.</param>
    /// <param name="normalizedShape">The sizes of the last dimensions.</param>
    /// <param name="epsilon">Null for the machine epsilon of the input's type.</param>
    public static void Rms(NormalizationCall call, long[] normalizedShape, double? epsilon)
    {
        Tensor x = call.Input;
        fixed (long* shape = x.Dimensions, normalized = normalizedShape)
        {
            NativeMethods.RmsNorm(
                x.DType, x.Handle, shape, x.Rank, normalized, normalizedShape.Length, call.Operands,
                epsilon ?? MachineEpsilon(x.DType), call.Output).ThrowIfFailed();
        }
    }

    /// <returns>The result, or the gradient of the input if a gradient of the output is given.</returns>
    public static Tensor LocalResponse(Tensor x, Tensor? gradOutput, long size, double alpha, double beta, double k)
    {
        Tensor result = Tensor.Uninitialized(x.DType, x.Dimensions);
        fixed (long* shape = x.Dimensions)
        {
            NativeMethods.LocalResponseNorm(
                x.DType, x.Handle, shape, x.Rank, gradOutput?.Handle ?? TensorHandle.None, gradOutput?.Count ?? 0, size,
                alpha, beta, k, result.Handle).ThrowIfFailed();
        }

        return result;
    }

    /// <returns>The weight, or the gradients of direction and magnitudes if a gradient of the weight is
    /// given.</returns>
    public static object Weight(Tensor v, int dimension, Tensor g, Tensor? gradOutput)
    {
        Tensor result = Tensor.Uninitialized(v.DType, v.Dimensions);
        fixed (long* shape = v.Dimensions)
        {
            if (gradOutput is null)
            {
                NativeMethods.WeightNorm(
                    v.DType, v.Handle, shape, v.Rank, dimension, g.Handle, g.Count, TensorHandle.None, 0, result.Handle,
                    TensorHandle.None, TensorHandle.None).ThrowIfFailed();
                return result;
            }

            Tensor gradG = Tensor.Uninitialized(v.DType, g.Dimensions);
            NativeMethods.WeightNorm(
                v.DType, v.Handle, shape, v.Rank, dimension, g.Handle, g.Count, gradOutput.Handle, gradOutput.Count,
                TensorHandle.None, result.Handle, gradG.Handle).ThrowIfFailed();
            return new WeightNormGradient { Input = result, Magnitude = gradG };
        }
    }

    /// <returns>The weight divided by its largest singular value, or the gradient of the weight if one of the result is
    /// given.</returns>
    public static Tensor Spectral(
        Tensor w, int dimension, SpectralVectors vectors, long iterations, double epsilon, Tensor? gradOutput,
        out double sigma)
    {
        Tensor result = Tensor.Uninitialized(w.DType, w.Dimensions);
        (Tensor u, Tensor v) = (vectors.U, vectors.V);
        fixed (long* shape = w.Dimensions)
        {
            NativeMethods.SpectralNorm(
                w.DType, w.Handle, shape, w.Rank, dimension, u.Handle, u.Count, v.Handle, v.Count, iterations, epsilon,
                result.Handle, out sigma).ThrowIfFailed();
            if (gradOutput is not null)
            {
                NativeMethods.SpectralNormBackward(
                    w.DType, w.Handle, shape, w.Rank, dimension, u.Handle, u.Count, v.Handle, v.Count, sigma,
                    gradOutput.Handle, gradOutput.Count, result.Handle).ThrowIfFailed();
            }
        }

        return result;
    }

    /// <summary>The distance from 1 to the next larger number of the type.</summary>
    public static double MachineEpsilon(DType type) =>
        type == DType.Float32 ? 1.1920928955078125e-7 : 2.220446049250313e-16;
}
