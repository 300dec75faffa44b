using NormTools.Native;

namespace NormTools;

/// <summary>The left and right vectors of a spectral normalisation, which power iterations improve.</summary>
internal readonly struct SpectralVectors
{
    /// <summary>Power iterations that torch.nn.utils.parametrizations.spectral_norm makes at the start.</summary>
    public const int InitialIterations = 15;

    public SpectralVectors(Tensor u, Tensor v)
    {
        U = u;
        V = v;
    }

    public Tensor U { get; }

    public Tensor V { get; }

    /// <summary>Normal values as PyTorch draws them, u first; the initial iterations give them their length. For a vector,
    /// which is divided by its own length, nothing is drawn.</summary>
    public static SpectralVectors Draw(Tensor weight, int dimension, RandomGenerator generator)
    {
        long columns = 1;
        for (int axis = 0; axis < weight.Rank; axis++)
        {
            columns *= axis == dimension ? 1 : weight.Dimensions[axis];
        }

        Tensor u = Tensor.Uninitialized(weight.DType, new[] { weight.Dimensions[dimension] });
        Tensor v = Tensor.Uninitialized(weight.DType, new[] { columns });
        if (weight.Rank == 1)
        {
            u.Fill(1);
            v.Fill(1);
            return new SpectralVectors(u, v);
        }

        generator.Use(stream => FillNormal(stream, u));
        generator.Use(stream => FillNormal(stream, v));
        return new SpectralVectors(u, v);
    }

    private static unsafe Status FillNormal(ObjectHandle generator, Tensor tensor)
    {
        double* parameters = stackalloc double[] { 0, 1 };
        return tensor.DType == DType.Float32
            ? NativeMethods.RandomF32(generator, Distribution.Normal, parameters, 2, tensor.Handle, tensor.Count)
            : NativeMethods.RandomF64(generator, Distribution.Normal, parameters, 2, tensor.Handle, tensor.Count);
    }
}
