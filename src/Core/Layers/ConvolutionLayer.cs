using NormTools.Core.Kernels;
using NormTools.Core.Random;
using NormTools.Core.Training;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.Conv1d, Conv2d and Conv3d, with zeros as padding: numbers, "same" or "valid".</summary>
internal sealed unsafe class ConvolutionLayer : Layer
{
    private readonly int rank;
    private readonly long outChannels;
    private readonly long[] kernel;
    private readonly long[] stride;
    private readonly long[] padding;
    private readonly long[] dilation;
    private readonly long groups;
    private readonly bool hasBias;
    private readonly LayerWeight weight;
    private readonly bool same;
    private readonly string? paddingText;
    private ConvolutionAxis[] axes = [];
    private StateEntry? bias;

    public ConvolutionLayer(LayerArguments arguments, int rank)
        : base(arguments)
    {
        this.rank = rank;
        outChannels = arguments.Integer("out_channels", null);
        kernel = arguments.Sizes("kernel_size", rank, 1) ?? throw arguments.Invalid("kernel_size", "is required");
        stride = arguments.Sizes("stride", rank, 1) ?? Repeat(1);
        paddingText = arguments.IsText("padding") ? arguments.Choice("padding", "valid", "same", "valid") : null;
        same = paddingText == "same";
        padding = paddingText is null ? arguments.Sizes("padding", rank, 0) ?? Repeat(0) : Repeat(0);
        dilation = arguments.Sizes("dilation", rank, 1) ?? Repeat(1);
        groups = arguments.Integer("groups", 1);
        hasBias = arguments.Flag("bias", true);
        weight = LayerWeight.Read(arguments, rank + 2);
        SpatialArguments.RefuseHuge(arguments, kernel, dilation, padding);
        if (same && stride.Any(size => size != 1))
        {
            throw arguments.Invalid("padding", "'same' is not supported for strided convolutions");
        }
    }

    public override string Describe()
    {
        string pad = same ? "same" : SpatialArguments.Text(padding);
        return $"Conv{rank}d({InputShape[0]}, {outChannels}, kernel_size={SpatialArguments.Text(kernel)}, "
            + $"stride={SpatialArguments.Text(stride)}"
            + (same || padding.Any(size => size != 0) ? $", padding={pad}" : string.Empty)
            + (dilation.Any(size => size != 1) ? $", dilation={SpatialArguments.Text(dilation)}" : string.Empty)
            + (groups != 1 ? $", groups={groups}" : string.Empty)
            + (hasBias ? ")" : ", bias=False)")
            + weight.Suffix;
    }

    public override void Initialize(Generator generator) => weight.Initialize(generator, bias);

    public override void SettleWeight() => weight.Settle();

    public override Value Emit(PlanBuilder plan, Value x, ReadOnlySpan<Layer> following, out int taken)
    {
        bool relu = following is [ReluLayer, ..];
        taken = relu ? 1 : 0;
        return plan.Append(new ConvolutionOperation(weight, plan)
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
            () => same
                ? ConvolutionAxis.Same((int)input[i + 1], (int)kernel[i], (int)dilation[i])
                : ConvolutionAxis.Of(
                    (int)input[i + 1], (int)kernel[i], (int)stride[i], (int)padding[i], (int)padding[i],
                    (int)dilation[i]),
            ShapeMismatch))];
        axes = SpatialArguments.Pad(own, ConvolutionAxis.One);
        bias = weight.Declare(this, [outChannels, input[0] / groups, .. kernel], hasBias ? outChannels : null);
        return [outChannels, .. own.Select(axis => (long)axis.Output)];
    }

    private long[] Repeat(long size) => [.. Enumerable.Repeat(size, rank)];

    private ConvolutionShape ShapeOf(int rows) =>
        new(rows, (int)InputShape[0], (int)outChannels, (int)groups, axes[0], axes[1], axes[2]);

    /// <summary>The derivations are with <see cref="Convolution"/>; a fused ReLU first zeroes dy where y is not
    /// positive.</summary>
    private sealed class ConvolutionOperation : Operation
    {
        private readonly PlannedWeight weight;
        private ConvolutionShape shape;

        public ConvolutionOperation(LayerWeight weight, PlanBuilder plan) =>
            this.weight = weight.Plan(plan, this);

        public required ConvolutionLayer Layer { get; init; }

        public required bool Relu { get; init; }

        /// <summary>Null also where batch norm follows and takes any constant away again: the gradient is 0.</summary>
        public required float* BiasGradient { get; init; }

        public override string Kind => $"Conv{Layer.rank}d";

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
            Convolution.Forward(
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

            Convolution.WeightGradient(shape, Input.Pointer, Output.Gradient, weight.Gradient, BiasGradient,
                pass.Threads);
            if (Input.Gradient is not null)
            {
                Convolution.InputGradient(
                    shape, Output.Gradient, weight.Values, null, Input.Gradient, FusedActivation.None,
                    pass.Threads);
            }

            weight.Backward(pass);
        }
    }
}
