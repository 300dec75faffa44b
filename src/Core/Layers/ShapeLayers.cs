using System.Runtime.CompilerServices;
using NormTools.Core.Graph;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.Flatten of dimensions after the batch, by default all of them; no data moves.</summary>
internal sealed class FlattenLayer(LayerArguments arguments) : Layer(arguments)
{
    private readonly long start = arguments.Integer("start_dim", 1, long.MinValue);
    private readonly long end = arguments.Integer("end_dim", -1, long.MinValue);

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "Flatten", "merges dimensions into one", arguments => new FlattenLayer(arguments));

    public override string Describe() => $"Flatten(start_dim={start}, end_dim={end})";

    public override Value Emit(PlanBuilder plan, Value x)
    {
        return x;
    }

    // Behind the dimensions that are merged, and where those beside the steps have one value, they stay apart.
    protected override int? StepAxis(int axis)
    {
        (long first, long last) = Merged(InputShape.Length + 1);
        bool areApart = axis < first || axis > last
            || Enumerable.Range((int)first, (int)(last - first) + 1).All(i => i == axis || InputShape[i] == 1);
        return !areApart ? null : axis < first ? axis : axis > last ? axis - (int)(last - first) : (int)first;
    }

    protected override long[] Infer(long[] input)
    {
        int rank = input.Length + 1;
        (long first, long last) = Merged(rank);
        if (first < 0 || last >= input.Length || first > last)
        {
            throw ShapeMismatch(
                $"start_dim and end_dim have to be dimensions from 1 to {rank - 1} in order (0 is the batch), "
                + $"but {start} and {end} were given");
        }

        ReadOnlySpan<long> joined = input.AsSpan((int)first, (int)(last - first) + 1);
        return [.. input[..(int)first], Shape.Count(joined), .. input[(int)(last + 1)..]];
    }

    private (long First, long Last) Merged(int rank) =>
        ((start < 0 ? start + rank : start) - 1, (end < 0 ? end + rank : end) - 1);
}

/// <summary>torch.nn.Unflatten of the whole sample; no data moves.</summary>
internal sealed class UnflattenLayer : Layer
{
    private const long Rest = -1; // stands for the rest
    private readonly long[] wanted;

    public UnflattenLayer(LayerArguments arguments)
        : base(arguments)
    {
        const string Name = "unflattened_size";
        wanted = arguments.RequiredSizes(Name, Rest);
        if (wanted.Contains(0) || wanted.Count(size => size == Rest) > 1)
        {
            throw arguments.Invalid(
                Name, $"has to hold sizes of at least 1 and at most one -1, but {Shape.Tuple(wanted)} was given");
        }
    }

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "Unflatten", "splits one dimension into several", arguments => new UnflattenLayer(arguments));

    public override string Describe() => $"Unflatten(dim=1, unflattened_size={Shape.Tuple(OutputShape)})";

    public override Value Emit(PlanBuilder plan, Value x)
    {
        return x;
    }

    protected override long[] Infer(long[] input)
    {
        long count = Shape.Count(input);
        long known = Check.Count([.. wanted.Where(size => size != Rest)]);
        if (wanted.Contains(Rest) ? count % known != 0 : count != known)
        {
            throw ShapeMismatch(wanted.Contains(Rest)
                ? $"{Shape.Text(input)} has {count} values, which {Shape.Text(wanted)} does not divide"
                : $"{Shape.Text(input)} has {count} values, and {Shape.Text(wanted)} has {known}");
        }

        return [.. wanted.Select(size => size == Rest ? count / known : size)];
    }
}
