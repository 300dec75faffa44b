using System.Runtime.CompilerServices;

namespace NormTools.Core.Losses;

/// <summary>torch.nn.SmoothL1Loss: with d = y - t, d^2 / (2 beta) below |d| = beta, and |d| - beta / 2
/// beyond.</summary>
internal sealed class SmoothL1Loss(Arguments arguments) : PointLoss<SmoothL1Loss.Formula>
{
    private readonly float beta = (float)arguments.Number("beta", 1, 0, float.MaxValue);

    protected override Formula Point => new() { Beta = beta };

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "SmoothL1",
        "squared differences below beta, absolute ones beyond; beta 0 is MeanAbsoluteError",
        arguments => new SmoothL1Loss(arguments));

    internal struct Formula : IPointLoss
    {
        public float Beta;

        public readonly double Value(float output, float target, int column)
        {
            double size = Math.Abs((double)output - target);
            return size < Beta ? 0.5 * size * size / Beta : size - (0.5 * Beta);
        }

        public readonly float Slope(float output, float target, int column)
        {
            float difference = output - target;
            return Math.Abs(difference) < Beta ? difference / Beta
                : difference > 0 ? 1
                : difference < 0 ? -1
                : difference;
        }
    }
}
