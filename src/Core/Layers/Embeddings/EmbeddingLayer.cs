using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.Embedding: each number of a sample becomes the row of that number.</summary>
internal sealed class EmbeddingLayer(LayerArguments arguments) : EmbeddingTableLayer(arguments)
{
    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "Embedding", "a row of a table for each number", arguments => new EmbeddingLayer(arguments));

    public override bool TakesSteps => true;

    public override string Summary => Describe();

    public override string Describe() => $"Embedding({Sizes}{PaddingOption}{Options})";

    public override Value Emit(PlanBuilder plan, Value x) => plan.Append(
        new GatherOperation(this, plan, x) { Name = Path, Output = new Value(x.Width * Width) });

    protected override long[] Infer(long[] input)
    {
        DeclareTable();
        return [.. input, Width];
    }

    protected override int? StepAxis(int axis) => axis == 0 ? axis : null;

    private sealed unsafe class GatherOperation(EmbeddingTableLayer layer, PlanBuilder plan, Value x)
        : EmbeddingOperation(layer, plan, x)
    {
        protected override void Forward(in EmbeddingCall call, float* y) => EmbeddingRows.Gather(call, y);
    }
}
