using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>A layer that makes one step of all: from [steps, features] to [features].</summary>
internal abstract class StepLayer(LayerArguments arguments) : Layer(arguments)
{
    public override bool TakesSteps => true;

    public override string Describe() => $"{Type}()";

    protected int Steps => (int)InputShape[0];

    protected int Width => (int)InputShape[1];

    protected override long[] Infer(long[] input) => input.Length == 2
        ? [input[1]]
        : throw ShapeMismatch($"expected samples of [steps, features], but got {Shape.Text(input)}");

    protected override int? StepAxis(int axis) => axis == 0 ? -1 : null;
}

/// <summary>The last step of a sequence, as output[:, -1] of a recurrent layer in torch.</summary>
internal sealed class LastStepLayer(LayerArguments arguments) : StepLayer(arguments)
{
    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "LastStep", "the last step of a sequence", arguments => new LastStepLayer(arguments));

    public override Value Emit(PlanBuilder plan, Value x) =>
        plan.Append(new LastStepOperation(x, Steps, Width) { Name = Path });
}

/// <summary>The mean over the steps of a sequence, as x.mean(1) in torch.</summary>
internal sealed class MeanStepLayer(LayerArguments arguments) : StepLayer(arguments)
{
    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "MeanStep", "the mean over the steps of a sequence", arguments => new MeanStepLayer(arguments));

    public override Value Emit(PlanBuilder plan, Value x) =>
        plan.Append(new MeanStepOperation(x, Steps, Width) { Name = Path });
}

/// <summary>The largest value of each feature over the steps of a sequence, as x.max(1).values in torch.</summary>
internal sealed class MaxStepLayer(LayerArguments arguments) : StepLayer(arguments)
{
    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "MaxStep", "the largest value of each feature over the steps of a sequence",
        arguments => new MaxStepLayer(arguments));

    public override Value Emit(PlanBuilder plan, Value x) =>
        plan.Append(new MaxStepOperation(x, Steps, Width) { Name = Path });
}

/// <summary>From all steps to one; where samples have lengths, from those.</summary>
internal abstract unsafe class StepOperation : Operation
{
    protected StepOperation(Value x, int steps, int width)
    {
        (Steps, Width) = (steps, width);
        Inputs = [x, .. x.LengthOperand];
        Output = new Value(width);
    }

    public int Steps { get; }

    public int Width { get; }

    public override bool EndsSteps => true;

    /// <summary>[rows], or null.</summary>
    protected int* Lengths => Inputs.Length > 1 ? Inputs[1].Value.Integers : null;
}

/// <summary>y = x[length - 1]; the other steps have no gradient.</summary>
internal sealed unsafe class LastStepOperation(Value x, int steps, int width) : StepOperation(x, steps, width)
{
    public override string Kind => "LastStep";

    public override void Forward(Pass pass) =>
        StepReduction.Last(Input.Pointer, Output.Pointer, Lengths, pass.Rows, Steps, Width, pass.Threads);

    public override void Backward(Pass pass)
    {
        if (Input.Gradient is not null)
        {
            StepReduction.LastBackward(Output.Gradient, Input.Gradient, Lengths, pass.Rows, Steps, Width, pass.Threads);
        }
    }
}

/// <summary>y = the sum of x over the steps, divided by their number; each step gets that share of the
/// gradient.</summary>
internal sealed unsafe class MeanStepOperation(Value x, int steps, int width) : StepOperation(x, steps, width)
{
    public override string Kind => "MeanStep";

    public override void Forward(Pass pass) =>
        StepReduction.Mean(Input.Pointer, Output.Pointer, Lengths, pass.Rows, Steps, Width, pass.Threads);

    public override void Backward(Pass pass)
    {
        if (Input.Gradient is not null)
        {
            StepReduction.MeanBackward(Output.Gradient, Input.Gradient, Lengths, pass.Rows, Steps, Width, pass.Threads);
        }
    }
}

/// <summary>y = the largest x over the steps, of each feature; the gradient goes to the first step that has
/// it.</summary>
internal sealed unsafe class MaxStepOperation : StepOperation
{
    private readonly Storage places;

    public MaxStepOperation(Value x, int steps, int width)
        : base(x, steps, width) => places = Reserve(StorageLife.Both, (long)width * sizeof(int));

    public override string Kind => "MaxStep";

    public override void Forward(Pass pass) => StepReduction.Max(
        Input.Pointer, Output.Pointer, (int*)places.Pointer, Lengths, pass.Rows, Steps, Width, pass.Threads);

    public override void Backward(Pass pass)
    {
        if (Input.Gradient is not null)
        {
            StepReduction.MaxBackward(
                Output.Gradient, (int*)places.Pointer, Input.Gradient, Lengths, pass.Rows, Steps, Width, pass.Threads);
        }
    }
}
