using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>The norms of one layer and direction of a recurrent network.</summary>
/// <param name="Input">The scales of the products with the input, [gates * hidden], or of the sums of both products.</param>
/// <param name="Hidden">Those of the products with the state; null where sums are normalised.</param>
/// <param name="CellScale">[hidden], or null without a cell.</param>
/// <param name="CellShift">As <paramref name="CellScale"/>; null without biases, too.</param>
internal sealed record RecurrentNormWeights(
    StateEntry Input, StateEntry? Hidden, StateEntry? CellScale, StateEntry? CellShift)
{
    /// <summary>Added to each variance.</summary>
    public required double Eps { get; init; }

    /// <summary>Whether the next step reads the normalised cell.</summary>
    public bool StoresCell { get; init; }

    /// <summary>Added to the sum of the forget gate.</summary>
    public double ForgetBias { get; init; }
}

/// <summary>What the norms keep in the memory of a plan.</summary>
internal sealed unsafe class RecurrentNormMemory
{
    private readonly RecurrentNormWeights weights;
    private readonly Storage scales, inverseStd, sums;
    private readonly RecurrentNorms gradients;

    public RecurrentNormMemory(Operation operation, RecurrentShape shape, RecurrentNormWeights weights, PlanBuilder plan)
    {
        this.weights = weights;
        long values = (long)shape.Scales * shape.Units * sizeof(float);
        scales = operation.Reserve(StorageLife.Both, 0, values);
        inverseStd = operation.Reserve(StorageLife.Both, (long)shape.Steps * shape.Statistics * sizeof(float));
        sums = operation.Reserve(StorageLife.Backward, values);
        gradients = new()
        {
            InputGradient = plan.Gradient(weights.Input),
            HiddenGradient = plan.Gradient(weights.Hidden),
            CellScaleGradient = plan.Gradient(weights.CellScale),
            CellShiftGradient = plan.Gradient(weights.CellShift),
            Eps = (float)weights.Eps,
            ForgetBias = (float)weights.ForgetBias,
            StoresCell = weights.StoresCell,
        };
    }

    /// <summary>The norms in the memory that the plan has assigned.</summary>
    public RecurrentNorms Norms => gradients with
    {
        Input = weights.Input.Floats,
        Hidden = Floats(weights.Hidden),
        CellScale = Floats(weights.CellScale),
        CellShift = Floats(weights.CellShift),
        Scales = scales.Floats,
        Sums = sums.Floats,
        InverseStd = inverseStd.Floats,
    };

    private static float* Floats(StateEntry? entry) => entry is null ? null : entry.Floats;
}
