using System.Runtime.CompilerServices;

namespace NormTools.Core.Losses;

/// <summary>torch.nn.MSELoss: the mean of (y - t)^2; its slope is 2 (y - t).</summary>
internal sealed class MeanSquaredErrorLoss : PointLoss<MeanSquaredErrorLoss.Formula>
{
    protected override Formula Point => default;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "MeanSquaredError", "squared differences; large ones count most", _ => new MeanSquaredErrorLoss());

    internal readonly struct Formula : IPointLoss
    {
        public double Value(float output, float target, int column)
        {
            float difference = output - target;
            return (double)difference * difference;
        }

        public float Slope(float output, float target, int column) => 2 * (output - target);
    }
}
