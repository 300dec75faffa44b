using System.Runtime.CompilerServices;
using NormTools.Core.Graph;

namespace NormTools.Core.Layers;

/// <summary>A skip connection around a sequence of layers: y = f(x) + x, or y = f(x) + s(x) with a shortcut s that
/// brings x to the shape of f(x).</summary>
/// <remarks>He et al. 2015, eq. 1 and 2.</remarks>
internal sealed class ResidualLayer : Layer
{
    private readonly LayerList layers;
    private readonly LayerList? shortcut;

    public ResidualLayer(LayerArguments arguments)
        : base(arguments)
    {
        layers = arguments.Layers("layers", $"{Path}.");
        shortcut = arguments.LayersOrNull("shortcut", $"{Path}.shortcut.");
    }

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "Residual", "y = f(x) + x", arguments => new ResidualLayer(arguments));

    public override IReadOnlyList<Layer> Content => shortcut is null ? layers : [.. layers, .. shortcut];

    public override int Branches => 1;

    public override IEnumerable<StateEntry> BranchWeights => Weighted.SelectMany(layer =>
        layer.State.Where(entry => entry.Role == StateRole.Weight));

    public override IEnumerable<StateEntry> BranchEnds => Weighted.LastOrDefault()?.LastWeights ?? [];

    // The layers of f that have a weight of their own.
    private IEnumerable<Layer> Weighted => layers.SelectMany(layer => layer.Walk())
        .Where(layer => layer.State.Any(entry => entry.Role == StateRole.Weight));

    public override string Describe() => "Residual";

    public override Value Emit(PlanBuilder plan, Value x)
    {
        Value y = layers.Emit(plan, x);
        Value skipped = shortcut?.Emit(plan, x) ?? x;
        return plan.Append(new AddOperation("Add")
        {
            Name = Path,
            Inputs = [y, skipped],
            Output = new Value(OutputCount),
        });
    }

    protected override long[] Infer(long[] input)
    {
        long[] output = layers.Build(input);
        long[] skipped = shortcut?.Build(input) ?? input;
        return output.AsSpan().SequenceEqual(skipped)
            ? output
            : throw ShapeMismatch(shortcut is null
                ? $"x + f(x) needs f to keep the shape, but it makes {Shape.Text(output)} of {Shape.Text(input)}. A "
                    + "shortcut can bring x to that shape"
                : $"f(x) + s(x) needs both to have one shape, but f makes {Shape.Text(output)} of {Shape.Text(input)} "
                    + $"and the shortcut {Shape.Text(skipped)}");
    }

    protected override int? StepAxis(int axis)
    {
        int kept = layers.FollowSteps(axis);
        return kept == (shortcut?.FollowSteps(axis) ?? axis) ? kept : null;
    }
}
