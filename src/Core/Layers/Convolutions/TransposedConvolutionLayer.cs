using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.ConvTranspose1d, 2d and 3d: the gradient of a convolution as a layer.</summary>
internal sealed unsafe class TransposedConvolutionLayer : SpatialConvolutionLayer
{
    private readonly long[] padding;
    private readonly long[] outputPadding;

    public TransposedConvolutionLayer(LayerArguments arguments, int rank)
        : base(arguments, rank, outputDimension: 1)
    {
        padding = arguments.SizesOr("padding", 0, least: 0, rank);
        outputPadding = arguments.SizesOr("output_padding", 0, least: 0, rank);
        SpatialArguments.RefuseHuge(arguments, Kernel, Dilation, padding);
    }

    [ModuleInitializer]
    internal static void Add()
    {
        LayerCatalog.Add(
            "ConvTranspose1d", "transposed convolution along one dimension",
            arguments => new TransposedConvolutionLayer(arguments, 1));
        LayerCatalog.Add(
            "ConvTranspose2d", "transposed convolution of images",
            arguments => new TransposedConvolutionLayer(arguments, 2));
        LayerCatalog.Add(
            "ConvTranspose3d", "transposed convolution of volumes",
            arguments => new TransposedConvolutionLayer(arguments, 3));
    }

    public override string TypeName => $"ConvTranspose{Rank}d";

    protected override string Rest =>
        (padding.Any(size => size != 0) ? $", padding={SpatialArguments.Text(padding)}" : string.Empty)
        + (Dilation.Any(size => size != 1) ? $", dilation={SpatialArguments.Text(Dilation)}" : string.Empty)
        + (outputPadding.Any(size => size != 0)
            ? $", output_padding={SpatialArguments.Text(outputPadding)}"
            : string.Empty);

    // The ordinary convolution whose gradient this layer computes leads from this layer's output to its input.
    protected override (long From, long To) Direction(long inputs, long outputs) => (outputs, inputs);

    protected override ConvolutionAxis Axis(int size, int i) => ConvolutionAxis.Transposed(
        size, (int)Kernel[i], (int)Stride[i], (int)padding[i], (int)outputPadding[i], (int)Dilation[i]);

    protected override long Positions(ConvolutionAxis axis) => axis.Input;

    protected override Operation Operation(PlanBuilder plan, Value x) =>
        new TransposedConvolutionOperation(this, Weight, plan)
        {
            Name = Path,
            Input = x,
            Output = new Value(OutputCount),
        };

    /// <summary>
    /// With C the ordinary convolution, y = C^T x, so dx = C dy, and dW is C's weight gradient for the input dy and the
    /// output gradient x. db is the sum of dy over samples and positions.
    /// </summary>
    private sealed class TransposedConvolutionOperation(
        TransposedConvolutionLayer layer, LayerWeight weight, PlanBuilder plan)
        : SpatialConvolutionOperation(layer, weight, plan)
    {
        protected override void Convolve(float* bias, FusedActivation activation, int threads) =>
            Convolution.InputGradient(
                Shape, Input.Pointer, Weight.Values, bias, Output.Pointer, activation, threads);

        protected override void ParameterGradients(Pass pass)
        {
            Convolution.WeightGradient(
                Shape, Output.Gradient, Input.Pointer, Weight.Gradient, null, pass.Threads);
            if (BiasGradient is not null)
            {
                ChannelSums.Of(Output.Gradient, BiasGradient, pass.Rows, Shape.Channels, Shape.InputPositions);
            }
        }

        protected override void InputGradient(int threads) => Convolution.Forward(
            Shape, Output.Gradient, Weight.Values, null, Input.Gradient, FusedActivation.None, threads);
    }
}
