using System.Numerics;
using NormTools.Core.Kernels;
using NormTools.Core.Models;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>An activation against its plain definition: values, slopes, and what is not a number.</summary>
/// <remarks>A test class that adds its definition here has its layer checked inside models as well.</remarks>
internal static class ActivationDefinition
{
    private static readonly float[] Points = [-100, -20, -4, -2.5f, -1, -0.3f, 0, 0.4f, 1, 2, 2.9f, 3.5f, 10, 30, 100];

    /// <summary>Called by the module initialiser of a layer's test class.</summary>
    public static void Add(string type, Func<double, double> definition) => Add(type, (x, _) => definition(x), type);

    /// <summary>The same for a function with arguments, which the definition reads from the layer.</summary>
    /// <inheritdoc cref="LayerDefinition.Add"/>
    public static void Add(string type, Func<double, LayerInput, double> definition, params string[] cases) =>
        LayerDefinition.Add(type, input => [.. input.Values.Select(x => definition(x, input))], cases);

    /// <param name="layer">The layer with its arguments: "ELU:alpha=1.7".</param>
    /// <param name="definition">The function for these arguments.</param>
    public static void CheckValues(string layer, Func<double, double> definition)
    {
        using Model model = TrainingRuns.Model($"{Points.Length}", layer);
        float[] values = TrainingRuns.Forward(model, Points);
        for (int i = 0; i < Points.Length; i++)
        {
            Assert.Equal(definition(Points[i]), values[i], 2e-6 * Math.Max(1, Math.Abs(Points[i])));
        }
    }

    /// <summary>At a corner, the slope is one of those beside it or lies between them.</summary>
    public static void CheckSlopes<T>(T activation, Func<double, double> definition)
        where T : struct, IActivation
    {
        const double Step = 1e-6;
        foreach (float x in Points)
        {
            double left = (definition(x) - definition(x - Step)) / Step, right = (definition(x + Step) - definition(x)) / Step;
            Vector<float> saved = activation.DerivativeOfInput ? new(x) : activation.Value(new Vector<float>(x));
            float gradient = activation.Gradient(saved, new Vector<float>(3))[0];
            Assert.InRange(gradient, (3 * Math.Min(left, right)) - 1e-5, (3 * Math.Max(left, right)) + 1e-5);
        }
    }

    /// <summary>Of a function that is a line through infinity far to the right.</summary>
    public static void CheckNotANumberAndInfinity<T>(T activation)
        where T : struct, IActivation => Assert.Equal(
            [float.NaN, float.PositiveInfinity],
            new[] { float.NaN, float.PositiveInfinity }.Select(x => activation.Value(new Vector<float>(x))[0]));
}
