using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>A layer that applies one function to every value.</summary>
internal abstract class ActivationLayer<T>(LayerArguments arguments) : Layer(arguments)
    where T : struct, IActivation
{
    protected abstract T Activation { get; }

    public override Value Emit(PlanBuilder plan, Value x)
    {
        return plan.Append(
            new ActivationOperation<T>(Type, Activation) { Name = Path, Input = x, Output = new Value(x.Width) });
    }

    protected override long[] Infer(long[] input) => input;

    protected override int? StepAxis(int axis) => axis;
}

/// <summary>y = f(x), and dx = f' dy; in place where f' can be computed from y.</summary>
internal sealed unsafe class ActivationOperation<T>(string kind, T activation) : Operation
    where T : struct, IActivation
{
    public override string Kind => kind;

    public override bool KeepsInput => activation.DerivativeOfInput;

    public override bool KeepsOutput => !activation.DerivativeOfInput;

    public override bool InPlace => true;

    public override bool GradientInPlace => true;

    public override void Forward(Pass pass) =>
        ActivationPass.Forward(activation, Input.Pointer, Output.Pointer, pass.Rows * Output.Width, pass.Threads);

    public override void Backward(Pass pass)
    {
        if (Input.Gradient is not null)
        {
            float* saved = activation.DerivativeOfInput ? Input.Pointer : Output.Pointer;
            ActivationPass.Backward(
                activation, saved, Output.Gradient, Input.Gradient, pass.Rows * Output.Width, pass.Threads);
        }
    }
}

/// <summary>torch.nn.ReLU.</summary>
internal sealed class ReluLayer(LayerArguments arguments) : ActivationLayer<Relu>(arguments)
{
    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "ReLU", "max(x, 0)", arguments => new ReluLayer(arguments));

    protected override Relu Activation => default;

    public override string Describe() => "ReLU()";
}

/// <summary>torch.nn.LeakyReLU.</summary>
internal sealed class LeakyReluLayer(LayerArguments arguments) : ActivationLayer<LeakyRelu>(arguments)
{
    private readonly double slope = arguments.Number("negative_slope", 0.01);

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "LeakyReLU", "x, but a small slope below 0", arguments => new LeakyReluLayer(arguments));

    protected override LeakyRelu Activation => new((float)slope);

    public override string Describe() => $"LeakyReLU(negative_slope={Shape.AsTorch(slope)})";
}

/// <summary>torch.nn.ELU.</summary>
internal sealed class EluLayer(LayerArguments arguments) : ActivationLayer<Elu>(arguments)
{
    private readonly double alpha = arguments.Number("alpha", 1);

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "ELU", "x, but alpha (exp(x) - 1) below 0", arguments => new EluLayer(arguments));

    protected override Elu Activation => new((float)alpha);

    public override string Describe() => $"ELU(alpha={Shape.AsTorch(alpha)})";
}

/// <summary>torch.nn.Tanh.</summary>
internal sealed class TanhLayer(LayerArguments arguments) : ActivationLayer<HyperbolicTangent>(arguments)
{
    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "Tanh", "the hyperbolic tangent", arguments => new TanhLayer(arguments));

    protected override HyperbolicTangent Activation => default;

    public override string Describe() => "Tanh()";
}

/// <summary>torch.nn.Sigmoid.</summary>
internal sealed class SigmoidLayer(LayerArguments arguments) : ActivationLayer<Sigmoid>(arguments)
{
    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "Sigmoid", "1 / (1 + exp(-x))", arguments => new SigmoidLayer(arguments));

    protected override Sigmoid Activation => default;

    public override bool GivesProbabilities(bool isGiven) => true;

    public override string Describe() => "Sigmoid()";
}

/// <summary>torch.nn.SiLU.</summary>
internal sealed class SiluLayer(LayerArguments arguments) : ActivationLayer<Silu>(arguments)
{
    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "SiLU", "x sigmoid(x)", arguments => new SiluLayer(arguments));

    protected override Silu Activation => default;

    public override string Describe() => "SiLU()";
}

/// <summary>torch.nn.GELU, with the error function or its tanh approximation.</summary>
internal sealed class GeluLayer(LayerArguments arguments) : Layer(arguments)
{
    private readonly string approximate = arguments.OneOf("approximate", "none", "none", "tanh");

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "GELU", "x times the normal cumulative distribution function", arguments => new GeluLayer(arguments));

    public override string Describe() => $"GELU(approximate='{approximate}')";

    public override Value Emit(PlanBuilder plan, Value x)
    {
        Value y = new(x.Width);
        return plan.Append(approximate == "tanh"
            ? new ActivationOperation<GeluTanh>(Type, default) { Name = Path, Input = x, Output = y }
            : new ActivationOperation<Gelu>(Type, default) { Name = Path, Input = x, Output = y });
    }

    protected override long[] Infer(long[] input) => input;

    protected override int? StepAxis(int axis) => axis;
}
