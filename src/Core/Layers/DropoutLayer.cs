using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.Dropout: in training, each value is zeroed with probability p, the others divided by 1 -
/// p.</summary>
/// <remarks>Srivastava et al. 2014. Two words of the stream a value; none where p is 0 or 1.</remarks>
internal sealed class DropoutLayer(LayerArguments arguments) : Layer(arguments)
{
    private readonly double p = arguments.Number("p", 0.5, 0, 1);

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "Dropout", "zeroes values at random in training", arguments => new DropoutLayer(arguments));

    public override string Summary => $"Dropout(p={Shape.Python(p)})";

    public override string Describe() => $"Dropout(p={Shape.Python(p)}, inplace=False)";

    public override Value Emit(PlanBuilder plan, Value x)
    {
        return plan.Training && p > 0
            ? plan.Append(new DropoutOperation(p, x.Width) { Name = Path, Input = x, Output = new Value(x.Width) })
            : x;
    }

    protected override long[] Infer(long[] input) => input;

    /// <summary>With the mask m of 0 and 1 / (1 - p): y = m x, so dx = m dy.</summary>
    private sealed unsafe class DropoutOperation : Operation
    {
        private readonly double p;
        private readonly Storage mask;

        public DropoutOperation(double p, int width)
        {
            this.p = p;
            mask = Reserve(StorageLife.Both, (long)width * sizeof(float));
        }

        public override string Kind => "Dropout";

        public override bool Draws => p < 1;

        public override bool InPlace => true;

        public override bool GradientInPlace => true;

        public override void Forward(Pass pass)
        {
            int count = pass.Rows * Output.Width;
            Span<float> m = new(mask.Floats, count);
            if (p < 1)
            {
                pass.Generator!.Bernoulli(m, 1 - p);
                TensorPrimitives.Multiply(m, 1f / (float)(1 - p), m);
            }
            else
            {
                m.Clear();
            }

            VectorPass.Multiply(Input.Pointer, mask.Floats, Output.Pointer, count, pass.Threads);
        }

        public override void Backward(Pass pass)
        {
            if (Input.Gradient is not null)
            {
                VectorPass.Multiply(Output.Gradient, mask.Floats, Input.Gradient, pass.Rows * Output.Width,
                    pass.Threads);
            }
        }
    }
}
