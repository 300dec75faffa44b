using System.Runtime.CompilerServices;
using NormTools.Core.Graph;

namespace NormTools.Core.Layers;

/// <summary>Adds normal noise in training: y = x + std n.</summary>
/// <remarks>Bishop 1995: small noise on the inputs acts as a penalty on the slopes of the network. Drawn as by
/// torch.randn_like.</remarks>
internal sealed class GaussianNoiseLayer(LayerArguments arguments) : NoiseLayer(arguments)
{
    private readonly double std = arguments.Number("std", 0.1, 0);

    public override bool Shifts => true;

    protected override bool IsOn => std > 0;

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "GaussianNoise", "adds normal noise in training", arguments => new GaussianNoiseLayer(arguments));

    public override string Describe() => $"GaussianNoise(std={Shape.AsTorch(std)})";

    public override void Draw(Pass pass, Span<float> factors, Span<float> shifts)
    {
        factors.Fill(1);
        pass.Generator!.Normal(shifts, 0, std);
    }
}
