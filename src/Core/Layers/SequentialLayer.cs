using System.Text.Json;
using NormTools.Core.Graph;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.Sequential: layers one after the other.</summary>
internal sealed class SequentialLayer : Layer
{
    private readonly Layer[] layers;

    public SequentialLayer(LayerArguments arguments)
        : base(arguments) => layers = LayerCatalog.CreateAll(arguments.Layers(), $"{Path}.");

    /// <summary>The root of a model, whose layers have no prefix.</summary>
    public SequentialLayer(Layer[] layers)
        : base(new LayerArguments(JsonDocument.Parse("""{"type":"Sequential"}""").RootElement, string.Empty)) =>
        this.layers = layers;

    public override IReadOnlyList<Layer> Content => layers;

    public override string Describe() => "Sequential";

    /// <summary>The operations of layers in a row, each of which may take some of the next into its own.</summary>
    public static Value EmitAll(PlanBuilder plan, Value x, Layer[] layers)
    {
        for (int i = 0; i < layers.Length; i++)
        {
            x = layers[i].Emit(plan, x, plan.Fuses ? layers.AsSpan(i + 1) : [], out int taken);
            i += taken;
        }

        return x;
    }

    /// <summary>The shape that layers in a row make of an input.</summary>
    public static long[] BuildAll(Layer[] layers, long[] input)
    {
        foreach (Layer layer in layers)
        {
            layer.Build(input);
            input = layer.OutputShape;
        }

        return input;
    }

    public override Value Emit(PlanBuilder plan, Value x, ReadOnlySpan<Layer> following, out int taken)
    {
        taken = 0;
        return EmitAll(plan, x, layers);
    }

    protected override long[] Infer(long[] input) => BuildAll(layers, input);
}
