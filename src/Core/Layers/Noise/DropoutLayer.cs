using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using NormTools.Core.Graph;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.Dropout: in training, each value is zeroed with probability p, the others divided by 1 -
/// p.</summary>
/// <remarks>Srivastava et al. 2014. Two words of the stream per value; none where p is 0 or 1.</remarks>
internal sealed class DropoutLayer(LayerArguments arguments) : NoiseLayer(arguments)
{
    private readonly double p = arguments.Number("p", 0.5, 0, 1);

    public override bool Draws => p < 1;

    private int Steps { get; init; } = 1;

    protected override bool IsOn => p > 0;

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "Dropout", "zeroes values at random in training", arguments => new DropoutLayer(arguments));

    /// <summary>Dropout that another layer applies between its own operations.</summary>
    /// <param name="path">The path of that layer.</param>
    /// <param name="p">The probability.</param>
    /// <param name="steps">More than 1 where samples are sequences of so many steps, and the draws of a step come
    /// together, those of all samples.</param>
    public static DropoutLayer Inside(string path, double p, int steps = 1) =>
        new(LayerArguments.Of(path, FormattableString.Invariant($"{{\"type\":\"Dropout\",\"p\":{p:R}}}")))
        {
            Steps = steps,
        };

    public override string Summary => $"Dropout(p={Shape.AsTorch(p)})";

    public override string Describe() => $"Dropout(p={Shape.AsTorch(p)}, inplace=False)";

    public override void Draw(Pass pass, Span<float> factors, Span<float> shifts)
    {
        if (!Draws)
        {
            factors.Clear();
            return;
        }

        int width = factors.Length / (pass.Rows * Steps);
        int runs = Steps > 1 ? Steps * pass.Rows : 1;
        for (int run = 0; run < runs; run++)
        {
            (int step, int row) = Math.DivRem(run, pass.Rows);
            Span<float> drawn = runs > 1 ? factors.Slice(((row * Steps) + step) * width, width) : factors;
            pass.Generator!.Bernoulli(drawn, 1 - p);
        }

        TensorPrimitives.Multiply(factors, 1f / (float)(1 - p), factors);
    }
}
