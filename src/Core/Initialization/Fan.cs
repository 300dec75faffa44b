namespace NormTools.Core.Initialization;

/// <summary>Which fan the variance is divided by: fan-in keeps it on the forward pass, fan-out on the backward
/// pass.</summary>
internal enum FanMode
{
    FanIn = 0,
    FanOut = 1,
    FanAverage = 2,
}

/// <summary>Fan-in and fan-out: how many inputs feed one output of a weight, and how many outputs one input
/// feeds.</summary>
/// <remarks>Weights are laid out as PyTorch's, [out, in, kernel...]; in a grouped convolution, in is already divided by
/// the groups.</remarks>
internal readonly record struct Fan(double In, double Out)
{
    /// <summary>Fan-in and fan-out of a weight of this shape.</summary>
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
