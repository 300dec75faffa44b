using System.Runtime.CompilerServices;
using NormTools.Core.Kernels;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Activations with an argument against their definitions.</summary>
public sealed class ActivationLayersTests
{
    [ModuleInitializer]
    internal static void Add()
    {
        ActivationDefinition.Add(
            "ELU", (x, layer) => ExponentialLinear(x, layer.Number("alpha", 1)), "ELU", "ELU:alpha=1.7", "ELU:alpha=-0.5");
        ActivationDefinition.Add(
            "LeakyReLU", (x, layer) => Leaky(x, layer.Number("negative_slope", 0.01)), "LeakyReLU", "LeakyReLU:negative_slope=-0.3");
    }

    [Theory]
    [InlineData("ELU", 1)]
    [InlineData("ELU:alpha=1.7", 1.7)]
    [InlineData("ELU:alpha=-0.5", -0.5)]
    public void An_elu_is_its_definition(string layer, double alpha)
    {
        ActivationDefinition.CheckValues(layer, x => ExponentialLinear(x, alpha));
        ActivationDefinition.CheckSlopes(new Elu((float)alpha), x => ExponentialLinear(x, alpha));
        ActivationDefinition.CheckNotANumberAndInfinity(new Elu((float)alpha));
    }

    [Theory]
    [InlineData("LeakyReLU", 0.01)]
    [InlineData("LeakyReLU:negative_slope=-0.3", -0.3)]
    public void A_leaky_relu_is_its_definition(string layer, double slope)
    {
        ActivationDefinition.CheckValues(layer, x => Leaky(x, slope));
        ActivationDefinition.CheckSlopes(new LeakyRelu((float)slope), x => Leaky(x, slope));
        ActivationDefinition.CheckNotANumberAndInfinity(new LeakyRelu((float)slope));
    }

    private static double ExponentialLinear(double x, double alpha) => x > 0 ? x : alpha * (Math.Exp(x) - 1);

    private static double Leaky(double x, double slope) => x > 0 ? x : x * slope;
}
