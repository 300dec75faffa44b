using NormTools.Core.Graph;
using NormTools.Core.Kernels;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.LayerNorm over the last dimensions; over all but the batch where normalized_shape is not
/// given.</summary>
/// <remarks>Ba et al. 2016. One weight and one bias for each normalised element.</remarks>
internal sealed unsafe class LayerNormLayer(LayerArguments arguments) : Layer(arguments)
{
    private readonly long[]? given = arguments.Sizes("normalized_shape");
    private readonly double eps = arguments.Number("eps", 1e-5, 0);
    private readonly bool affine = arguments.Flag("elementwise_affine", true);
    private readonly bool hasBias = arguments.Flag("bias", true);
    private long[] normalized = [];
    private StateEntry? weight;
    private StateEntry? bias;

    public override string Describe() =>
        $"LayerNorm({Shape.Tuple(normalized)}, eps={Shape.Python(eps)}, elementwise_affine={Shape.Python(affine)}"
        + (affine && !hasBias ? ", bias=False)" : ")");

    public override void Initialize(Generator generator) => weight?.Span.Fill(1);

    public override Value Emit(PlanBuilder plan, Value x, ReadOnlySpan<Layer> following, out int taken)
    {
        bool relu = following is [ReluLayer, ..];
        taken = relu ? 1 : 0;
        return plan.Append(new LayerNormOperation(this)
        {
            Name = Path,
            Input = x,
            Output = new Value(x.Width),
            Relu = relu,
            WeightGradient = plan.Gradient(weight),
            BiasGradient = plan.Gradient(bias),
        });
    }

    /// <summary>The dimensions that are normalised over, checked against the input's.</summary>
    /// <exception cref="CoreException">They are not its last ones.</exception>
    internal static long[] Normalized(long[]? given, long[] input, Func<string, CoreException> mismatch)
    {
        long[] normalized = given ?? input;
        return normalized.Length <= input.Length
            && input.AsSpan(input.Length - normalized.Length).SequenceEqual(normalized)
            ? normalized
            : throw mismatch(
                $"Given normalized_shape={Shape.Text(normalized)}, expected input with shape "
                + $"[*, {string.Join(", ", normalized)}], but got input of size [*, {string.Join(", ", input)}]");
    }

    protected override long[] Infer(long[] input)
    {
        normalized = Normalized(given, input, ShapeMismatch);
        weight = affine ? Parameter("weight", normalized) : null;
        bias = affine && hasBias ? Parameter("bias", normalized) : null;
        return input;
    }

    /// <summary>The derivation of the gradient is with <see cref="LayerNorm"/>.</summary>
    private sealed class LayerNormOperation : Operation
    {
        private readonly LayerNormLayer layer;
        private readonly int width;
        private readonly int rowsOfSample;
        private readonly Storage mean;
        private readonly Storage inverseStd;

        public LayerNormOperation(LayerNormLayer layer)
        {
            this.layer = layer;
            width = Shape.Count(layer.normalized);
            rowsOfSample = layer.InputCount / width;
            mean = Reserve(StorageLife.Both, rowsOfSample * sizeof(float));
            inverseStd = Reserve(StorageLife.Both, rowsOfSample * sizeof(float));
        }

        public required bool Relu { get; init; }

        public required float* WeightGradient { get; init; }

        public required float* BiasGradient { get; init; }

        public override string Kind => "LayerNorm";

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
            LayerNorm.Forward<float>(
                new(Input.Pointer, count), StateEntry.SpanOf(layer.weight), StateEntry.SpanOf(layer.bias),
                new(Output.Pointer, count),
                rows, width, layer.eps, new(mean.Floats, rows), new(inverseStd.Floats, rows), Relu, pass.Threads);
        }

        public override void Backward(Pass pass)
        {
            int rows = pass.Rows * rowsOfSample;
            int count = pass.Rows * Output.Width;
            LayerNorm.Backward<float>(
                new(Input.Pointer, count), new(Output.Gradient, count),
                Check.Optional(Relu ? Output.Pointer : null, count),
                StateEntry.SpanOf(layer.weight), new(mean.Floats, rows), new(inverseStd.Floats, rows),
                Check.Optional(Input.Gradient, count), Check.Optional(WeightGradient, width),
                Check.Optional(BiasGradient, width), rows, width, pass.Threads);
        }
    }
}
