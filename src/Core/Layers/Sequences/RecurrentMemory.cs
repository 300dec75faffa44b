using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>What one direction of a recurrent layer keeps in the memory of a plan (see
/// <see cref="RecurrentDirection"/>).</summary>
internal sealed unsafe class RecurrentMemory
{
    private readonly RecurrentWeights weights;
    private readonly bool isReverse;
    private readonly Storage gates, states, bias, forwardPanels, backwardPanels, stateGradient;
    private readonly Storage? cells, cellTanh, hidden, projectionPanels, backwardProjectionPanels;
    private readonly Storage? cellGradient, hiddenGradient;
    private readonly RecurrentNormMemory? norms;
    private readonly RecurrentDirection gradients;

    public RecurrentMemory(
        Operation operation, RecurrentShape shape, RecurrentWeights weights, PlanBuilder plan, bool isReverse,
        bool hasCell)
    {
        this.weights = weights;
        this.isReverse = isReverse;
        const long Size = sizeof(float);
        long steps = shape.Steps;
        long units = shape.Units * Size;
        long state = shape.StateUnits * Size;
        gates = operation.Reserve(StorageLife.Both, steps * shape.SlotUnits * Size);
        states = operation.Reserve(StorageLife.Both, (steps + 1) * state);
        bias = operation.Reserve(StorageLife.Both, 0, shape.SlotUnits * Size);
        forwardPanels = operation.Reserve(StorageLife.Forward, 0, shape.HiddenPanels * Size);
        backwardPanels = operation.Reserve(StorageLife.Backward, 0, shape.HiddenPanels * Size);
        stateGradient = operation.Reserve(StorageLife.Backward, shape.IsProjected ? steps * state : state);
        if (hasCell)
        {
            cells = operation.Reserve(StorageLife.Both, (steps + 1) * units);
            cellTanh = operation.Reserve(StorageLife.Both, steps * units);
            cellGradient = operation.Reserve(StorageLife.Backward, units);
        }

        if (shape.IsProjected)
        {
            hidden = operation.Reserve(StorageLife.Both, steps * units);
            projectionPanels = operation.Reserve(StorageLife.Forward, 0, shape.ProjectionPanels * Size);
            backwardProjectionPanels = operation.Reserve(StorageLife.Backward, 0, shape.ProjectionPanels * Size);
            hiddenGradient = operation.Reserve(StorageLife.Backward, units);
        }

        norms = weights.Norms is RecurrentNormWeights given ? new(operation, shape, given, plan) : null;
        gradients = new()
        {
            InputWeightGradient = plan.Gradient(weights.InputWeight),
            HiddenWeightGradient = plan.Gradient(weights.HiddenWeight),
            InputBiasGradient = plan.Gradient(weights.InputBias),
            HiddenBiasGradient = plan.Gradient(weights.HiddenBias),
            ProjectionGradient = plan.Gradient(weights.Projection),
        };
    }

    /// <summary>The direction in the memory that the plan has assigned.</summary>
    /// <param name="isBackward">Whether it is for the backward pass, whose panels are others.</param>
    public RecurrentDirection Direction(bool isBackward) => gradients with
    {
        IsReverse = isReverse,
        InputWeight = weights.InputWeight.Floats,
        HiddenWeight = weights.HiddenWeight.Floats,
        InputBias = Floats(weights.InputBias),
        HiddenBias = Floats(weights.HiddenBias),
        Projection = Floats(weights.Projection),
        Gates = gates.Floats,
        States = states.Floats,
        Cells = Floats(cells),
        CellTanh = Floats(cellTanh),
        Hidden = Floats(hidden),
        Bias = bias.Floats,
        HiddenPanels = isBackward ? backwardPanels.Floats : forwardPanels.Floats,
        ProjectionPanels = Floats(isBackward ? backwardProjectionPanels : projectionPanels),
        StateGradient = stateGradient.Floats,
        CellGradient = Floats(cellGradient),
        HiddenGradient = Floats(hiddenGradient),
        Norms = norms is null ? default : norms.Norms,
    };

    private static float* Floats(StateEntry? entry) => entry is null ? null : entry.Floats;

    private static float* Floats(Storage? storage) => storage is null ? null : storage.Floats;
}
