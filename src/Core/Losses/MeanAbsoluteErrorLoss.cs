using System.Runtime.CompilerServices;

namespace NormTools.Core.Losses;

/// <summary>torch.nn.L1Loss: the mean of |y - t|; its slope is the sign of y - t, 0 where they are equal.</summary>
internal sealed class MeanAbsoluteErrorLoss : PointLoss<MeanAbsoluteErrorLoss.Formula>
{
    protected override Formula Point => default;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "MeanAbsoluteError", "absolute differences; outliers count little", _ => new MeanAbsoluteErrorLoss());

    internal readonly struct Formula : IPointLoss
    {
        public double Value(float output, float target, int column) => Math.Abs((double)output - target);

        public float Slope(float output, float target, int column) =>
            output > target ? 1 : output < target ? -1 : output - target;
    }
}
