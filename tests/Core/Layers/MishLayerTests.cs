using System.Runtime.CompilerServices;
using NormTools.Core.Layers;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Mish against its definition.</summary>
public sealed class MishLayerTests
{
    [ModuleInitializer]
    internal static void Add() => ActivationDefinition.Add("Mish", Definition);

    [Fact]
    public void Values_are_those_of_the_definition() => ActivationDefinition.CheckValues("Mish", Definition);

    [Fact]
    public void Slopes_are_those_of_the_definition() =>
        ActivationDefinition.CheckSlopes(default(MishLayer.Formula), Definition);

    [Fact]
    public void Not_a_number_stays_so_and_infinity_is_the_line() =>
        ActivationDefinition.CheckNotANumberAndInfinity(default(MishLayer.Formula));

    private static double Definition(double x) => x * Math.Tanh(Math.Log(1 + Math.Exp(x)));
}
