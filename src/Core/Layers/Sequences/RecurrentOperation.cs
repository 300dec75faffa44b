using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>One layer of a recurrent network, in one or both directions.</summary>
/// <remarks>The first layer takes samples of steps, the last one gives them; between the layers, and inside them, the
/// values of a step lie together ([steps, rows, features]), the samples by falling length where they have lengths. Then the
/// states behind a sample's end are zero, as those of torch's packed sequences.</remarks>
internal sealed unsafe class RecurrentOperation<TCell> : Operation
    where TCell : struct, IRecurrentCell
{
    private readonly RecurrentLayer layer;
    private readonly RecurrentShape shape;
    private readonly int number;
    private readonly RecurrentMemory[] memory;
    private readonly Storage? ordered;
    private readonly Storage places;
    private bool givesLast;

    public RecurrentOperation(RecurrentLayer layer, int number, PlanBuilder plan, Value x)
    {
        this.layer = layer;
        this.number = number;
        shape = layer.ShapeOf(number, TCell.Slots) with { Scales = TCell.Scales, Statistics = TCell.Statistics };
        memory = [.. Enumerable.Range(0, layer.Directions).Select(direction => new RecurrentMemory(
            this, shape, layer.WeightsOf(number, direction), plan, direction > 0, TCell.HasCell))];
        ordered = number == 0 ? Reserve(StorageLife.Both, x.BytesPerRow) : null;
        (long ofRow, long once) = SampleOrder.Bytes(shape.Steps);
        places = Reserve(StorageLife.Both, ofRow, once);
        Inputs = [x, .. x.LengthOperand];
        Output = new Value(layer.Steps * layer.Width);
    }

    public override string Kind => layer.Type;

    public override IReadOnlyList<string> Fused => givesLast ? ["LastStep"] : [];

    public override bool HasParameters => true;

    public override bool KeepsInput => ordered is null;

    private bool IsLast => number == layer.Depth - 1;

    public override Operation? Fuse(Operation next)
    {
        if (givesLast
            || !IsLast
            || next is not LastStepOperation last
            || (last.Steps, last.Width) != (layer.Steps, layer.Width))
        {
            return null;
        }

        givesLast = true;
        return this;
    }

    public override void Forward(Pass pass)
    {
        SampleOrder order = new(Lengths, pass.Rows, shape.Steps, (int*)places.Pointer);
        if (ordered is not null)
        {
            StepOrder.Swap(
                Input.Pointer, ordered.Floats, 1, pass.Rows, shape.Steps, shape.Inputs, pass.Threads, given: order.Places);
        }

        Recurrence.Forward<TCell>(
            Call(pass, order, false), View(Output.Pointer, 0, order, pass), View(Output.Pointer, 1, order, pass));
    }

    public override void Backward(Pass pass)
    {
        SampleOrder order = new(Lengths, pass.Rows, shape.Steps, (int*)places.Pointer);
        float* gradient = Input.Gradient is null ? null : ordered is null ? Input.Gradient : ordered.Floats;
        Recurrence.Backward<TCell>(
            Call(pass, order, true), View(Output.Gradient, 0, order, pass), View(Output.Gradient, 1, order, pass), gradient);
        if (gradient is not null && ordered is not null)
        {
            StepOrder.Swap(
                gradient, Input.Gradient, 1, shape.Steps, pass.Rows, shape.Inputs, pass.Threads, taken: order.Places);
        }
    }

    private int* Lengths => Inputs.Length > 1 ? Inputs[1].Value.Integers : null;

    private RecurrentCall Call(Pass pass, in SampleOrder order, bool isBackward) => new()
    {
        Shape = shape,
        Order = order,
        Rows = pass.Rows,
        Directions = memory.Length,
        Threads = pass.Threads,
        First = memory[0].Direction(isBackward),
        Second = memory[^1].Direction(isBackward),
        Input = ordered is null ? Input.Pointer : ordered.Floats,
    };

    private StepView View(float* values, int direction, in SampleOrder order, Pass pass)
    {
        int width = layer.Width;
        float* start = values + (direction * shape.State);
        return givesLast ? new(start, width, 0) { Samples = order.Places, IsLastOnly = true }
            : IsLast ? new(start, (nint)shape.Steps * width, width) { Samples = order.Places }
            : new(start, width, (nint)pass.Rows * width);
    }
}
