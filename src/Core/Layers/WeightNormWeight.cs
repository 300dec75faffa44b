using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.utils.parametrizations.weight_norm: w = g * v / |v|, learnt as g and v.</summary>
/// <remarks>Salimans and Kingma 2016, eq. 2. Initially v is the layer's own draw and g its norms.</remarks>
internal sealed unsafe class WeightNormWeight : LayerWeight
{
    public const string Magnitude = "parametrizations.weight.original0";
    public const string Direction = "parametrizations.weight.original1";

    private readonly int dimension;
    private StateEntry magnitude = null!;

    public WeightNormWeight(WeightArguments arguments)
    {
        int rank = arguments.Rank;
        long? given = arguments.IntegerOrNull("dim", 0, -rank, rank - 1);

        // -1 still means a single norm of the whole weight, as in the old torch.nn.utils.weight_norm.
        dimension = given is null or -1 ? -1 : (int)(given < 0 ? given + rank : given);
    }

    [ModuleInitializer]
    internal static void Add() => Add(
        "WeightNorm", "the weight as magnitudes and directions", arguments => new WeightNormWeight(arguments));

    public override string Suffix =>
        $" with WeightNorm(dim={(dimension < 0 ? "None" : $"{dimension}")})";

    public override StateEntry? Declare(Layer layer, long[] shape, long? biasSize)
    {
        StateEntry? bias = DeclareBias(layer, shape, biasSize);
        long[] kept = dimension < 0 ? [] : [.. shape.Select((size, axis) => axis == dimension ? size : 1)];
        magnitude = layer.Parameter(Magnitude, StateRole.Magnitude, kept);
        DeclareDrawn(layer, Direction, shape);
        return bias;
    }

    public override void Initialize(Generator generator, StateEntry? bias)
    {
        base.Initialize(generator, bias);
        Settle();
    }

    public override void Settle()
    {
        (int outer, int size, int inner) = Around(Shape, dimension);
        WeightNorm.Forward<float>(Drawn.Span, magnitude.Span, default, magnitude.Span, outer, size, inner, 1);
    }

    public override PlannedWeight Plan(PlanBuilder plan, Operation operation) => new Normed(this, plan, operation);

    private sealed class Normed(WeightNormWeight weight, PlanBuilder plan, Operation operation)
        : PlannedWeight(plan.Gradient(weight.Drawn))
    {
        private readonly Storage values =
            operation.Reserve(StorageLife.Both, 0, weight.Drawn.Count * (long)sizeof(float));

        private readonly Storage norm =
            operation.Reserve(StorageLife.Both, 0, weight.magnitude.Count * (long)sizeof(float));

        private readonly float* magnitudeGradient = plan.Gradient(weight.magnitude);

        public override float* Values => values.Floats;

        protected override string? Parametrization => "WeightNorm";

        public override void Forward(Pass pass)
        {
            (int outer, int size, int inner) = Around(weight.Shape, weight.dimension);
            WeightNorm.Forward<float>(
                weight.Drawn.Span, weight.magnitude.Span, new(values.Floats, weight.Drawn.Count),
                new(norm.Floats, size), outer, size, inner, pass.Threads);
        }

        // The layer has written the gradient of w; that of v overwrites it.
        public override void Backward(Pass pass)
        {
            (int outer, int size, int inner) = Around(weight.Shape, weight.dimension);
            Span<float> gradient = new(Gradient, weight.Drawn.Count);
            WeightNorm.Backward<float>(
                weight.Drawn.Span, weight.magnitude.Span, new(norm.Floats, size), gradient, gradient,
                new(magnitudeGradient, size), outer, size, inner, pass.Threads);
        }
    }
}
