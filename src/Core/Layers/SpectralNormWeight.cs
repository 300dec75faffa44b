using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.utils.parametrizations.spectral_norm: the weight divided by its largest singular value.</summary>
/// <remarks>
/// Miyato et al. 2018, algorithm 1. The vectors u and v are drawn after the layer's weight and bias; forward passes
/// improve them in training only.
/// </remarks>
internal sealed unsafe class SpectralNormWeight : LayerWeight
{
    private readonly int dimension;
    private readonly int iterations;
    private readonly double eps;
    private StateEntry left = null!;
    private StateEntry right = null!;

    public SpectralNormWeight(WeightArguments arguments)
    {
        int rank = arguments.Rank;
        long given = arguments.IntegerOrNull("dim", null, -rank, rank - 1) ?? arguments.OutputDimension;
        dimension = (int)(given < 0 ? given + rank : given);
        iterations = (int)arguments.Integer("n_power_iterations", 1);
        eps = arguments.Number("eps", 1e-12, 0);
    }

    [ModuleInitializer]
    internal static void Add() => Add(
        "SpectralNorm",
        "the weight divided by its largest singular value",
        arguments => new SpectralNormWeight(arguments));

    public override string Suffix =>
        $" with SpectralNorm(dim={dimension}, n_power_iterations={iterations}, eps={Layers.Shape.AsTorch(eps)})";

    public override StateEntry? Declare(Layer layer, long[] shape, long? biasSize)
    {
        StateEntry? bias = DeclareBias(layer, shape, biasSize);
        DeclareDrawn(layer, "parametrizations.weight.original", shape);
        long rows = shape[dimension];
        left = layer.Buffer("parametrizations.weight.0._u", StateRole.Vector, DType.Float32, rows);
        right = layer.Buffer("parametrizations.weight.0._v", StateRole.Vector, DType.Float32, Drawn.Count / rows);
        return bias;
    }

    public override void Initialize(Generator generator, StateEntry? bias)
    {
        base.Initialize(generator, bias);
        generator.Normal(left.Span);
        generator.Normal(right.Span);
        Settle();
    }

    // torch iterates 15 times when it creates the parametrization, and again as in one forward pass when it registers
    // it.
    public override void Settle() => Iterate(SpectralNorm.InitialIterations + iterations);

    public override PlannedWeight Plan(PlanBuilder plan, Operation operation) => new Normed(this, plan, operation);

    private void Iterate(int count)
    {
        (int outer, int size, int inner) = Around(Shape, dimension);
        SpectralNorm.PowerIteration(Drawn.Span, left.Span, right.Span, outer, size, inner, count, eps);
    }

    private sealed class Normed(SpectralNormWeight weight, PlanBuilder plan, Operation operation)
        : PlannedWeight(plan.Gradient(weight.Drawn))
    {
        private readonly Storage values =
            operation.Reserve(StorageLife.Both, 0, weight.Drawn.Count * (long)sizeof(float));

        private readonly bool iterates = plan.Training;
        private double sigma;

        public override float* Values => values.Floats;

        protected override string? Parametrization => "SpectralNorm";

        public override void Forward(Pass pass)
        {
            if (iterates)
            {
                weight.Iterate(weight.iterations);
            }

            (int outer, int size, int inner) = Around(weight.Shape, weight.dimension);
            sigma = SpectralNorm.Forward(
                weight.Drawn.Span, weight.left.Span, weight.right.Span, new(values.Floats, weight.Drawn.Count), outer,
                size, inner);
        }

        // The layer has written the gradient of the normalised weight; that of the original weight overwrites it.
        public override void Backward(Pass pass)
        {
            (int outer, int size, int inner) = Around(weight.Shape, weight.dimension);
            Span<float> gradient = new(Gradient, weight.Drawn.Count);
            SpectralNorm.Backward(
                weight.Drawn.Span, weight.left.Span, weight.right.Span, sigma, gradient, gradient, outer, size, inner);
        }
    }
}
