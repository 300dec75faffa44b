namespace NormTools.Core.Initialization;

/// <summary>Which side of a layer the variance is to be kept on.</summary>
internal enum FanMode
{
    FanIn = 0,
    FanOut = 1,
    FanAverage = 2,
}

/// <summary>How many inputs feed one output of a weight, and how many outputs one input feeds. The one owner of
/// both.</summary>
/// <remarks>Weights are laid out as PyTorch's, [out, in, kernel...]; a grouped convolution's in is already divided by
/// its groups.</remarks>
internal readonly record struct Fan(double In, double Out)
{
    /// <summary>The fans of a weight of this shape.</summary>
    /// <exception cref="CoreException">The shape has fewer than two dimensions.</exception>
    public static Fan Of(ReadOnlySpan<long> shape)
    {
        if (shape.Length < 2)
        {
            throw CoreException.Shape(
                "TooFewDimensions",
                "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions: "
                + $"the shape is [{string.Join(", ", shape.ToArray())}].");
        }

        double kernel = 1;
        foreach (long size in shape[2..])
        {
            kernel *= size;
        }

        return new Fan(shape[1] * kernel, shape[0] * kernel);
    }

    /// <summary>The fan that a mode divides by.</summary>
    public double Select(FanMode mode) => mode switch
    {
        FanMode.FanIn => In,
        FanMode.FanOut => Out,
        FanMode.FanAverage => (In + Out) / 2,
        _ => throw CoreException.Argument(
            "UnknownMode", $"Mode {mode} not supported, please use one of ['fan_in', 'fan_out', 'fan_avg']."),
    };
}
