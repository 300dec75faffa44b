using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Initialization;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.MultiheadAttention with batch_first, of a sequence with itself: every step reads from all of
/// them.</summary>
/// <remarks>Vaswani et al. 2017, section 3.2. Queries, keys and values are one product; each head has its own part of
/// them. A query whose keys are all padding gives zero, before the last product.</remarks>
internal sealed class MultiheadAttentionLayer(LayerArguments arguments) : Layer(arguments)
{
    private readonly long heads = arguments.Integer("num_heads", null);
    private readonly double dropout = arguments.Number("dropout", 0, 0, 1);
    private readonly bool hasBias = arguments.Flag("bias", true);
    private readonly bool isCausal = arguments.Flag("is_causal", false);
    private StateEntry inWeight = null!;
    private StateEntry outWeight = null!;
    private StateEntry? inBias;
    private StateEntry? outBias;

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "MultiheadAttention", "lets every step read from all steps", arguments => new MultiheadAttentionLayer(arguments));

    public override string Summary =>
        $"MultiheadAttention({Width}, {heads}"
        + (dropout > 0 ? $", dropout={Shape.AsTorch(dropout)}" : string.Empty)
        + (hasBias ? string.Empty : ", bias=False")
        + (isCausal ? ", is_causal=True)" : ")");

    public override bool TakesSteps => true;

    public override IEnumerable<StateEntry> LastWeights => [outWeight];

    public long Heads => heads;

    /// <summary>The name of the operation that weighs the steps.</summary>
    public string Weighing => $"{Path}.attention";

    private long Width => InputShape[1];

    public override string Describe() =>
        $"MultiheadAttention(embed_dim={Width}, num_heads={heads}, dropout={Shape.AsTorch(dropout)}, "
        + $"bias={Shape.AsTorch(hasBias)}, batch_first=True)"
        + (isCausal ? " with is_causal=True" : string.Empty);

    /// <summary>As torch draws them: out_proj as a linear layer, whose bias is then zeroed, and in_proj_weight by Glorot
    /// and Bengio.</summary>
    public override void Initialize(Generator generator)
    {
        Fan fan = Fan.Of(outWeight.Shape);
        Initializers.DefaultWeight(generator, outWeight.Span, fan);
        if (outBias is not null)
        {
            Initializers.DefaultBias(generator, outBias.Span, fan);
            outBias.Span.Clear();
        }

        Initializers.XavierUniform(generator, inWeight.Span, Fan.Of(inWeight.Shape));
    }

    public override Value Emit(PlanBuilder plan, Value x)
    {
        int steps = (int)InputShape[0];
        int width = (int)Width;
        Value projections = plan.Append(LinearOperation.Of(
            "InProjection", $"{Path}.in_proj", new(width, 3 * width, steps), inWeight, inBias, plan, x));
        Value context = plan.Append(new AttentionOperation(
            new(steps, (int)heads, width / (int)heads, isCausal), plan.Training ? dropout : 0, projections)
        {
            Name = Weighing,
        });
        return plan.Append(LinearOperation.Of(
            "OutProjection", Path, new(width, width, steps), outWeight, outBias, plan, context));
    }

    protected override long[] Infer(long[] input)
    {
        if (input.Length != 2)
        {
            throw ShapeMismatch(
                $"expected samples of [steps, features], but got {Shape.Text(input)}; Permute and Unflatten bring them "
                + "into that shape");
        }

        if (input[1] % heads != 0)
        {
            throw ShapeMismatch(
                $"embed_dim must be divisible by num_heads, but a step has {input[1]} features for {heads} heads");
        }

        long width = input[1];
        double bound = Math.Sqrt(6.0 / (4 * width)); // of queries, keys and values together
        inWeight = Declare(new($"{Path}.in_proj_weight", StateRole.Weight, [3 * width, width], isParameter: true)
        {
            FanIn = width,
            FanOut = 3 * width,
            DefaultBound = bound,
            Parts = 3,
            WeighingParts = 2,
        });
        inBias = hasBias ? Parameter("in_proj_bias", StateRole.Bias, Fan.Of(inWeight.Shape), 0, [3 * width]) : null;
        outWeight = Parameter("out_proj.weight", StateRole.Weight, Fan.Of([width, width]), width, width);
        outBias = hasBias ? Parameter("out_proj.bias", StateRole.Bias, Fan.Of(outWeight.Shape), 0, [width]) : null;
        return input;
    }

    protected override int? StepAxis(int axis) => axis == 0 ? axis : null;
}
