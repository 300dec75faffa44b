using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.LocalResponseNorm: divides each value by a power of the mean square over a window of neighbouring
/// channels.</summary>
/// <remarks>Krizhevsky, Sutskever and Hinton 2012, section 3.3. There are no parameters, and training and evaluation do
/// the same.</remarks>
internal sealed class LocalResponseNormLayer(LayerArguments arguments) : Layer(arguments)
{
    private readonly long size = arguments.Integer("size", null);
    private readonly double alpha = arguments.Number("alpha", 1e-4);
    private readonly double beta = arguments.Number("beta", 0.75);
    private readonly double k = arguments.Number("k", 1);

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "LocalResponseNorm",
        "damps a value by the neighbouring channels",
        arguments => new LocalResponseNormLayer(arguments));

    public override string Describe() =>
        $"LocalResponseNorm({size}, alpha={Shape.AsTorch(alpha)}, beta={Shape.AsTorch(beta)}, k={Shape.AsTorch(k)})";

    public override Value Emit(PlanBuilder plan, Value x)
    {
        return plan.Append(new LocalResponseNormOperation
        {
            Name = Path,
            Input = x,
            Output = new Value(x.Width),
            Layer = this,
        });
    }

    protected override long[] Infer(long[] input) => input.Length >= 2
        ? input
        : throw ShapeMismatch(
            $"Expected 3D or higher dimensionality input (got {input.Length + 1}D input): it uses the channels "
            + "around each value, so a sample has channels and positions");

    /// <summary>For the derivation of the gradient see <see cref="LocalResponseNorm"/>.</summary>
    private sealed unsafe class LocalResponseNormOperation : Operation
    {
        public required LocalResponseNormLayer Layer { get; init; }

        public override string Kind => "LocalResponseNorm";

        public override bool KeepsInput => true;

        private int Channels => (int)Layer.InputShape[0];

        public override void Forward(Pass pass)
        {
            int count = pass.Rows * Output.Width;
            LocalResponseNorm.Forward<float>(
                new(Input.Pointer, count), new(Output.Pointer, count), pass.Rows, Channels, Output.Width / Channels,
                (int)Layer.size, Layer.alpha, Layer.beta, Layer.k, pass.Threads);
        }

        public override void Backward(Pass pass)
        {
            int count = pass.Rows * Output.Width;
            LocalResponseNorm.Backward<float>(
                new(Input.Pointer, count), new(Output.Gradient, count), new(Input.Gradient, count), pass.Rows, Channels,
                Output.Width / Channels, (int)Layer.size, Layer.alpha, Layer.beta, Layer.k, pass.Threads);
        }
    }
}
