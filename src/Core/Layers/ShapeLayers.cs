using NormTools.Core.Training;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.Flatten from the first dimension after the batch: nothing moves.</summary>
internal sealed class FlattenLayer(LayerArguments arguments) : Layer(arguments)
{
    public override string Describe() => "Flatten(start_dim=1, end_dim=-1)";

    public override Value Emit(PlanBuilder plan, Value x, Layer? next, out bool tookNext)
    {
        tookNext = false;
        return x;
    }

    protected override long[] Infer(long[] input) => [Shape.Count(input)];
}

/// <summary>torch.nn.Unflatten of the whole sample: nothing moves.</summary>
internal sealed class UnflattenLayer : Layer
{
    private readonly long[] sizes;

    public UnflattenLayer(LayerArguments arguments)
        : base(arguments) =>
        sizes = arguments.Sizes("unflattened_size") ?? throw arguments.Invalid("unflattened_size", "is required");

    public override string Describe() => $"Unflatten(dim=1, unflattened_size={Shape.Tuple(sizes)})";

    public override Value Emit(PlanBuilder plan, Value x, Layer? next, out bool tookNext)
    {
        tookNext = false;
        return x;
    }

    protected override long[] Infer(long[] input) => Abi.Check.Count(sizes) == Shape.Count(input)
        ? sizes
        : throw ShapeMismatch($"{Shape.Text(input)} has {Shape.Count(input)} values, and {Shape.Text(sizes)} has "
            + $"{Shape.Count(sizes)}");
}
