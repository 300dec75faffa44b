using System.Runtime.CompilerServices;
using NormTools.Core.Graph;

namespace NormTools.Core.Layers;

/// <summary>torchvision's StochasticDepth: whole samples are zeroed, so that a residual block is skipped; the others are divided
/// by 1 - p.</summary>
/// <remarks>Huang et al. 2016. The last layer inside a Residual. mode row draws for each sample, batch once for all; none where p
/// is 0 or 1.</remarks>
internal sealed class DropPathLayer(LayerArguments arguments) : Layer(arguments), INoise
{
    private readonly double p = arguments.Number("p", 0.1, 0, 1);
    private readonly string mode = arguments.OneOf("mode", "row", "row", "batch");

    public bool Shifts => false;

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "DropPath", "skips a residual block at random in training", arguments => new DropPathLayer(arguments));

    public override string Describe() => $"StochasticDepth(p={Shape.Python(p)}, mode={mode})";

    public override Value Emit(PlanBuilder plan, Value x) => plan.Training && p > 0
        ? plan.Append(new NoiseOperation(this, "DropPath", x.Width) { Name = Path, Input = x, Output = new Value(x.Width) })
        : x;

    public void Draw(Pass pass, Span<float> factors, Span<float> shifts)
    {
        Span<float> drawn = factors[..(mode == "row" ? pass.Rows : 1)];
        if (p < 1)
        {
            pass.Generator!.Bernoulli(drawn, 1 - p);
        }
        else
        {
            drawn.Clear();
        }

        int width = factors.Length / drawn.Length;
        float factor = 1f / (float)(1 - p);
        for (int i = drawn.Length - 1; i >= 0; i--)
        {
            factors.Slice(i * width, width).Fill(drawn[i] == 0 ? 0 : factor);
        }
    }

    protected override long[] Infer(long[] input) => input;
}
