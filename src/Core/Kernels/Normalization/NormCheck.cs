namespace NormTools.Core.Kernels;

/// <summary>
/// The checks that a normalisation makes of its arguments before it touches memory. Where PyTorch has a message, its
/// wording comes first.
/// </summary>
internal static unsafe class NormCheck
{
    /// <summary>The shape as [n, c, inner].</summary>
    public static (int N, int C, int Inner) Channels(ReadOnlySpan<long> shape)
    {
        if (shape.Length < 2)
        {
            throw CoreException.Shape(
                "InvalidRank",
                $"expected 2D or 3D input (got {shape.Length}D input): a shape is [samples, channels, ...].");
        }

        Check.Count(shape);
        return (Length(shape[..1]), Length(shape.Slice(1, 1)), Length(shape[2..]));
    }

    /// <summary>The shape as torch.nn.InstanceNorm1d takes it: two dimensions are one sample without a batch.</summary>
    public static ReadOnlySpan<long> Batched(ReadOnlySpan<long> shape) => shape.Length switch
    {
        < 2 => throw CoreException.Shape(
            "InvalidRank",
            $"expected 2D or 3D input (got {shape.Length}D input): a shape is [channels, positions] or "
            + "[samples, channels, positions, ...]."),
        2 => (long[])[1, .. shape],
        _ => shape,
    };

    /// <summary>The shape as [rows, width], where the last dimensions are the normalised ones.</summary>
    public static (int Rows, int Width) Rows(ReadOnlySpan<long> shape, ReadOnlySpan<long> normalized)
    {
        if (normalized.IsEmpty)
        {
            throw CoreException.Argument(
                "InvalidNormalizedShape",
                "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, "
                + "but got normalized_shape = []");
        }

        if (shape.Length < normalized.Length || !shape[^normalized.Length..].SequenceEqual(normalized))
        {
            throw CoreException.Shape(
                "NormalizedShapeMismatch",
                $"Given normalized_shape={Text(normalized)}, expected input with shape [*, {Inside(normalized)}], "
                + $"but got input of size{Text(shape)}");
        }

        Check.Count(shape);
        return (Length(shape[..^normalized.Length]), Length(normalized));
    }

    /// <summary>The shape as [outer, size, inner] around one dimension; -1 stands for none, with a size of 1.</summary>
    public static (int Outer, int Size, int Inner) Around(ReadOnlySpan<long> shape, int dimension)
    {
        int count = Check.Count(shape);
        if (dimension == -1)
        {
            return (1, 1, count);
        }

        if (shape.IsEmpty)
        {
            throw CoreException.Shape(
                "InvalidRank", "A single number has no rows to normalise: a weight has at least 1 dimension.");
        }

        if (dimension < -1 || dimension >= shape.Length)
        {
            throw CoreException.Argument(
                "DimensionOutOfRange",
                $"Dimension out of range: a tensor of shape {Text(shape)} has dimensions 0 to {shape.Length - 1}, "
                + $"not {dimension}.");
        }

        return (Length(shape[..dimension]), Length(shape.Slice(dimension, 1)), Length(shape[(dimension + 1)..]));
    }

    /// <summary>A tensor that may be absent; if present, it must have one value per channel.</summary>
    public static Span<T> Parameter<T>(void* data, long count, int channels, string name)
        where T : unmanaged
    {
        if (data is not null && count != channels)
        {
            throw CoreException.Shape(
                "ParameterLengthMismatch",
                $"{name} should contain {channels} elements not {count}: one for each channel of the input.");
        }

        return data is null ? default : new Span<T>(data, channels);
    }

    /// <summary>As <see cref="Parameter"/>, with the message of instance normalisation.</summary>
    public static Span<T> Feature<T>(void* data, long count, int channels)
        where T : unmanaged =>
        data is not null && count != channels
            ? throw CoreException.Shape(
                "ParameterLengthMismatch",
                $"expected input's size at dim=1 to match num_features ({count}), but got: {channels}.")
            : Check.Optional((T*)data, channels);

    /// <summary>As <see cref="Parameter"/>, with the message of group normalisation.</summary>
    public static Span<T> GroupParameter<T>(void* data, long count, ReadOnlySpan<long> shape, string name)
        where T : unmanaged =>
        data is not null && count != shape[1]
            ? throw CoreException.Shape(
                "ParameterLengthMismatch",
                $"Expected {name} to be a vector of size equal to the number of channels in input, "
                + $"but got {name} of shape [{count}] and input of shape {Text(shape)}")
            : Check.Optional((T*)data, Length(shape.Slice(1, 1)));

    /// <summary>The number of groups, which must divide the number of channels.</summary>
    public static int Groups(ReadOnlySpan<long> shape, long groups)
    {
        if (groups < 1 || shape[1] % groups != 0)
        {
            throw CoreException.Shape(
                "ChannelsNotDivisible",
                "Expected number of channels in input to be divisible by num_groups, "
                + $"but got input of shape {Text(shape)} and num_groups={groups}");
        }

        return Check.Count(groups);
    }

    /// <summary>A weight or bias of row normalisation, which may be absent.</summary>
    public static Span<T> RowParameter<T>(void* data, long count, ReadOnlySpan<long> normalized, string name)
        where T : unmanaged
    {
        int expected = Length(normalized);
        if (data is not null && count != expected)
        {
            throw CoreException.Shape(
                "ParameterLengthMismatch",
                $"Expected {name} to be of same shape as normalized_shape, but got {name} of {count} values and "
                + $"normalized_shape = {Text(normalized)}");
        }

        return data is null ? default : new Span<T>(data, expected);
    }

    /// <summary>A tensor of <paramref name="count"/> values, which must be present unless there are none.</summary>
    public static Span<T> Required<T>(void* data, int count, string name)
        where T : unmanaged =>
        data is null && count > 0
            ? throw CoreException.Argument("MissingTensor", $"{name} is missing: a tensor of {count} values is needed.")
            : new Span<T>(data, count);

    /// <summary>A vector that must be present and have the expected length.</summary>
    public static Span<T> Vector<T>(void* data, long count, int expected, string name)
        where T : unmanaged =>
        count == expected
            ? Required<T>(data, expected, name)
            : throw CoreException.Shape(
                "ParameterLengthMismatch", $"{name} should contain {expected} elements not {count}.");

    /// <summary>The gradient of the output, which must be present and as long as the input.</summary>
    public static Span<T> Gradient<T>(void* data, long count, ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        int expected = Check.Count(shape);
        return count == expected
            ? Required<T>(data, expected, "grad_output")
            : throw CoreException.Shape(
                "GradientLengthMismatch",
                $"grad_output should contain {expected} elements not {count}: it has the shape of the input, "
                + $"{Text(shape)}.");
    }

    public static void Epsilon(double eps)
    {
        if (!(eps >= 0 && double.IsFinite(eps)))
        {
            throw CoreException.Argument("InvalidEpsilon", $"eps must be a number of at least 0, not {eps}.");
        }
    }

    /// <summary>Refuses batch statistics of a single value, which would turn every input into the bias.</summary>
    public static void SeveralValues(long valuesInAStatistic, ReadOnlySpan<long> shape, string way)
    {
        if (valuesInAStatistic == 1)
        {
            throw CoreException.Shape(
                "OneValuePerChannel",
                $"Expected more than 1 value per channel when training, got input size {Text(shape)}: the mean of one "
                + $"value is itself, so nothing of it would be left. {way}");
        }
    }

    public static void SeveralPositions(int inner, ReadOnlySpan<long> shape)
    {
        if (inner == 1)
        {
            throw CoreException.Shape(
                "OneSpatialElement",
                $"Expected more than 1 spatial element when training, got input size {Text(shape)}: each channel of "
                + "each sample is normalised by itself, so of one value nothing would be left. Use batch, layer or "
                + "group normalisation.");
        }
    }

    /// <summary>Refuses variances that would silently turn a channel into NaN or into its bias.</summary>
    /// <param name="runningVar">[c], or empty.</param>
    /// <param name="owner">The start of the message, which names the owner, as in "Layer 1 (BatchNorm): ".</param>
    public static void Variances<T>(ReadOnlySpan<T> runningVar, string owner = "")
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        for (int channel = 0; channel < runningVar.Length; channel++)
        {
            if (runningVar[channel] < T.Zero)
            {
                throw CoreException.InvalidData(
                    "NegativeRunningVariance",
                    $"{owner}running_var holds {runningVar[channel]} for channel {channel}: a variance cannot be negative. "
                    + "Was it loaded from another tensor, or averaged with a momentum outside 0 to 1?");
            }
        }

        int infinite = IndexOfInfinity(runningVar);
        if (infinite >= 0)
        {
            throw CoreException.InvalidData(
                "InfiniteRunningVariance",
                $"{owner}running_var holds infinity for channel {infinite}: every value of it would become the bias. It was "
                + "taken from values too large for its type; take it anew from scaled ones.");
        }
    }

    /// <summary>The first channel whose variance is infinite, or -1.</summary>
    public static int IndexOfInfinity<T>(ReadOnlySpan<T> runningVar)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        int channel = 0;
        while (channel < runningVar.Length && !T.IsPositiveInfinity(runningVar[channel]))
        {
            channel++;
        }

        return channel < runningVar.Length ? channel : -1;
    }

    /// <summary>
    /// The error for a running variance that a batch has made infinite; in evaluation, that channel would show nothing
    /// but its bias.
    /// </summary>
    /// <param name="way">What the caller can do instead of scaling the values.</param>
    public static CoreException VarianceOverflow<T>(int channel, string owner, string way)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        double most = typeof(T) == typeof(float) ? float.MaxValue : double.MaxValue;
        return CoreException.NotFinite(
            "InfiniteRunningVariance",
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{owner}the batch makes running_var infinite for channel {channel}: its values deviate from their mean by "
                + $"more than {Math.Sqrt(most):0.0E+0}, and the square of that is beyond the type's largest number. "
                + $"Bring the values nearer to 1 before they are normalised, {way}."));
    }

    /// <summary>A shape as PyTorch writes it in its messages.</summary>
    public static string Text(ReadOnlySpan<long> shape) => $"[{Inside(shape)}]";

    private static string Inside(ReadOnlySpan<long> shape) => string.Join(", ", shape.ToArray());

    private static int Length(ReadOnlySpan<long> dimensions) => Check.Count(dimensions);
}
