using System.Numerics;
using NormTools.Core.Kernels;
using NormTools.Core.Models;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>An activation against its plain definition: values, slopes, and what is not a number.</summary>
/// <remarks>A test class that adds its definition here has its layer checked inside models as well.</remarks>
internal static class ActivationDefinition
{
    private static readonly SortedDictionary<string, Func<double, double>> Added = new(StringComparer.Ordinal);

    private static readonly float[] Points = [-100, -20, -4, -2.5f, -1, -0.3f, 0, 0.4f, 1, 2, 2.9f, 3.5f, 10, 30, 100];

    /// <summary>The layers whose tests have added a definition.</summary>
    public static IEnumerable<string> Names => Added.Keys;

    /// <summary>Called by the module initialiser of a layer's test class.</summary>
    public static void Add(string layer, Func<double, double> definition) => Added.Add(layer, definition);

    public static Func<double, double> Of(string layer) => Added.TryGetValue(layer, out Func<double, double>? definition)
        ? definition
        : throw new NotSupportedException($"There is no definition of {layer} in the tests.");

    public static void CheckValues(string layer, Func<double, double> definition)
    {
        using Model model = TrainingRuns.Model($"{Points.Length}", layer);
        float[] values = TrainingRuns.Forward(model, Points);
        for (int i = 0; i < Points.Length; i++)
        {
            Assert.Equal(definition(Points[i]), values[i], 2e-6 * Math.Max(1, Math.Abs(Points[i])));
        }
    }

    public static void CheckSlopes<T>(Func<double, double> definition)
        where T : struct, IActivation
    {
        const double Step = 1e-5;
        foreach (float x in Points)
        {
            double slope = (definition(x + Step) - definition(x - Step)) / (2 * Step);
            Vector<float> gradient = default(T).Gradient(new Vector<float>(x), new Vector<float>(3));
            Assert.Equal(3 * slope, gradient[0], 1e-5);
        }
    }

    /// <summary>Of a function that is the line y = x far to the right.</summary>
    public static void CheckNotANumberAndInfinity<T>()
        where T : struct, IActivation => Assert.Equal(
            [float.NaN, float.PositiveInfinity],
            new[] { float.NaN, float.PositiveInfinity }.Select(x => default(T).Value(new Vector<float>(x))[0]));
}
