using NormTools.Core.Graph;
using NormTools.Core.Kernels;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.RMSNorm over the last dimensions; over all but the batch where normalized_shape is not
/// given.</summary>
/// <remarks>Zhang and Sennrich 2019. A null eps is the machine epsilon of float32.</remarks>
internal sealed unsafe class RmsNormLayer(LayerArguments arguments) : Layer(arguments)
{
    private const double MachineEpsilon = 1.1920928955078125e-07;

    private readonly long[]? given = arguments.Sizes("normalized_shape");
    private readonly double? eps = arguments.NumberOrNull("eps", null, 0);
    private readonly bool affine = arguments.Flag("elementwise_affine", true);
    private long[] normalized = [];
    private StateEntry? weight;

    public override string Describe() =>
        $"RMSNorm({Shape.Tuple(normalized)}, eps={Shape.Python(eps)}, elementwise_affine={Shape.Python(affine)})";

    public override void Initialize(Generator generator) => weight?.Span.Fill(1);

    public override Value Emit(PlanBuilder plan, Value x, ReadOnlySpan<Layer> following, out int taken)
    {
        bool relu = following is [ReluLayer, ..];
        taken = relu ? 1 : 0;
        return plan.Append(new RmsNormOperation(this)
        {
            Name = Path,
            Input = x,
            Output = new Value(x.Width),
            Relu = relu,
            WeightGradient = plan.Gradient(weight),
        });
    }

    protected override long[] Infer(long[] input)
    {
        normalized = LayerNormLayer.Normalized(given, input, ShapeMismatch);
        weight = affine ? Parameter("weight", normalized) : null;
        return input;
    }

    /// <summary>The derivation of the gradient is with <see cref="RmsNorm"/>.</summary>
    private sealed class RmsNormOperation : Operation
    {
        private readonly RmsNormLayer layer;
        private readonly int width;
        private readonly int rowsOfSample;
        private readonly Storage inverseRms;

        public RmsNormOperation(RmsNormLayer layer)
        {
            this.layer = layer;
            width = Shape.Count(layer.normalized);
            rowsOfSample = layer.InputCount / width;
            inverseRms = Reserve(StorageLife.Both, rowsOfSample * sizeof(float));
        }

        public required bool Relu { get; init; }

        public required float* WeightGradient { get; init; }

        public override string Kind => "RMSNorm";

        public override IReadOnlyList<string> Fused => Relu ? ["ReLU"] : [];

        public override bool HasParameters => layer.affine;

        public override bool KeepsInput => true;

        public override bool KeepsOutput => Relu;

        public override bool InPlace => true;

        public override bool GradientInPlace => true;

        public override void Forward(Pass pass)
        {
            int rows = pass.Rows * rowsOfSample;
            int count = pass.Rows * Output.Width;
            RmsNorm.Forward<float>(
                new(Input.Pointer, count), StateEntry.SpanOf(layer.weight), new(Output.Pointer, count), rows, width,
                layer.eps ?? MachineEpsilon, new(inverseRms.Floats, rows), Relu, pass.Threads);
        }

        public override void Backward(Pass pass)
        {
            int rows = pass.Rows * rowsOfSample;
            int count = pass.Rows * Output.Width;
            RmsNorm.Backward<float>(
                new(Input.Pointer, count), new(Output.Gradient, count),
                Check.Optional(Relu ? Output.Pointer : null, count),
                StateEntry.SpanOf(layer.weight), new(inverseRms.Floats, rows), Check.Optional(Input.Gradient, count),
                Check.Optional(WeightGradient, width), rows, width, pass.Threads);
        }
    }
}
