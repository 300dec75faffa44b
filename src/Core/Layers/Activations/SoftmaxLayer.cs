using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.Softmax and LogSoftmax along one dimension of the sample, by default the last.</summary>
internal sealed class SoftmaxLayer(LayerArguments arguments, bool logarithm) : Layer(arguments)
{
    private readonly long dim = arguments.Integer("dim", -1, long.MinValue);

    private int Axis => (int)(dim < 0 ? dim + InputShape.Length : dim - 1);

    [ModuleInitializer]
    internal static void Add()
    {
        LayerCatalog.Add(
            "Softmax", "shares that add up to one",
            arguments => new SoftmaxLayer(arguments, logarithm: false));
        LayerCatalog.Add(
            "LogSoftmax", "logarithms of shares that add up to one",
            arguments => new SoftmaxLayer(arguments, logarithm: true));
    }

    public override string Describe() => $"{Type}(dim={dim})";

    public override bool GivesProbabilities(bool isGiven) => !logarithm && (dim == -1 || dim == InputShape.Length);

    public override Value Emit(PlanBuilder plan, Value x)
    {
        int size = (int)InputShape[Axis];
        int inner = Shape.Count(InputShape.AsSpan(Axis + 1));
        return plan.Append(new SoftmaxOperation(Type, logarithm, InputCount / (size * inner), size, inner)
        {
            Name = Path,
            Input = x,
            Output = new Value(x.Width),
        });
    }

    protected override long[] Infer(long[] input)
    {
        int rank = input.Length + 1;
        return dim != 0 && dim != -rank && dim >= -rank && dim < rank
            ? input
            : throw ShapeMismatch($"dim has to be one of 1 to {rank - 1} (0 is the batch), but {dim} was given");
    }

    protected override int? StepAxis(int axis) => axis == Axis ? null : axis;

    /// <summary>For the derivations see <see cref="Softmax"/>.</summary>
    private sealed unsafe class SoftmaxOperation(string kind, bool logarithm, int outer, int size, int inner)
        : Operation
    {
        public override string Kind => kind;

        public override bool KeepsOutput => true;

        public override bool InPlace => true;

        public override bool GradientInPlace => true;

        public override void Forward(Pass pass) =>
            Softmax.Forward(Input.Pointer, Output.Pointer, pass.Rows * outer, size, inner, logarithm, pass.Threads);

        public override void Backward(Pass pass)
        {
            if (Input.Gradient is not null)
            {
                Softmax.Backward(
                    Output.Pointer, Output.Gradient, Input.Gradient, pass.Rows * outer, size, inner, logarithm,
                    pass.Threads);
            }
        }
    }
}
