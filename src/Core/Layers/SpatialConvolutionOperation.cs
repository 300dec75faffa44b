using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>The passes of a convolution layer; a fused ReLU first zeroes dy where y is not positive.</summary>
internal abstract unsafe class SpatialConvolutionOperation : Operation
{
    private readonly SpatialConvolutionLayer layer;
    private readonly bool relu;
    private ConvolutionShape shape;

    protected SpatialConvolutionOperation(
        SpatialConvolutionLayer layer, LayerWeight weight, PlanBuilder plan, bool relu, bool normalized)
    {
        this.layer = layer;
        this.relu = relu;
        Weight = weight.Plan(plan, this);
        BiasGradient = plan.Training && normalized ? null : plan.Gradient(layer.Bias);
    }

    public override string Kind => layer.TypeName;

    public override IReadOnlyList<string> Fused => Weight.Fuse(layer.HasBias, relu);

    public override bool HasParameters => true;

    public override bool KeepsInput => true;

    public override bool KeepsOutput => relu;

    public override bool OverwritesGradient => relu;

    protected PlannedWeight Weight { get; }

    /// <summary>Null also where batch norm follows and takes any constant away again: the gradient is 0.</summary>
    protected float* BiasGradient { get; }

    protected ref readonly ConvolutionShape Shape => ref shape;

    public override void Forward(Pass pass)
    {
        Weight.Forward(pass);
        if (shape.Batch != pass.Rows)
        {
            shape = layer.ShapeOf(pass.Rows);
        }

        float* bias = layer.Bias is null ? null : layer.Bias.Floats;
        Convolve(bias, relu ? FusedActivation.ReLU : FusedActivation.None, pass.Threads);
    }

    public override void Backward(Pass pass)
    {
        if (relu)
        {
            ActivationPass.Backward(
                default(Relu), Output.Pointer, Output.Gradient, Output.Gradient, pass.Rows * Output.Width,
                pass.Threads);
        }

        ParameterGradients(pass);
        if (Input.Gradient is not null)
        {
            InputGradient(pass.Threads);
        }

        Weight.Backward(pass);
    }

    /// <summary>From <see cref="Operation.Input"/> to <see cref="Operation.Output"/>.</summary>
    protected abstract void Convolve(float* bias, FusedActivation activation, int threads);

    protected abstract void ParameterGradients(Pass pass);

    protected abstract void InputGradient(int threads);
}
