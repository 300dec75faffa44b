using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>From queries, keys and values [steps, 3, heads, headWidth] to what each query reads [steps, heads,
/// headWidth].</summary>
internal sealed unsafe class AttentionOperation : Operation
{
    private readonly AttentionShape shape;
    private readonly double dropout;
    private readonly Storage statistics;
    private readonly Storage? places;

    /// <param name="shape">The sizes.</param>
    /// <param name="dropout">The probability of a weight being dropped.</param>
    /// <param name="projections">The input; the lengths of its samples are those of the sequences.</param>
    public AttentionOperation(AttentionShape shape, double dropout, Value projections)
    {
        this.shape = shape;
        this.dropout = dropout;
        statistics = Reserve(StorageLife.Both, 2L * shape.Heads * shape.Steps * sizeof(float));
        if (Draws)
        {
            (long ofRow, long once) = AttentionDropout.Bytes(shape);
            places = Reserve(StorageLife.Both, ofRow, once);
        }

        Inputs = [projections, .. projections.LengthOperand];
        Output = new Value(shape.Steps * shape.Width);
    }

    public override string Kind => "Attention";

    /// <summary>The sizes.</summary>
    public AttentionShape Shape => shape;

    public override IReadOnlyList<string> Fused =>
        [.. new[] { "softmax", shape.IsCausal ? "causal" : null, dropout > 0 ? "dropout" : null }.OfType<string>()];

    public override bool Draws => dropout is > 0 and < 1;

    public override bool KeepsInput => true;

    public override bool KeepsOutput => true;

    public override void Forward(Pass pass) => Attention.Forward(Call(pass), pass.Generator);

    public override void Backward(Pass pass) => Attention.Backward(Call(pass), Output.Gradient, Input.Gradient);

    /// <summary>The weights of a head, as <see cref="AttentionWeights.Read"/>, right behind the forward pass.</summary>
    public void ReadWeights(Pass pass, int head, Span<float> weights) => AttentionWeights.Read(Call(pass), head, weights);

    /// <summary>Steps of a sample that are no padding.</summary>
    public int Length(Pass pass, int row) => Call(pass).Length(row);

    private AttentionCall Call(Pass pass) => new()
    {
        Shape = shape,
        Rows = pass.Rows,
        Threads = pass.Threads,
        Projections = Input.Pointer,
        Context = Output.Pointer,
        Statistics = statistics.Floats,
        Lengths = Inputs.Length > 1 ? Inputs[1].Value.Integers : null,
        Dropout = new() { P = dropout, Places = places is null ? null : (uint*)places.Pointer },
    };
}
