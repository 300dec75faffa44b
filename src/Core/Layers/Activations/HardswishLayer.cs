using System.Numerics;
using System.Runtime.CompilerServices;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.Hardswish.</summary>
internal sealed class HardswishLayer(LayerArguments arguments) : ActivationLayer<HardswishLayer.Formula>(arguments)
{
    protected override Formula Activation => default;

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "Hardswish", "x min(max(x + 3, 0), 6) / 6", arguments => new HardswishLayer(arguments));

    public override string Describe() => "Hardswish()";

    /// <summary>x min(max(x + 3, 0), 6) / 6. Howard et al. 2019. The slope is 0 up to -3, 1 from 3 on, and (2 x + 3) / 6
    /// between.</summary>
    internal readonly struct Formula : IActivation
    {
        public bool DerivativeOfInput => true;

        public Vector<float> Value(Vector<float> x)
        {
            Vector<float> share = Vector.Min(Vector.Max(x + new Vector<float>(3), Vector<float>.Zero), new Vector<float>(6));
            return x * share / new Vector<float>(6);
        }

        public Vector<float> Gradient(Vector<float> saved, Vector<float> gradient)
        {
            Vector<float> between = ((saved * 2) + new Vector<float>(3)) / new Vector<float>(6);
            Vector<float> slope = Vector.ConditionalSelect(
                Vector.GreaterThanOrEqual(saved, new Vector<float>(3)), Vector<float>.One, between);
            return Vector.ConditionalSelect(
                Vector.LessThanOrEqual(saved, new Vector<float>(-3)), Vector<float>.Zero, gradient * slope);
        }
    }
}
