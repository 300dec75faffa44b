using NormTools.Core.Kernels;
using NormTools.Core.Random;
using NormTools.Core.Training;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.ConvTranspose1d, 2d and 3d: the gradient of a convolution as a layer.</summary>
internal sealed unsafe class TransposedConvolutionLayer : Layer
{
    private readonly int rank;
    private readonly long outChannels;
    private readonly long[] kernel;
    private readonly long[] stride;
    private readonly long[] padding;
    private readonly long[] outputPadding;
    private readonly long[] dilation;
    private readonly long groups;
    private readonly bool hasBias;
    private readonly LayerWeight weight;
    private ConvolutionAxis[] axes = [];
    private StateEntry? bias;

    public TransposedConvolutionLayer(LayerArguments arguments, int rank)
        : base(arguments)
    {
        this.rank = rank;
        outChannels = arguments.Integer("out_channels", null);
        kernel = arguments.Sizes("kernel_size", rank, 1) ?? throw arguments.Invalid("kernel_size", "is required");
        stride = arguments.Sizes("stride", rank, 1) ?? Repeat(1);
        padding = arguments.Sizes("padding", rank, 0) ?? Repeat(0);
        outputPadding = arguments.Sizes("output_padding", rank, 0) ?? Repeat(0);
        groups = arguments.Integer("groups", 1);
        hasBias = arguments.Flag("bias", true);
        weight = LayerWeight.Read(arguments, rank + 2, outputDimension: 1);
        dilation = arguments.Sizes("dilation", rank, 1) ?? Repeat(1);
        SpatialArguments.RefuseHuge(arguments, kernel, dilation, padding);
    }

    public override string Describe() =>
        $"ConvTranspose{rank}d({InputShape[0]}, {outChannels}, kernel_size={SpatialArguments.Text(kernel)}, "
        + $"stride={SpatialArguments.Text(stride)}"
        + (padding.Any(size => size != 0) ? $", padding={SpatialArguments.Text(padding)}" : string.Empty)
        + (dilation.Any(size => size != 1) ? $", dilation={SpatialArguments.Text(dilation)}" : string.Empty)
        + (outputPadding.Any(size => size != 0)
            ? $", output_padding={SpatialArguments.Text(outputPadding)}"
            : string.Empty)
        + (groups != 1 ? $", groups={groups}" : string.Empty)
        + (hasBias ? ")" : ", bias=False)")
        + weight.Suffix;

    public override void Initialize(Generator generator) => weight.Initialize(generator, bias);

    public override void SettleWeight() => weight.Settle();

    public override Value Emit(PlanBuilder plan, Value x, ReadOnlySpan<Layer> following, out int taken)
    {
        bool relu = following is [ReluLayer, ..];
        taken = relu ? 1 : 0;
        return plan.Append(new TransposedConvolutionOperation(weight, plan)
        {
            Name = Path,
            Input = x,
            Output = new Value(OutputCount),
            Layer = this,
            Relu = relu,
            BiasGradient = plan.Training && following is [BatchNormLayer, ..] ? null : plan.Gradient(bias),
        });
    }

    protected override long[] Infer(long[] input)
    {
        if (input.Length != rank + 1)
        {
            throw ShapeMismatch($"expected {rank + 2}D input (got {input.Length + 1}D input)");
        }

        if (input[0] % groups != 0 || outChannels % groups != 0)
        {
            throw ShapeMismatch($"groups={groups} has to divide the channels of input and output, {input[0]} and "
                + $"{outChannels}");
        }

        ConvolutionAxis[] own = [.. Enumerable.Range(0, rank).Select(i => SpatialArguments.Named(
            () => ConvolutionAxis.Transposed(
                (int)input[i + 1], (int)kernel[i], (int)stride[i], (int)padding[i], (int)outputPadding[i],
                (int)dilation[i]),
            ShapeMismatch))];
        axes = SpatialArguments.Pad(own, ConvolutionAxis.One);
        bias = weight.Declare(this, [input[0], outChannels / groups, .. kernel], hasBias ? outChannels : null);
        return [outChannels, .. own.Select(axis => (long)axis.Input)];
    }

    private long[] Repeat(long size) => [.. Enumerable.Repeat(size, rank)];

    // The ordinary convolution that this one is the gradient of: from our output to our input.
    private ConvolutionShape ShapeOf(int rows) =>
        new(rows, (int)outChannels, (int)InputShape[0], (int)groups, axes[0], axes[1], axes[2]);

    /// <summary>
    /// With C the ordinary convolution, y = C^T x: so dx = C dy, and dW is C's weight gradient for the input dy and the
    /// output gradient x. db is the sum of dy over samples and positions.
    /// </summary>
    private sealed class TransposedConvolutionOperation : Operation
    {
        private readonly PlannedWeight weight;
        private ConvolutionShape shape;

        public TransposedConvolutionOperation(LayerWeight weight, PlanBuilder plan) =>
            this.weight = weight.Plan(plan, this);

        public required TransposedConvolutionLayer Layer { get; init; }

        public required bool Relu { get; init; }

        public required float* BiasGradient { get; init; }

        public override string Kind => $"ConvTranspose{Layer.rank}d";

        public override IReadOnlyList<string> Fused => weight.Fuse(Layer.hasBias, Relu);

        public override bool HasParameters => true;

        public override bool KeepsInput => true;

        public override bool KeepsOutput => Relu;

        public override bool OverwritesGradient => Relu;

        public override void Forward(Pass pass)
        {
            weight.Forward(pass);
            if (shape.Batch != pass.Rows)
            {
                shape = Layer.ShapeOf(pass.Rows);
            }

            float* bias = Layer.bias is null ? null : Layer.bias.Floats;
            Convolution.InputGradient(
                shape, Input.Pointer, weight.Values, bias, Output.Pointer,
                Relu ? FusedActivation.ReLU : FusedActivation.None, pass.Threads);
        }

        public override void Backward(Pass pass)
        {
            if (Relu)
            {
                ActivationPass.Backward(
                    default(Relu), Output.Pointer, Output.Gradient, Output.Gradient, pass.Rows * Output.Width,
                    pass.Threads);
            }

            Convolution.WeightGradient(shape, Output.Gradient, Input.Pointer, weight.Gradient, null, pass.Threads);
            if (BiasGradient is not null)
            {
                ChannelSums.Of(Output.Gradient, BiasGradient, pass.Rows, shape.Channels, shape.InputPositions);
            }

            if (Input.Gradient is not null)
            {
                Convolution.Forward(
                    shape, Output.Gradient, weight.Values, null, Input.Gradient, FusedActivation.None,
                    pass.Threads);
            }

            weight.Backward(pass);
        }
    }
}
