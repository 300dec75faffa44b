using System.Runtime.CompilerServices;
using NormTools.Core.Layers;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Hardswish against its definition.</summary>
public sealed class HardswishLayerTests
{
    [ModuleInitializer]
    internal static void Add() => ActivationDefinition.Add("Hardswish", Definition);

    [Fact]
    public void Values_are_those_of_the_definition() => ActivationDefinition.CheckValues("Hardswish", Definition);

    [Fact]
    public void Slopes_are_those_of_the_definition() =>
        ActivationDefinition.CheckSlopes(default(HardswishLayer.Formula), Definition);

    [Fact]
    public void Not_a_number_stays_so_and_infinity_is_the_line() =>
        ActivationDefinition.CheckNotANumberAndInfinity(default(HardswishLayer.Formula));

    private static double Definition(double x) => x * Math.Clamp(x + 3, 0, 6) / 6;
}
