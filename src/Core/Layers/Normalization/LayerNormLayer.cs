using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.LayerNorm over the last dimensions; by default (no normalized_shape) over all but the
/// batch.</summary>
/// <remarks>Ba et al. 2016. One weight and one bias for each normalised element.</remarks>
internal sealed unsafe class LayerNormLayer(LayerArguments arguments) : NormLayer(arguments)
{
    private readonly long[]? given = arguments.Sizes("normalized_shape");
    private readonly double eps = arguments.Number("eps", 1e-5, 0);
    private readonly bool affine = arguments.Flag("elementwise_affine", true);
    private readonly bool hasBias = arguments.Flag("bias", true);
    private long[] normalized = [];

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "LayerNorm", "the last dimensions of each sample", arguments => new LayerNormLayer(arguments));

    public override NormScope Scope => new(OverBatch: false, Shape.Count(normalized), eps);

    public override string Describe() =>
        $"LayerNorm({Shape.Tuple(normalized)}, eps={Shape.AsTorch(eps)}, elementwise_affine={Shape.AsTorch(affine)}"
        + (affine && !hasBias ? ", bias=False)" : ")");

    public override Value Emit(PlanBuilder plan, Value x) => plan.Append(
        new LayerNormOperation(this, plan) { Name = Path, Input = x, Output = new Value(x.Width) });

    /// <summary>The normalised dimensions, checked against the input's.</summary>
    /// <exception cref="CoreException">They are not the last dimensions of the input.</exception>
    internal static long[] Normalized(long[]? given, long[] input, Func<string, CoreException> mismatch)
    {
        long[] normalized = given ?? input;
        return normalized.Length <= input.Length
            && input.AsSpan(input.Length - normalized.Length).SequenceEqual(normalized)
            ? normalized
            : throw mismatch(
                $"Given normalized_shape={Shape.Text(normalized)}, expected input with shape "
                + $"[*, {string.Join(", ", normalized)}], but got input of size [*, {string.Join(", ", input)}]");
    }

    protected override long[] Infer(long[] input)
    {
        normalized = Normalized(given, input, ShapeMismatch);
        DeclareAffine(affine, affine && hasBias, normalized);
        return input;
    }

    protected override int? StepAxis(int axis) => axis < InputShape.Length - normalized.Length ? axis : null;

    /// <summary>For the derivation of the gradient see <see cref="LayerNorm"/>.</summary>
    private sealed class LayerNormOperation : NormOperation
    {
        private readonly double eps;
        private readonly int width;
        private readonly int rowsOfSample;
        private readonly Storage mean;
        private readonly Storage inverseStd;

        public LayerNormOperation(LayerNormLayer layer, PlanBuilder plan)
            : base(layer, plan)
        {
            eps = layer.eps;
            width = Shape.Count(layer.normalized);
            rowsOfSample = layer.InputCount / width;
            mean = Reserve(StorageLife.Both, rowsOfSample * sizeof(float));
            inverseStd = Reserve(StorageLife.Both, rowsOfSample * sizeof(float));
        }

        public override void Forward(Pass pass)
        {
            int rows = pass.Rows * rowsOfSample;
            LayerNorm.Forward<float>(
                X(pass), Weight, Bias, Y(pass), rows, width, eps, new(mean.Floats, rows),
                new(inverseStd.Floats, rows), Rectifies, pass.Threads);
        }

        public override void Backward(Pass pass)
        {
            int rows = pass.Rows * rowsOfSample;
            LayerNorm.Backward<float>(
                X(pass), OutputGradient(pass), Rectified(pass), Weight, new(mean.Floats, rows),
                new(inverseStd.Floats, rows), InputGradient(pass), WeightGradient, BiasGradient, rows, width,
                pass.Threads);
        }
    }
}
