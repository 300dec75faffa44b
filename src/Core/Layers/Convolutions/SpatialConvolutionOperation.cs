using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>The passes of a convolution layer; a fused ReLU first zeroes dy where y is not positive.</summary>
internal abstract unsafe class SpatialConvolutionOperation : RectifyingOperation
{
    private readonly SpatialConvolutionLayer layer;
    private ConvolutionShape shape;

    protected SpatialConvolutionOperation(SpatialConvolutionLayer layer, LayerWeight weight, PlanBuilder plan)
    {
        this.layer = layer;
        Weight = weight.Plan(plan, this);
        BiasGradient = plan.Gradient(layer.Bias);
    }

    public override string Kind => layer.TypeName;

    public override IReadOnlyList<string> Fused => Weight.Fuse(layer.HasBias, Rectifies);

    public override bool HasParameters => true;

    public override bool KeepsInput => true;

    public override bool OverwritesGradient => Rectifies;

    protected PlannedWeight Weight { get; }

    /// <summary>Also null before a batch norm, which removes any constant, so that the gradient is 0.</summary>
    protected float* BiasGradient { get; private set; }

    protected ref readonly ConvolutionShape Shape => ref shape;

    public override void Precede(Operation next) =>
        BiasGradient = !Rectifies && next.Centers((int)layer.OutputShape[0]) ? null : BiasGradient;

    public override void Forward(Pass pass)
    {
        Weight.Forward(pass);
        if (shape.Batch != pass.Rows)
        {
            shape = layer.ShapeOf(pass.Rows);
        }

        float* bias = layer.Bias is null ? null : layer.Bias.Floats;
        Convolve(bias, Rectifies ? FusedActivation.ReLU : FusedActivation.None, pass.Threads);
    }

    public override void Backward(Pass pass)
    {
        if (Rectifies)
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
