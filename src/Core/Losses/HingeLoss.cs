using System.Runtime.CompilerServices;

namespace NormTools.Core.Losses;

/// <summary>max(0, margin - s y) for a score y, with s = 1 for the target 1 and -1 for 0; its slope is -s where that is
/// above 0.</summary>
internal sealed class HingeLoss(Arguments arguments) : BinaryLoss<HingeLoss.Formula>
{
    private readonly float margin = (float)arguments.Number("margin", 1, 0, float.MaxValue);

    protected override Formula Point => new() { Margin = margin };

    public override bool TakesMixedTargets => false; // a target between 0 and 1 has no meaning as a sign

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "Hinge",
        "two classes with a margin between them, as in a support vector machine",
        arguments => new HingeLoss(arguments));

    internal struct Formula : IPointLoss
    {
        public float Margin;

        public readonly double Value(float output, float target, int column) =>
            Math.Max(0, Margin - (((2d * target) - 1) * output));

        public readonly float Slope(float output, float target, int column)
        {
            float sign = (2 * target) - 1;
            return Margin - (sign * output) > 0 ? -sign : 0;
        }
    }
}
