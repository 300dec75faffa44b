using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.RMSNorm over the last dimensions; by default (no normalized_shape) over all but the
/// batch.</summary>
/// <remarks>Zhang and Sennrich 2019. A null eps is the machine epsilon of float32.</remarks>
internal sealed unsafe class RmsNormLayer(LayerArguments arguments) : NormLayer(arguments)
{
    private const double MachineEpsilon = 1.1920928955078125e-07;

    private readonly long[]? given = arguments.Sizes("normalized_shape");
    private readonly double? eps = arguments.NumberOrNull("eps", null, 0);
    private readonly bool affine = arguments.Flag("elementwise_affine", true);
    private long[] normalized = [];

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "RMSNorm", "the last dimensions divided by their root mean square", arguments => new RmsNormLayer(arguments));

    public override NormScope Scope =>
        new(OverBatch: false, Shape.Count(normalized), eps ?? MachineEpsilon, Centers: false);

    public override string Describe() =>
        $"RMSNorm({Shape.Tuple(normalized)}, eps={Shape.AsTorch(eps)}, elementwise_affine={Shape.AsTorch(affine)})";

    public override Value Emit(PlanBuilder plan, Value x) => plan.Append(
        new RmsNormOperation(this, plan) { Name = Path, Input = x, Output = new Value(x.Width) });

    protected override long[] Infer(long[] input)
    {
        normalized = LayerNormLayer.Normalized(given, input, ShapeMismatch);
        DeclareAffine(affine, hasBias: false, normalized);
        return input;
    }

    protected override int? StepAxis(int axis) => axis < InputShape.Length - normalized.Length ? axis : null;

    /// <summary>For the derivation of the gradient see <see cref="RmsNorm"/>.</summary>
    private sealed class RmsNormOperation : NormOperation
    {
        private readonly double eps;
        private readonly int width;
        private readonly int rowsOfSample;
        private readonly Storage inverseRms;

        public RmsNormOperation(RmsNormLayer layer, PlanBuilder plan)
            : base(layer, plan)
        {
            eps = layer.Scope.Eps;
            width = Shape.Count(layer.normalized);
            rowsOfSample = layer.InputCount / width;
            inverseRms = Reserve(StorageLife.Both, rowsOfSample * sizeof(float));
        }

        public override void Forward(Pass pass)
        {
            int rows = pass.Rows * rowsOfSample;
            RmsNorm.Forward<float>(
                X(pass), Weight, Y(pass), rows, width, eps, new(inverseRms.Floats, rows), Rectifies, pass.Threads);
        }

        public override void Backward(Pass pass)
        {
            int rows = pass.Rows * rowsOfSample;
            RmsNorm.Backward<float>(
                X(pass), OutputGradient(pass), Rectified(pass), Weight, new(inverseRms.Floats, rows),
                InputGradient(pass), WeightGradient, rows, width, pass.Threads);
        }
    }
}
