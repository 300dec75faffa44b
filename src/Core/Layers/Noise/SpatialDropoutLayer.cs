using System.Runtime.CompilerServices;
using NormTools.Core.Graph;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.Dropout1d, 2d or 3d, by the rank of its input: whole channels of a sample are zeroed, the others divided by
/// 1 - p.</summary>
/// <remarks>Tompson et al. 2015. One draw a sample and channel, as torch draws it; none where p is 0 or 1.</remarks>
internal sealed class SpatialDropoutLayer(LayerArguments arguments) : Layer(arguments), INoise
{
    private readonly double p = arguments.Number("p", 0.5, 0, 1);
    private readonly RankOfName rankOfName = new(arguments, flat: false);

    public bool Shifts => false;

    private int Channels => (int)InputShape[0];

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "SpatialDropout", "zeroes whole channels at random in training", arguments => new SpatialDropoutLayer(arguments));

    public override string Describe() => $"Dropout{InputShape.Length - 1}d(p={Shape.Python(p)}, inplace=False)";

    public override Value Emit(PlanBuilder plan, Value x) => plan.Training && p > 0
        ? plan.Append(new NoiseOperation(this, "SpatialDropout", x.Width) { Name = Path, Input = x, Output = new Value(x.Width) })
        : x;

    public void Draw(Pass pass, Span<float> factors, Span<float> shifts)
    {
        Span<float> drawn = factors[..(pass.Rows * Channels)]; // spread from the end, so that nothing is overwritten unread
        if (p < 1)
        {
            pass.Generator!.Bernoulli(drawn, 1 - p);
        }
        else
        {
            drawn.Clear();
        }

        int inner = InputCount / Channels;
        float factor = 1f / (float)(1 - p);
        for (int i = drawn.Length - 1; i >= 0; i--)
        {
            factors.Slice(i * inner, inner).Fill(drawn[i] == 0 ? 0 : factor);
        }
    }

    protected override long[] Infer(long[] input) =>
        rankOfName.Problem(input) is string problem ? throw ShapeMismatch(problem)
        : input.Length < 2
            ? throw ShapeMismatch($"expected 3D to 5D input (got {input.Length + 1}D input): channels have positions behind them")
            : input;
}
