using NormTools.Core.Training;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.Flatten of dimensions after the batch, all of them by default: nothing moves.</summary>
internal sealed class FlattenLayer(LayerArguments arguments) : Layer(arguments)
{
    private readonly long start = arguments.Integer("start_dim", 1, long.MinValue);
    private readonly long end = arguments.Integer("end_dim", -1, long.MinValue);

    public override string Describe() => $"Flatten(start_dim={start}, end_dim={end})";

    public override Value Emit(PlanBuilder plan, Value x, ReadOnlySpan<Layer> following, out int taken)
    {
        taken = 0;
        return x;
    }

    protected override long[] Infer(long[] input)
    {
        int rank = input.Length + 1;
        long first = (start < 0 ? start + rank : start) - 1;
        long last = (end < 0 ? end + rank : end) - 1;
        if (first < 0 || last >= input.Length || first > last)
        {
            throw ShapeMismatch(
                $"start_dim and end_dim have to be dimensions from 1 to {rank - 1} in order (0 is the batch), "
                + $"but {start} and {end} were given");
        }

        ReadOnlySpan<long> joined = input.AsSpan((int)first, (int)(last - first) + 1);
        return [.. input[..(int)first], Shape.Count(joined), .. input[(int)(last + 1)..]];
    }
}

/// <summary>torch.nn.Unflatten of the whole sample: nothing moves.</summary>
internal sealed class UnflattenLayer : Layer
{
    private readonly long[] sizes;

    public UnflattenLayer(LayerArguments arguments)
        : base(arguments) =>
        sizes = arguments.Sizes("unflattened_size") ?? throw arguments.Invalid("unflattened_size", "is required");

    public override string Describe() => $"Unflatten(dim=1, unflattened_size={Shape.Tuple(sizes)})";

    public override Value Emit(PlanBuilder plan, Value x, ReadOnlySpan<Layer> following, out int taken)
    {
        taken = 0;
        return x;
    }

    protected override long[] Infer(long[] input) => Abi.Check.Count(sizes) == Shape.Count(input)
        ? sizes
        : throw ShapeMismatch($"{Shape.Text(input)} has {Shape.Count(input)} values, and {Shape.Text(sizes)} has "
            + $"{Shape.Count(sizes)}");
}
