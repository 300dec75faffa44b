using System.Globalization;
using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>The left and right singular vectors of a spectral normalisation, which power iterations improve.</summary>
internal readonly struct SpectralVectors
{
    /// <summary>Power iterations that torch.nn.utils.parametrizations.spectral_norm makes at the start.</summary>
    public const int InitialIterations = 15;

    private SpectralVectors(Tensor u, Tensor v)
    {
        U = u;
        V = v;
    }

    public Tensor U { get; }

    public Tensor V { get; }

    /// <summary>The same in memory of their own.</summary>
    public SpectralVectors Copy() => new SpectralVectors(U.Clone(), V.Clone());

    /// <summary>Copies the values of other vectors into these.</summary>
    public void Take(SpectralVectors other)
    {
        U.CopyFrom(other.U);
        V.CopyFrom(other.V);
    }

    /// <summary>The vectors that a script gives, -LeftVector and -RightVector.</summary>
    public static SpectralVectors Of(Tensor weight, int dimension, Tensor left, Tensor right)
    {
        NormalizationCall.CheckLength(
            "u", left, weight.Dimensions[dimension], "LeftVector", "for each row of the matrix");
        NormalizationCall.CheckLength(
            "v", right, Columns(weight, dimension), "RightVector", "for each column of the matrix");
        return new SpectralVectors(left, right);
    }

    /// <summary>Normal values as PyTorch draws them, u first; the initial iterations bring them to length 1. For a
    /// weight of one dimension, which is divided by its own length, nothing is drawn.</summary>
    public static SpectralVectors Draw(Tensor weight, int dimension, RandomGenerator generator)
    {
        Tensor u = Tensor.Uninitialized(weight.DType, new[] { weight.Dimensions[dimension] });
        Tensor v = Tensor.Uninitialized(weight.DType, new[] { Columns(weight, dimension) });
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

    /// <summary>The verbose message about sigma. For a weight of one dimension it is the length, which the first step
    /// finds, so the message does not mention iterations.</summary>
    public static string Report(Tensor weight, double sigma, long iterations, bool drawn) =>
        "sigma = " + sigma.ToString(weight.DType == DType.Float32 ? "G7" : "G9", CultureInfo.InvariantCulture)
        + (drawn && weight.Rank == 1
            ? ", the length of the vector"
            : FormattableString.Invariant($" after {iterations} power iterations"));

    private static long Columns(Tensor weight, int dimension)
    {
        long columns = 1;
        for (int axis = 0; axis < weight.Rank; axis++)
        {
            columns *= axis == dimension ? 1 : weight.Dimensions[axis];
        }

        return columns;
    }

    private static unsafe Status FillNormal(ObjectHandle generator, Tensor tensor)
    {
        double* parameters = stackalloc double[] { 0, 1 };
        return NativeMethods.Random(
            generator, tensor.DType, Distribution.Normal, parameters, 2, tensor.Handle, tensor.Count);
    }
}
