using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>A skip connection around layers in a row: y = x + f(x). He et al. 2015.</summary>
internal sealed class ResidualLayer : Layer
{
    private readonly Layer[] layers;

    public ResidualLayer(LayerArguments arguments)
        : base(arguments) => layers = LayerCatalog.CreateAll(arguments.Layers(), $"{Path}.");

    public override IReadOnlyList<Layer> Content => layers;

    public override string Describe() => "Residual";

    public override Value Emit(PlanBuilder plan, Value x, ReadOnlySpan<Layer> following, out int taken)
    {
        taken = 0;
        ResidualForkOperation fork = new() { Name = Path, Input = x, Output = new Value(x.Width) };
        Value inner = SequentialLayer.EmitAll(plan, plan.Append(fork), layers);
        return plan.Append(new ResidualAddOperation(x, fork)
        {
            Name = Path,
            Input = inner,
            Output = new Value(x.Width),
        });
    }

    protected override long[] Infer(long[] input)
    {
        long[] output = SequentialLayer.BuildAll(layers, input);
        return output.AsSpan().SequenceEqual(input)
            ? input
            : throw ShapeMismatch(
                $"x + f(x) needs f to keep the shape, but it makes {Shape.Text(output)} of {Shape.Text(input)}");
    }
}

/// <summary>Where a skip connection leaves: forward nothing is done, backward the two gradients of x meet.</summary>
/// <remarks>With y = x + f(x): dx = f'(x)^T dy + dy.</remarks>
internal sealed unsafe class ResidualForkOperation : Operation
{
    /// <summary>Where the connection comes back; its output's gradient is dy.</summary>
    public ResidualAddOperation? Add { get; set; }

    public override string Kind => "ResidualFork";

    public override bool IsAlias => true;

    public override bool GradientInPlace => true;

    public override void Forward(Pass pass)
    {
    }

    public override void Backward(Pass pass)
    {
        if (Input.Gradient is not null)
        {
            VectorPass.Add(Output.Gradient, Add!.Output.Gradient, Input.Gradient, pass.Rows * Input.Width,
                pass.Threads);
        }
    }
}

/// <summary>Where a skip connection comes back: y = f(x) + x; dy is the gradient of both.</summary>
internal sealed unsafe class ResidualAddOperation : Operation
{
    private readonly Value skipped;
    private readonly ResidualForkOperation fork;

    public ResidualAddOperation(Value skipped, ResidualForkOperation fork)
    {
        this.skipped = skipped;
        this.fork = fork;
        fork.Add = this;
    }

    public override string Kind => "ResidualAdd";

    public override Value? SecondInput => skipped;

    public override Operation? GradientHolder => fork;

    public override bool InPlace => true;

    // dy is read once more where the connection leaves, so f may only have it if f leaves it as it is.
    public override bool GradientIsAlias => !Input.Producer!.OverwritesGradient;

    public override void Forward(Pass pass) =>
        VectorPass.Add(Input.Pointer, skipped.Pointer, Output.Pointer, pass.Rows * Output.Width, pass.Threads);

    public override void Backward(Pass pass)
    {
        if (Input.Gradient != Output.Gradient)
        {
            long bytes = (long)pass.Rows * Output.Width * sizeof(float);
            Buffer.MemoryCopy(Output.Gradient, Input.Gradient, bytes, bytes);
        }
    }
}
