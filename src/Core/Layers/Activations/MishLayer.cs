using System.Numerics;
using System.Runtime.CompilerServices;
using NormTools.Core.Kernels;

namespace NormTools.Core.Layers;

/// <summary>torch.nn.Mish.</summary>
internal sealed class MishLayer(LayerArguments arguments) : ActivationLayer<MishLayer.Formula>(arguments)
{
    protected override Formula Activation => default;

    [ModuleInitializer]
    internal static void Add() => LayerCatalog.Add(
        "Mish", "x tanh(softplus(x))", arguments => new MishLayer(arguments));

    public override string Describe() => "Mish()";

    /// <summary>x tanh(ln(1 + e^x)). Misra 2019.</summary>
    /// <remarks>With n = e^x, tanh(softplus(x)) is t = (n^2 + 2 n) / (n^2 + 2 n + 2), and with s the logistic function
    /// the slope is t + x s (1 - t^2). From x = 20 on, t is 1.</remarks>
    internal readonly struct Formula : IActivation
    {
        public bool DerivativeOfInput => true;

        public Vector<float> Value(Vector<float> x) => x * Tangent(x);

        public Vector<float> Gradient(Vector<float> saved, Vector<float> gradient)
        {
            Vector<float> t = Tangent(saved);
            Vector<float> s = ElementaryFunctions.Logistic(saved);
            return gradient * (t + (saved * s * (Vector<float>.One - (t * t))));
        }

        private static Vector<float> Tangent(Vector<float> x)
        {
            Vector<float> n = ElementaryFunctions.Exp(Vector.Min(x, new Vector<float>(20)));
            Vector<float> product = n * (n + new Vector<float>(2));
            return product / (product + new Vector<float>(2));
        }
    }
}
