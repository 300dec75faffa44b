using NormTools.Core.Graph;
using NormTools.Core.Kernels;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.GroupNorm: the channels of each sample in groups.</summary>
/// <remarks>Wu and He 2018. One weight and one bias a channel.</remarks>
internal sealed unsafe class GroupNormLayer(LayerArguments arguments) : Layer(arguments)
{
    private readonly long groups = arguments.Integer("num_groups", null);
    private readonly double eps = arguments.Number("eps", 1e-5, 0);
    private readonly bool affine = arguments.Flag("affine", true);
    private StateEntry? weight;
    private StateEntry? bias;

    private int Channels => (int)InputShape[0];

    public override string Describe() =>
        $"GroupNorm({groups}, {Channels}, eps={Shape.Python(eps)}, affine={Shape.Python(affine)})";

    public override void Initialize(Generator generator) => weight?.Span.Fill(1);

    public override Value Emit(PlanBuilder plan, Value x, ReadOnlySpan<Layer> following, out int taken)
    {
        bool relu = following is [ReluLayer, ..];
        taken = relu ? 1 : 0;
        return plan.Append(new GroupNormOperation(this)
        {
            Name = Path,
            Input = x,
            Output = new Value(x.Width),
            Relu = relu,
            WeightGradient = plan.Gradient(weight),
            BiasGradient = plan.Gradient(bias),
        });
    }

    protected override long[] Infer(long[] input)
    {
        if (input[0] % groups != 0)
        {
            throw ShapeMismatch(
                $"num_channels must be divisible by num_groups, but the input has {input[0]} channels and "
                    + $"num_groups={groups}");
        }

        if (Shape.Count(input) == groups)
        {
            throw ShapeMismatch(
                $"Expected more than 1 value per channel when training, got input size torch.Size([*, "
                    + $"{string.Join(", ", input)}]): each of the {groups} groups would be one value, which is its own "
                    + "mean, so that every output were the bias. Use fewer groups");
        }

        weight = affine ? Parameter("weight", input[0]) : null;
        bias = affine ? Parameter("bias", input[0]) : null;
        return input;
    }

    /// <summary>The derivation of the gradient is with <see cref="GroupNorm"/>.</summary>
    private sealed class GroupNormOperation : Operation
    {
        private readonly GroupNormLayer layer;
        private readonly int groups;
        private readonly Storage mean;
        private readonly Storage inverseStd;

        public GroupNormOperation(GroupNormLayer layer)
        {
            this.layer = layer;
            groups = (int)layer.groups;
            mean = Reserve(StorageLife.Both, groups * sizeof(float));
            inverseStd = Reserve(StorageLife.Both, groups * sizeof(float));
        }

        public required bool Relu { get; init; }

        public required float* WeightGradient { get; init; }

        public required float* BiasGradient { get; init; }

        public override string Kind => "GroupNorm";

        public override IReadOnlyList<string> Fused => Relu ? ["ReLU"] : [];

        public override bool HasParameters => layer.affine;

        public override bool KeepsInput => true;

        public override bool KeepsOutput => Relu;

        public override bool InPlace => true;

        public override bool GradientInPlace => true;

        public override void Forward(Pass pass)
        {
            int count = pass.Rows * Output.Width;
            GroupNorm.Forward<float>(
                new(Input.Pointer, count), StateEntry.SpanOf(layer.weight), StateEntry.SpanOf(layer.bias),
                new(Output.Pointer, count),
                pass.Rows, layer.Channels, layer.InputCount / layer.Channels, groups, layer.eps,
                new(mean.Floats, pass.Rows * groups), new(inverseStd.Floats, pass.Rows * groups), Relu, pass.Threads);
        }

        public override void Backward(Pass pass)
        {
            int count = pass.Rows * Output.Width;
            int channels = layer.Channels;
            GroupNorm.Backward<float>(
                new(Input.Pointer, count), new(Output.Gradient, count),
                Check.Optional(Relu ? Output.Pointer : null, count),
                StateEntry.SpanOf(layer.weight), new(mean.Floats, pass.Rows * groups),
                new(inverseStd.Floats, pass.Rows * groups),
                Check.Optional(Input.Gradient, count), Check.Optional(WeightGradient, channels),
                Check.Optional(BiasGradient, channels), pass.Rows, channels, layer.InputCount / channels, groups,
                pass.Threads);
        }
    }
}
