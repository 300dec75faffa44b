using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.TransformerEncoder: encoder layers one above the other, and a last layer normalisation.</summary>
/// <remarks>torch copies one layer, so that all start from the same weights, and draws for one only; "reinitialize" draws
/// for each.</remarks>
internal sealed class TransformerEncoderStackLayer : Layer
{
    private readonly EncoderArguments given;
    private readonly long count;
    private readonly bool reinitializes;
    private readonly bool hasNorm;
    private readonly string norm;
    private TransformerEncoderLayer[] layers = [];
    private LayerNormLayer? last;

    public TransformerEncoderStackLayer(LayerArguments arguments)
        : base(arguments)
    {
        count = arguments.Integer("num_layers", null);
        given = EncoderArguments.Read(arguments);
        norm = arguments.OneOf("final_norm", "auto", "auto", "on", "off");
        reinitializes = arguments.Flag("reinitialize", false);
        hasNorm = norm == "on" || (norm == "auto" && given.NormFirst);
    }

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "TransformerEncoder", "encoder layers one above the other",
        arguments => new TransformerEncoderStackLayer(arguments));

    public override IReadOnlyList<Layer> Content => last is null ? layers : [.. layers, last];

    public override bool TakesSteps => true;

    public override string Summary =>
        $"TransformerEncoder({InputShape[1]}{given.Summarize()}, num_layers={count}"
        + (norm == "auto" ? string.Empty : $", final_norm={norm}")
        + (reinitializes ? ", reinitialize=True)" : ")");

    public override string Describe() =>
        $"TransformerEncoder(num_layers={count}, d_model={InputShape[1]}, {given.Describe()}, batch_first=True)"
        + (hasNorm ? " with a last LayerNorm" : string.Empty);

    public override void InitializeAll(Generator generator)
    {
        if (reinitializes)
        {
            base.InitializeAll(generator);
            return;
        }

        layers[0].InitializeAll(generator);
        StateEntry[] source = Entries(layers[0]);
        foreach (TransformerEncoderLayer layer in layers.AsSpan(1))
        {
            foreach ((StateEntry from, StateEntry to) in source.Zip(Entries(layer)))
            {
                from.Span.CopyTo(to.Span);
            }
        }

        last?.InitializeAll(generator);
    }

    public override Value Emit(PlanBuilder plan, Value x)
    {
        foreach (Layer layer in Content)
        {
            plan.Enter(layer.Path, x);
            x = layer.Emit(plan, x);
        }

        return x;
    }

    protected override long[] Infer(long[] input)
    {
        layers = [.. Enumerable.Range(0, (int)count).Select(number =>
            TransformerEncoderLayer.Inside($"{Path}.layers.{number}", given))];
        foreach (TransformerEncoderLayer layer in layers)
        {
            layer.Build(input);
        }

        if (hasNorm)
        {
            last = given.Norm($"{Path}.norm", input[1]);
            last.Build(input);
        }

        return input;
    }

    protected override int? StepAxis(int axis) => axis == 0 ? axis : null;

    private static StateEntry[] Entries(Layer layer) => [.. layer.Walk().SelectMany(inner => inner.State)];
}
