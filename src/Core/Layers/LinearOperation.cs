using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>The sizes of y = x W^T + b.</summary>
/// <param name="Inputs">Values of a row of x.</param>
/// <param name="Outputs">Values of a row of y.</param>
/// <param name="RowsOfSample">Rows of a sample.</param>
internal readonly record struct LinearShape(int Inputs, int Outputs, int RowsOfSample);

/// <summary>y = x W^T + b, row by row.</summary>
/// <remarks>
/// With g the gradient of y [rows, out]: dW = g^T x, db = the column sums of g, dx = g W. Each is one matrix product or
/// sum; a fused ReLU first zeroes g where y is not positive, in the pass that sums the columns.
/// </remarks>
internal sealed unsafe class LinearOperation : RectifyingOperation
{
    private readonly string kind;
    private readonly LinearShape shape;
    private readonly PlannedWeight weight;
    private readonly StateEntry? bias;
    private float* biasGradient;

    private LinearOperation(string kind, LinearShape shape, Func<Operation, PlannedWeight> weight, StateEntry? bias, PlanBuilder plan)
    {
        this.kind = kind;
        this.shape = shape;
        this.bias = bias;
        this.weight = weight(this);
        biasGradient = plan.Gradient(bias);
    }

    public override string Kind => kind;

    public override IReadOnlyList<string> Fused => weight.Fuse(bias is not null, Rectifies);

    public override bool HasParameters => true;

    public override bool KeepsInput => true;

    public override bool OverwritesGradient => Rectifies;

    /// <summary>Of a layer's weight, which a parametrization may compute.</summary>
    public static LinearOperation Of(
        string kind, string name, LinearShape shape, LayerWeight weight, StateEntry? bias, PlanBuilder plan, Value x) =>
        new(kind, shape, operation => weight.Plan(plan, operation), bias, plan)
        {
            Name = name,
            Input = x,
            Output = new Value(shape.Outputs * shape.RowsOfSample),
        };

    /// <summary>Of a weight that is a parameter.</summary>
    public static LinearOperation Of(
        string kind, string name, LinearShape shape, StateEntry weight, StateEntry? bias, PlanBuilder plan, Value x) =>
        new(kind, shape, _ => new PlainWeight(weight, plan), bias, plan)
        {
            Name = name,
            Input = x,
            Output = new Value(shape.Outputs * shape.RowsOfSample),
        };

    // Before an operation that removes any constant, the bias has no gradient but rounding noise.
    public override void Precede(Operation next) =>
        biasGradient = !Rectifies && shape.RowsOfSample == 1 && next.Centers(shape.Outputs) ? null : biasGradient;

    public override void Forward(Pass pass)
    {
        weight.Forward(pass);
        MatrixProduct.Multiply(
            false, true, Rows(pass), shape.Outputs, shape.Inputs, Input.Pointer, shape.Inputs, weight.Values,
            shape.Inputs, Output.Pointer, shape.Outputs, false,
            Epilogue.ColumnBias(
                bias is null ? null : bias.Floats, Rectifies ? FusedActivation.ReLU : FusedActivation.None),
            pass.Threads);
    }

    public override void Backward(Pass pass)
    {
        int rows = Rows(pass);
        float* gradient = Output.Gradient;
        if (Rectifies)
        {
            ColumnSums.OfRectified(gradient, Output.Pointer, biasGradient, rows, shape.Outputs, pass.Threads);
        }
        else if (biasGradient is not null)
        {
            ColumnSums.Of(gradient, biasGradient, rows, shape.Outputs, pass.Threads);
        }

        MatrixProduct.Multiply(
            true, false, shape.Outputs, shape.Inputs, rows, gradient, shape.Outputs, Input.Pointer, shape.Inputs,
            weight.Gradient, shape.Inputs, false, Epilogue.None, pass.Threads);
        if (Input.Gradient is not null)
        {
            MatrixProduct.Multiply(
                false, false, rows, shape.Inputs, shape.Outputs, gradient, shape.Outputs, weight.Values, shape.Inputs,
                Input.Gradient, shape.Inputs, false, Epilogue.None, pass.Threads);
        }

        weight.Backward(pass);
    }

    private int Rows(Pass pass) => pass.Rows * shape.RowsOfSample;
}
