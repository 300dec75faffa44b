using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.Linear: y = x W^T + b over the last dimension.</summary>
internal sealed unsafe class LinearLayer(LayerArguments arguments) : Layer(arguments)
{
    private readonly long outFeatures = arguments.OutputCount("out_features");
    private readonly bool hasBias = arguments.Flag("bias", true);
    private readonly LayerWeight weight = LayerWeight.Read(arguments, 2);
    private StateEntry? bias;

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "Linear", "y = x W^T + b", arguments => new LinearLayer(arguments));

    public override string Summary =>
        $"Linear({InputShape[^1]}, {outFeatures}" + (hasBias ? ")" : ", bias=False)") + weight.Suffix;

    public override string Describe() =>
        $"Linear(in_features={InputShape[^1]}, out_features={outFeatures}, bias={Shape.AsTorch(hasBias)})"
        + weight.Suffix;

    public override void Initialize(Generator generator) => weight.Initialize(generator, bias);

    public override void SettleWeight() => weight.Settle();

    public override Value Emit(PlanBuilder plan, Value x) => plan.Append(
        new LinearOperation(this, plan) { Name = Path, Input = x, Output = new Value(OutputCount) });

    protected override long[] Infer(long[] input)
    {
        bias = weight.Declare(this, [outFeatures, input[^1]], hasBias ? outFeatures : null);
        return [.. input[..^1], outFeatures];
    }

    /// <summary>
    /// With g the gradient of y [rows, out]: dW = g^T x, db = the column sums of g, dx = g W. Each is one matrix
    /// product or sum; a fused ReLU first zeroes g where y is not positive, in the pass that sums the columns.
    /// </summary>
    private sealed class LinearOperation : RectifyingOperation
    {
        private readonly LinearLayer layer;
        private readonly PlannedWeight weight;
        private float* biasGradient;

        public LinearOperation(LinearLayer layer, PlanBuilder plan)
        {
            this.layer = layer;
            weight = layer.weight.Plan(plan, this);
            biasGradient = plan.Gradient(layer.bias);
        }

        public override string Kind => "Linear";

        public override IReadOnlyList<string> Fused => weight.Fuse(layer.hasBias, Rectifies);

        public override bool HasParameters => true;

        public override bool KeepsInput => true;

        public override bool OverwritesGradient => Rectifies;

        // Before an operation that removes any constant, the bias has no gradient but rounding noise.
        public override void Precede(Operation next) =>
            biasGradient = !Rectifies && layer.OutputShape.Length == 1 && next.Centers((int)layer.outFeatures)
                ? null
                : biasGradient;

        public override void Forward(Pass pass)
        {
            weight.Forward(pass);
            int inFeatures = (int)layer.InputShape[^1];
            int outFeatures = (int)layer.outFeatures;
            float* bias = layer.bias is null ? null : layer.bias.Floats;
            MatrixProduct.Multiply(
                false, true, Rows(pass), outFeatures, inFeatures, Input.Pointer, inFeatures, weight.Values,
                inFeatures, Output.Pointer, outFeatures, false,
                Epilogue.ColumnBias(bias, Rectifies ? FusedActivation.ReLU : FusedActivation.None), pass.Threads);
        }

        public override void Backward(Pass pass)
        {
            int inFeatures = (int)layer.InputShape[^1];
            int outFeatures = (int)layer.outFeatures;
            int rows = Rows(pass);
            float* gradient = Output.Gradient;
            if (Rectifies)
            {
                ColumnSums.OfRectified(gradient, Output.Pointer, biasGradient, rows, outFeatures, pass.Threads);
            }
            else if (biasGradient is not null)
            {
                ColumnSums.Of(gradient, biasGradient, rows, outFeatures, pass.Threads);
            }

            MatrixProduct.Multiply(
                true, false, outFeatures, inFeatures, rows, gradient, outFeatures, Input.Pointer, inFeatures,
                weight.Gradient, inFeatures, false, Epilogue.None, pass.Threads);
            if (Input.Gradient is not null)
            {
                MatrixProduct.Multiply(
                    false, false, rows, inFeatures, outFeatures, gradient, outFeatures, weight.Values,
                    inFeatures, Input.Gradient, inFeatures, false, Epilogue.None, pass.Threads);
            }

            weight.Backward(pass);
        }

        private int Rows(Pass pass) => pass.Rows * (layer.OutputCount / (int)layer.outFeatures);
    }
}
