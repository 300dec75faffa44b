using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.TransformerEncoderLayer with batch_first: attention and two linear layers, each with a skip
/// connection and a layer normalisation behind it, or in front with norm_first.</summary>
/// <remarks>Vaswani et al. 2017, figure 1; Xiong et al. 2020 for norm_first. In training, torch draws the dropout behind the
/// attention step by step, all samples of a step together.</remarks>
internal sealed class TransformerEncoderLayer : Layer
{
    private readonly EncoderArguments given;
    private MultiheadAttentionLayer attention = null!;
    private LinearLayer first = null!;
    private LinearLayer second = null!;
    private LayerNormLayer attentionNorm = null!;
    private LayerNormLayer linearNorm = null!;
    private Layer[] content = [];

    public TransformerEncoderLayer(LayerArguments arguments)
        : this(arguments, EncoderArguments.Read(arguments))
    {
    }

    private TransformerEncoderLayer(LayerArguments arguments, EncoderArguments given)
        : base(arguments) => this.given = given;

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "TransformerEncoderLayer", "attention and two linear layers, with skip connections and layer normalisation",
        arguments => new TransformerEncoderLayer(arguments));

    public override IReadOnlyList<Layer> Content => content;

    public override bool TakesSteps => true;

    public override int Branches => 2;

    public override IEnumerable<StateEntry> BranchWeights => Content.SelectMany(layer =>
        layer.State.Where(entry => entry.Role == StateRole.Weight));

    public override IEnumerable<StateEntry> BranchEnds => [.. attention.LastWeights, .. second.LastWeights];

    public override string Summary => $"TransformerEncoderLayer({InputShape[1]}{given.Summarize()})";

    /// <summary>One of the layers of another one.</summary>
    public static TransformerEncoderLayer Inside(string path, EncoderArguments given) =>
        new(LayerArguments.Of(path, """{"type":"TransformerEncoderLayer"}"""), given);

    public override string Describe() =>
        $"TransformerEncoderLayer(d_model={InputShape[1]}, {given.Describe()}, batch_first=True)"
        + (given.IsCausal ? " with is_causal=True" : string.Empty);

    public override Value Emit(PlanBuilder plan, Value x)
    {
        DropoutLayer dropout = DropoutLayer.Inside(Path, given.Dropout);
        DropoutLayer stepDropout = DropoutLayer.Inside(Path, given.Dropout, (int)InputShape[0]);
        if (given.NormFirst)
        {
            x = Skip(plan, stepDropout.Emit(plan, Run(plan, attention, Run(plan, attentionNorm, x))), x);
            return Skip(plan, dropout.Emit(plan, Linears(plan, Run(plan, linearNorm, x))), x);
        }

        x = Run(plan, attentionNorm, Skip(plan, stepDropout.Emit(plan, Run(plan, attention, x)), x));
        return Run(plan, linearNorm, Skip(plan, dropout.Emit(plan, Linears(plan, x)), x));
    }

    protected override long[] Infer(long[] input)
    {
        attention = given.Attention($"{Path}.self_attn");
        attention.Build(input);
        first = given.Linear($"{Path}.linear1", given.FeedForward);
        first.Build(input);
        second = given.Linear($"{Path}.linear2", input[1]);
        second.Build(first.OutputShape);
        attentionNorm = given.Norm($"{Path}.norm1", input[1]);
        attentionNorm.Build(input);
        linearNorm = given.Norm($"{Path}.norm2", input[1]);
        linearNorm.Build(input);
        content = [attention, first, second, attentionNorm, linearNorm];
        return input;
    }

    protected override int? StepAxis(int axis) => axis == 0 ? axis : null;

    private static Value Run(PlanBuilder plan, Layer layer, Value x)
    {
        plan.Enter(layer.Path, x);
        return layer.Emit(plan, x);
    }

    private Value Skip(PlanBuilder plan, Value y, Value x) => plan.Append(new AddOperation("Add")
    {
        Name = Path,
        Inputs = [y, x],
        Output = new Value(x.Width),
    });

    private Value Linears(PlanBuilder plan, Value x)
    {
        x = Run(plan, first, x);
        Value active = new(x.Width);
        x = plan.Append(given.Activation == "gelu"
            ? new ActivationOperation<Gelu>("GELU", default) { Name = Path, Input = x, Output = active }
            : new ActivationOperation<Relu>("ReLU", default) { Name = Path, Input = x, Output = active });
        return Run(plan, second, DropoutLayer.Inside(Path, given.Dropout).Emit(plan, x));
    }
}
