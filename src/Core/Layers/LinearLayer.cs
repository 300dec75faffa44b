using System.Runtime.CompilerServices;
using NormTools.Core.Graph;
using NormTools.Core.Random;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.Linear: y = x W^T + b over the last dimension.</summary>
internal sealed class LinearLayer(LayerArguments arguments) : Layer(arguments)
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

    public override Value Emit(PlanBuilder plan, Value x)
    {
        LinearShape shape = new((int)InputShape[^1], (int)outFeatures, OutputCount / (int)outFeatures);
        return plan.Append(LinearOperation.Of(Type, Path, shape, weight, bias, plan, x));
    }

    protected override long[] Infer(long[] input)
    {
        bias = weight.Declare(this, [outFeatures, input[^1]], hasBias ? outFeatures : null);
        return [.. input[..^1], outFeatures];
    }

    protected override int? StepAxis(int axis) => axis < InputShape.Length - 1 ? axis : null;
}
