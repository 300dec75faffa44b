using NormTools.Core.Kernels;

namespace NormTools.Core.Preprocessing;

/// <summary>What can become of a value by itself.</summary>
internal enum ChangeKind
{
    /// <inheritdoc cref="Kernels.Scaling"/>
    Scaling,

    /// <inheritdoc cref="Kernels.Unscaling"/>
    Unscaling,

    /// <inheritdoc cref="Kernels.Clamping"/>
    Clamping,

    /// <inheritdoc cref="Kernels.Filling"/>
    Filling,
}

/// <summary>What a step does to each value of some columns by itself.</summary>
/// <param name="Kind">The formula.</param>
/// <param name="Places">The columns.</param>
/// <param name="First">The formula's first number, for each column.</param>
/// <param name="Second">Its second.</param>
internal sealed record ColumnChange(ChangeKind Kind, int[] Places, double[] First, double[] Second)
{
    /// <summary>The numbers with which the formula leaves any value as it is, to the bit.</summary>
    public (double First, double Second) Nothing => Kind switch
    {
        ChangeKind.Scaling => (0, 1),
        ChangeKind.Unscaling => (-0.0, 1), // 0 would make 0 of -0
        ChangeKind.Clamping => (double.NegativeInfinity, double.PositiveInfinity),
        _ => (double.NaN, 0),
    };

    public void Apply(Frame rows)
    {
        for (int i = 0; i < Places.Length; i++)
        {
            Apply(rows.Columns[Places[i]].Values, First[i], Second[i]);
        }
    }

    private void Apply(Span<double> values, double first, double second)
    {
        switch (Kind)
        {
            case ChangeKind.Scaling: ColumnPasses.Run(values, new OfColumn<Scaling>(first, second)); break;
            case ChangeKind.Unscaling: ColumnPasses.Run(values, new OfColumn<Unscaling>(first, second)); break;
            case ChangeKind.Clamping: ColumnPasses.Run(values, new OfColumn<Clamping>(first, second)); break;
            default: ColumnPasses.Run(values, new OfColumn<Filling>(first, second)); break;
        }
    }
}
