using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.Conv1d, Conv2d and Conv3d, padded with zeros: sizes, "same" or "valid".</summary>
internal sealed unsafe class ConvolutionLayer : SpatialConvolutionLayer
{
    private readonly long[] padding;
    private readonly bool same;

    public ConvolutionLayer(LayerArguments arguments, int rank)
        : base(arguments, rank, outputDimension: 0)
    {
        (padding, same) = arguments.Padding("padding", rank);
        SpatialArguments.RefuseHuge(arguments, Kernel, Dilation, padding);
        if (same && Stride.Any(size => size != 1))
        {
            throw arguments.Invalid("padding", "'same' is not supported for strided convolutions");
        }
    }

    [ModuleInitializer]
    internal static void Add()
    {
        LayerCatalog.Add("Conv1d", "convolution along one dimension", arguments => new ConvolutionLayer(arguments, 1));
        LayerCatalog.Add("Conv2d", "convolution of images", arguments => new ConvolutionLayer(arguments, 2));
        LayerCatalog.Add("Conv3d", "convolution of volumes", arguments => new ConvolutionLayer(arguments, 3));
    }

    public override string TypeName => $"Conv{Rank}d";

    protected override string Rest =>
        (same ? ", padding=same"
            : padding.Any(size => size != 0) ? $", padding={SpatialArguments.Text(padding)}"
            : string.Empty)
        + (Dilation.Any(size => size != 1) ? $", dilation={SpatialArguments.Text(Dilation)}" : string.Empty);

    protected override (long From, long To) Direction(long inputs, long outputs) => (inputs, outputs);

    protected override ConvolutionAxis Axis(int size, int i) => same
        ? ConvolutionAxis.Same(size, (int)Kernel[i], (int)Dilation[i])
        : ConvolutionAxis.Of(
            size, (int)Kernel[i], (int)Stride[i], (int)padding[i], (int)padding[i], (int)Dilation[i]);

    protected override long Positions(ConvolutionAxis axis) => axis.Output;

    protected override Operation Operation(PlanBuilder plan, Value x) =>
        new ConvolutionOperation(this, Weight, plan)
        {
            Name = Path,
            Input = x,
            Output = new Value(OutputCount),
        };

    /// <summary>For the derivations see <see cref="Convolution"/>.</summary>
    private sealed class ConvolutionOperation(
        ConvolutionLayer layer, LayerWeight weight, PlanBuilder plan)
        : SpatialConvolutionOperation(layer, weight, plan)
    {
        protected override void Convolve(float* bias, FusedActivation activation, int threads) => Convolution.Forward(
            Shape, Input.Pointer, Weight.Values, bias, Output.Pointer, activation, threads);

        protected override void ParameterGradients(Pass pass) => Convolution.WeightGradient(
            Shape, Input.Pointer, Output.Gradient, Weight.Gradient, BiasGradient, pass.Threads);

        protected override void InputGradient(int threads) => Convolution.InputGradient(
            Shape, Output.Gradient, Weight.Values, null, Input.Gradient, FusedActivation.None, threads);
    }
}
