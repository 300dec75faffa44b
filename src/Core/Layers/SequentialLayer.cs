using System.Runtime.CompilerServices;
using System.Text.Json;
using NormTools.Core.Graph;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.Sequential: layers one after the other.</summary>
internal sealed class SequentialLayer : Layer
{
    private readonly LayerList layers;

    public SequentialLayer(LayerArguments arguments)
        : base(arguments) => layers = arguments.Layers("layers", $"{Path}.");

    /// <summary>The root of a model, whose layers have no prefix.</summary>
    public SequentialLayer(LayerList layers)
        : base(new LayerArguments(JsonDocument.Parse("""{"type":"Sequential"}""").RootElement, string.Empty)) =>
        this.layers = layers;

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "Sequential", "layers one after the other", arguments => new SequentialLayer(arguments));

    public override IReadOnlyList<Layer> Content => layers;

    public override long? Indices => layers[0].Indices;

    public override bool GivesProbabilities(bool isGiven) =>
        layers.Aggregate(isGiven, (given, layer) => layer.GivesProbabilities(given));

    public override string Describe() => "Sequential";

    public override Value Emit(PlanBuilder plan, Value x) => layers.Emit(plan, x);

    protected override long[] Infer(long[] input) => layers.Build(input);

    protected override int? StepAxis(int axis) => layers.FollowSteps(axis);
}
