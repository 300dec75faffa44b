using NormTools.Native;

namespace NormTools;

/// <summary>The left and right vectors of a spectral normalisation as a layer of PyTorch draws them.</summary>
internal static class SpectralVectors
{
    /// <summary>Power iterations that torch.nn.utils.parametrizations.spectral_norm makes at the start.</summary>
    public const int InitialIterations = 15;

    /// <summary>Normal values, u first; the initial iterations give them their length.</summary>
    public static (Tensor U, Tensor V) Draw(Tensor weight, int dimension, ulong seed)
    {
        long rows = weight.Dimensions[TensorShape.Axis(dimension, weight.Rank)];
        Tensor u = Tensor.Uninitialized(weight.DType, new[] { rows });
        Tensor v = Tensor.Uninitialized(weight.DType, new[] { rows == 0 ? 0 : weight.Count / rows });
        NativeMethods.GeneratorCreate(seed, out IntPtr handle).ThrowIfFailed();
        using var generator = new ObjectHandle(handle);
        FillNormal(generator, u);
        FillNormal(generator, v);
        return (u, v);
    }

    private static unsafe void FillNormal(ObjectHandle generator, Tensor tensor)
    {
        double* parameters = stackalloc double[] { 0, 1 };
        Status status = tensor.DType == DType.Float32
            ? NativeMethods.RandomF32(generator, Distribution.Normal, parameters, 2, tensor.Handle, tensor.Count)
            : NativeMethods.RandomF64(generator, Distribution.Normal, parameters, 2, tensor.Handle, tensor.Count);
        status.ThrowIfFailed();
    }
}
