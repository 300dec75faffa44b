using System.Runtime.CompilerServices;
using NormTools.Core.Graph;

namespace NormTools.Core.Layers;

/// <summary>Several sequences of layers in parallel that read the same input; their outputs are concatenated along a
/// dimension, added, or multiplied.</summary>
/// <remarks>Szegedy et al. 2014 (Inception) and Huang et al. 2016 (DenseNet) join by concatenation.</remarks>
internal sealed class BranchLayer : Layer
{
    private readonly LayerList[] branches;
    private readonly string join;
    private readonly long dim;
    private int axis;

    public BranchLayer(LayerArguments arguments)
        : base(arguments)
    {
        branches = arguments.LayerLists("branches", 2, $"{Path}.");
        join = arguments.OneOf("join", "Concat", "Concat", "Add", "Multiply");
        dim = arguments.Integer("dim", 1, long.MinValue);
        if (join != "Concat" && dim != 1)
        {
            throw arguments.Invalid("dim", $"is for Concat: {join} keeps the shape");
        }
    }

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "Branch", "sequences of layers in parallel, joined", arguments => new BranchLayer(arguments));

    public override IReadOnlyList<Layer> Content => [.. branches.SelectMany(branch => branch)];

    public override string Describe() => join == "Concat" ? $"Branch(join=Concat, dim={dim})" : $"Branch(join={join})";

    public override Value Emit(PlanBuilder plan, Value x)
    {
        Operand[] joined = [.. branches.Select(branch => (Operand)branch.Emit(plan, x))];
        Value y = new(OutputCount);
        return plan.Append(join switch
        {
            "Add" => new AddOperation(join) { Name = Path, Inputs = joined, Output = y },
            "Multiply" => new MultiplyOperation { Name = Path, Inputs = joined, Output = y },
            _ => new ConcatOperation(Shape.Count(OutputShape.AsSpan(0, axis)))
            {
                Name = Path,
                Inputs = joined,
                Output = y,
            },
        });
    }

    protected override long[] Infer(long[] input)
    {
        long[][] outputs = [.. branches.Select(branch => branch.Build(input))];
        int rank = outputs[0].Length;
        axis = (int)(dim < 0 ? dim + rank : dim - 1);
        if (join == "Concat" && (dim == 0 || axis < 0 || axis >= rank))
        {
            throw ShapeMismatch($"dim has to be one of 1 to {rank} (0 is the batch), but {dim} was given");
        }

        long[] first = outputs[0];
        bool fit = outputs.All(output => output.Length == rank
            && Enumerable.Range(0, rank).All(i => output[i] == first[i] || (join == "Concat" && i == axis)));
        if (!fit)
        {
            throw ShapeMismatch(
                (join == "Concat" ? $"the branches must agree in shape except in dimension {dim}"
                    : "the branches must have the same shape")
                + $", but make {string.Join(", ", outputs.Select(output => Shape.Text(output)))}");
        }

        return join == "Concat"
            ? [.. first.Select((size, i) => i == axis ? outputs.Sum(output => output[i]) : size)]
            : first;
    }

    protected override int? StepAxis(int axis)
    {
        int[] found = [.. branches.Select(branch => branch.FollowSteps(axis)).Distinct()];
        return found is [int one] && !(join == "Concat" && one == this.axis) ? one : null;
    }
}

/// <summary>torch.nn.Identity: y = x, for a branch that passes its input on.</summary>
internal sealed class IdentityLayer(LayerArguments arguments) : Layer(arguments)
{
    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "Identity", "y = x", arguments => new IdentityLayer(arguments));

    public override bool GivesProbabilities(bool isGiven) => isGiven;

    public override string Describe() => "Identity()";

    public override Value Emit(PlanBuilder plan, Value x) => x;

    protected override long[] Infer(long[] input) => input;

    protected override int? StepAxis(int axis) => axis;
}
