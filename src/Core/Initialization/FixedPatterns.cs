using System.Numerics;
using NormTools.Core.Random;

namespace NormTools.Core.Initialization;

/// <summary>Initialisations that write a pattern of zeros and ones, or random values at chosen places.</summary>
internal static class FixedPatterns
{
    /// <summary>eye_: ones on the diagonal of a matrix, which may be rectangular.</summary>
    public static void Eye<T>(Span<T> weight, ReadOnlySpan<long> shape, T value)
        where T : unmanaged, INumber<T>
    {
        (int rows, int columns) = Matrix(shape);
        weight.Clear();
        for (int i = 0; i < Math.Min(rows, columns); i++)
        {
            weight[(i * columns) + i] = value;
        }
    }

    /// <summary>Recurrent weights of Le, Jaitly and Hinton 2015: the gain times the identity in each square block of
    /// rows.</summary>
    /// <param name="weight">[gates * hidden, hidden], as torch.nn.RNN, GRU and LSTM hold it.</param>
    /// <exception cref="CoreException">The rows are no multiple of the columns.</exception>
    public static void Identity<T>(Span<T> weight, ReadOnlySpan<long> shape, T gain)
        where T : unmanaged, INumber<T>
    {
        (int rows, int columns) = Matrix(shape);
        if (weight.IsEmpty)
        {
            return;
        }

        if (rows % columns != 0)
        {
            throw CoreException.Shape(
                "NotSquareBlocks",
                $"Identity needs rows that are a multiple of the columns, but the shape is [{rows}, {columns}].");
        }

        weight.Clear();
        for (int i = 0; i < rows; i++)
        {
            weight[(i * columns) + (i % columns)] = gain;
        }
    }

    /// <summary>dirac_: a convolution that passes its input channels through unchanged, with ones at the kernel's
    /// centre k // 2.</summary>
    /// <param name="weight">[out, in, kernel...] with one to three kernel dimensions.</param>
    /// <param name="groups">The number of groups of output channels, each with the pattern.</param>
    public static void Dirac<T>(Span<T> weight, ReadOnlySpan<long> shape, long groups)
        where T : unmanaged, INumber<T>
    {
        int kernel = Kernel(shape, odd: 0, out int centre);
        if (groups < 1 || shape[0] % groups != 0)
        {
            throw CoreException.Argument(
                "InvalidGroups", $"dim 0 must be divisible by groups: {shape[0]} and {groups}.");
        }

        weight.Clear();
        int perGroup = (int)(shape[0] / groups);
        for (int group = 0; group < groups && !weight.IsEmpty; group++)
        {
            for (int channel = 0; channel < Math.Min(perGroup, shape[1]); channel++)
            {
                long row = ((group * perGroup) + channel) * shape[1];
                weight[(int)(((row + channel) * kernel) + centre)] = T.One;
            }
        }
    }

    /// <summary>An orthogonal matrix at the kernel's centre (k - 1) // 2, zeros elsewhere: Xiao et al. 2018.</summary>
    /// <param name="weight">[out, in, kernel...] with one to three kernel dimensions and in at most out.</param>
    public static void DeltaOrthogonal<T>(Generator generator, Span<T> weight, ReadOnlySpan<long> shape, double gain)
        where T : unmanaged, INumber<T>
    {
        int kernel = Kernel(shape, odd: 1, out int centre);
        if (shape[1] > shape[0])
        {
            throw CoreException.Shape(
                "MoreInputsThanOutputs",
                $"`fan_in` must be less or equal than `fan_out`, but {shape[1]} > {shape[0]}.");
        }

        weight.Clear();
        T[] matrix = new T[shape[0] * shape[1]];
        Orthogonal.Fill<T>(generator, matrix, shape[..2], gain);
        for (int i = 0; i < matrix.Length && kernel > 0; i++)
        {
            weight[(i * kernel) + centre] = matrix[i];
        }
    }

    /// <summary>sparse_: normals, with a share of the rows (rounded up) set to zero in each column: the first rows of a
    /// permutation.</summary>
    /// <remarks>Martens 2010.</remarks>
    public static void Sparse<T>(
        Generator generator, Span<T> weight, ReadOnlySpan<long> shape, double sparsity, double std)
        where T : unmanaged, INumber<T>
    {
        (int rows, int columns) = Matrix(shape);
        if (!(sparsity >= 0 && sparsity <= 1))
        {
            throw CoreException.Argument("InvalidSparsity", $"sparsity must lie in [0, 1], but {sparsity} was given.");
        }

        int zeros = (int)Math.Ceiling(sparsity * rows);
        Draw.Normal(generator, weight, 0, std);
        long[] order = new long[rows];
        for (int column = 0; column < columns; column++)
        {
            generator.Permutation(order);
            for (int i = 0; i < zeros; i++)
            {
                weight[(int)((order[i] * columns) + column)] = T.Zero;
            }
        }
    }

    private static (int Rows, int Columns) Matrix(ReadOnlySpan<long> shape) => shape.Length == 2
        ? ((int)shape[0], (int)shape[1])
        : throw CoreException.Shape(
            "NotAMatrix", $"Only tensors with 2 dimensions are supported, but {shape.Length} were given.");

    // The kernel's volume and the index of its centre, (k - odd) // 2 along each axis.
    private static int Kernel(ReadOnlySpan<long> shape, int odd, out int centre)
    {
        if (shape.Length is < 3 or > 5)
        {
            throw CoreException.Shape(
                "NotAConvolution",
                $"Only tensors with 3, 4, or 5 dimensions are supported, but {shape.Length} were given.");
        }

        long volume = 1;
        long place = 0;
        foreach (long size in shape[2..])
        {
            volume *= size;
            place = (place * size) + ((size - odd) / 2);
        }

        centre = (int)place;
        return (int)volume;
    }
}
