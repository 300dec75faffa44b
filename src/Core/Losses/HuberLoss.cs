using System.Runtime.CompilerServices;

namespace NormTools.Core.Losses;

/// <summary>torch.nn.HuberLoss: with d = y - t, d^2 / 2 up to |d| = delta, and delta (|d| - delta / 2)
/// beyond.</summary>
internal sealed class HuberLoss(Arguments arguments) : PointLoss<HuberLoss.Formula>
{
    private readonly float delta = (float)arguments.Number("delta", 1, float.Epsilon, float.MaxValue);

    protected override Formula Point => new() { Delta = delta };

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "Huber", "squares of small differences, absolute values of large ones", arguments => new HuberLoss(arguments));

    internal struct Formula : IPointLoss
    {
        public float Delta;

        public readonly double Value(float output, float target, int column)
        {
            double size = Math.Abs((double)output - target);
            return size <= Delta ? 0.5 * size * size : Delta * (size - (0.5 * Delta));
        }

        public readonly float Slope(float output, float target, int column)
        {
            float difference = output - target;
            return difference < -Delta ? -Delta : difference > Delta ? Delta : difference;
        }
    }
}
