using System.Runtime.CompilerServices;
using NormTools.Core.Graph;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.Dropout1d, 2d or 3d, by the rank of its input: whole channels of a sample are zeroed, the others divided by
/// 1 - p.</summary>
/// <remarks>Tompson et al. 2015. One draw per sample and channel, as in torch; none where p is 0 or 1.</remarks>
internal sealed class SpatialDropoutLayer(LayerArguments arguments) : NoiseLayer(arguments)
{
    private readonly double p = arguments.Number("p", 0.5, 0, 1);
    private readonly RankOfName rankOfName = new(arguments, flat: false);

    private int Channels => (int)InputShape[0];

    protected override bool IsOn => p > 0;

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "SpatialDropout",
        "zeroes whole channels at random in training",
        arguments => new SpatialDropoutLayer(arguments));

    public override string Describe() => $"Dropout{InputShape.Length - 1}d(p={Shape.AsTorch(p)}, inplace=False)";

    public override void Draw(Pass pass, Span<float> factors, Span<float> shifts) =>
        DrawRuns(pass, factors, pass.Rows * Channels, p);

    protected override long[] Infer(long[] input) =>
        rankOfName.Problem(input) is string problem ? throw ShapeMismatch(problem)
        : input.Length < 2
            ? throw ShapeMismatch($"expected 3D to 5D input (got {input.Length + 1}D input): "
                + "it needs channels followed by positions")
            : input;
}
