using System.Runtime.CompilerServices;
using NormTools.Core.Graph;

namespace NormTools.Core.Layers;

/// <summary>torchvision's StochasticDepth: whole samples are zeroed, so that a residual block is skipped; the others are divided
/// by 1 - p.</summary>
/// <remarks>Huang et al. 2016. Meant as the last layer inside a Residual. Mode row draws once per sample, mode batch
/// once for all; nothing is drawn where p is 0 or 1.</remarks>
internal sealed class DropPathLayer(LayerArguments arguments) : NoiseLayer(arguments)
{
    private readonly double p = arguments.Number("p", 0.1, 0, 1);
    private readonly string mode = arguments.OneOf("mode", "row", "row", "batch");

    protected override bool IsOn => p > 0;

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "DropPath", "skips a residual block at random in training", arguments => new DropPathLayer(arguments));

    public override string Describe() => $"StochasticDepth(p={Shape.AsTorch(p)}, mode={mode})";

    public override void Draw(Pass pass, Span<float> factors, Span<float> shifts) =>
        DrawRuns(pass, factors, mode == "row" ? pass.Rows : 1, p);
}
