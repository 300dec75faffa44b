using System.Runtime.CompilerServices;
using NormTools.Core.Graph;

namespace NormTools.Core.Layers;

/// <summary>Adds normal noise in training: y = x + std n.</summary>
/// <remarks>Bishop 1995: of small noise at the inputs it acts as a penalty on slopes. Drawn as torch.randn_like draws.</remarks>
internal sealed class GaussianNoiseLayer(LayerArguments arguments) : Layer(arguments), INoise
{
    private readonly double std = arguments.Number("std", 0.1, 0);

    public bool Shifts => true;

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "GaussianNoise", "adds normal noise in training", arguments => new GaussianNoiseLayer(arguments));

    public override string Describe() => $"GaussianNoise(std={Shape.Python(std)})";

    public override Value Emit(PlanBuilder plan, Value x) => plan.Training && std > 0
        ? plan.Append(new NoiseOperation(this, "GaussianNoise", x.Width) { Name = Path, Input = x, Output = new Value(x.Width) })
        : x;

    public void Draw(Pass pass, Span<float> factors, Span<float> shifts)
    {
        factors.Fill(1);
        pass.Generator!.Normal(shifts, 0, std);
    }

    protected override long[] Infer(long[] input) => input;
}
