using NormTools.Core.Graph;
using NormTools.Core.Kernels;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.InstanceNorm1d, 2d or 3d, by the rank of its input: each channel of each sample by
/// itself.</summary>
/// <remarks>
/// Ulyanov et al. 2016. By default without weight, bias and running statistics; with the latter it evaluates by them.
/// num_batches_tracked stays 0, as in PyTorch.
/// </remarks>
internal sealed unsafe class InstanceNormLayer(LayerArguments arguments) : Layer(arguments)
{
    private readonly double eps = arguments.Number("eps", 1e-5, 0);
    private readonly double momentum = arguments.Number("momentum", 0.1, 0, 1);
    private readonly bool affine = arguments.Flag("affine", false);
    private readonly bool tracks = arguments.Flag("track_running_stats", false);
    private readonly RankOfName rankOfName = new(arguments, flat: false);
    private StateEntry? weight;
    private StateEntry? bias;
    private StateEntry? runningMean;
    private StateEntry? runningVar;

    private int Channels => (int)InputShape[0];

    private int Inner => InputCount / Channels;

    public override string Describe() =>
        $"InstanceNorm{InputShape.Length - 1}d({Channels}, eps={Shape.Python(eps)}, momentum={Shape.Python(momentum)}, "
        + $"affine={Shape.Python(affine)}, track_running_stats={Shape.Python(tracks)})";

    public override void Initialize(Generator generator)
    {
        weight?.Span.Fill(1);
        runningVar?.Span.Fill(1);
    }

    public override void CheckState(bool training) => CheckVariances(runningVar);

    public override Value Emit(PlanBuilder plan, Value x, ReadOnlySpan<Layer> following, out int taken)
    {
        bool relu = following is [ReluLayer, ..];
        taken = relu ? 1 : 0;
        return plan.Append(new InstanceNormOperation(this)
        {
            Name = Path,
            Input = x,
            Output = new Value(x.Width),
            Relu = relu,
            Training = plan.Training,
            WeightGradient = plan.Gradient(weight),
            BiasGradient = plan.Gradient(bias),
        });
    }

    protected override long[] Infer(long[] input)
    {
        if (rankOfName.Problem(input) is string problem)
        {
            throw ShapeMismatch(problem);
        }

        if (input.Length is < 2 or > 4)
        {
            throw ShapeMismatch($"expected 3D to 5D input (got {input.Length + 1}D input)");
        }

        if (Shape.Count(input) == input[0])
        {
            throw ShapeMismatch(
                $"Expected more than 1 spatial element when training, got input size torch.Size([*, "
                    + $"{string.Join(", ", input)}])");
        }

        long channels = input[0];
        weight = affine ? Parameter("weight", channels) : null;
        bias = affine ? Parameter("bias", channels) : null;
        runningMean = tracks ? Buffer("running_mean", DType.Float32, channels) : null;
        runningVar = tracks ? Buffer("running_var", DType.Float32, channels) : null;
        _ = tracks ? Buffer("num_batches_tracked", DType.Int64) : null;
        return input;
    }

    /// <summary>The derivation of the gradient is with <see cref="GroupNorm"/>, of which this is the case of c
    /// groups.</summary>
    private sealed class InstanceNormOperation : Operation
    {
        private readonly InstanceNormLayer layer;
        private readonly Storage mean;
        private readonly Storage inverseStd;

        public InstanceNormOperation(InstanceNormLayer layer)
        {
            this.layer = layer;
            mean = Reserve(StorageLife.Both, layer.Channels * sizeof(float));
            inverseStd = Reserve(StorageLife.Both, layer.Channels * sizeof(float));
        }

        public required bool Relu { get; init; }

        public required bool Training { get; init; }

        public required float* WeightGradient { get; init; }

        public required float* BiasGradient { get; init; }

        public override string Kind => "InstanceNorm";

        public override IReadOnlyList<string> Fused => Relu ? ["ReLU"] : [];

        public override bool HasParameters => layer.affine;

        public override bool KeepsInput => true;

        public override bool KeepsOutput => Relu;

        public override bool InPlace => true;

        public override bool GradientInPlace => true;

        public override void Forward(Pass pass)
        {
            int count = pass.Rows * Output.Width;
            int channels = layer.Channels;
            if (!Training && layer.tracks)
            {
                BatchNorm.ForwardEvaluation<float>(
                    new(Input.Pointer, count), StateEntry.SpanOf(layer.weight), StateEntry.SpanOf(layer.bias),
                    new(Output.Pointer, count), pass.Rows, channels, layer.Inner, layer.eps, layer.runningMean!.Span,
                    layer.runningVar!.Span, Relu, pass.Threads);
                return;
            }

            InstanceNorm.Forward<float>(
                new(Input.Pointer, count), StateEntry.SpanOf(layer.weight), StateEntry.SpanOf(layer.bias),
                new(Output.Pointer, count),
                pass.Rows, channels, layer.Inner, layer.eps, new(mean.Floats, pass.Rows * channels),
                new(inverseStd.Floats, pass.Rows * channels), StateEntry.SpanOf(layer.runningMean),
                StateEntry.SpanOf(layer.runningVar), layer.momentum, Relu, pass.Threads);
        }

        public override void Backward(Pass pass)
        {
            int count = pass.Rows * Output.Width;
            int channels = layer.Channels;
            InstanceNorm.Backward<float>(
                new(Input.Pointer, count), new(Output.Gradient, count),
                Check.Optional(Relu ? Output.Pointer : null, count),
                StateEntry.SpanOf(layer.weight), new(mean.Floats, pass.Rows * channels),
                new(inverseStd.Floats, pass.Rows * channels), Check.Optional(Input.Gradient, count),
                Check.Optional(WeightGradient, channels), Check.Optional(BiasGradient, channels), pass.Rows, channels,
                layer.Inner, pass.Threads);
        }
    }
}
