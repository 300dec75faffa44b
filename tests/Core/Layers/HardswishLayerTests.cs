using System.Numerics;
using NormTools.Core.Layers;
using NormTools.Core.Models;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Hardswish against its definition: values, slopes, and what is not a number.</summary>
public sealed class HardswishLayerTests
{
    private static readonly float[] Points = [-100, -20, -4, -2.5f, -1, -0.3f, 0, 0.4f, 1, 2, 2.9f, 3.5f, 10, 30, 100];

    [Fact]
    public void Values_are_those_of_the_definition()
    {
        using Model model = TrainingRuns.Model($"{Points.Length}", "Hardswish");
        float[] values = TrainingRuns.Forward(model, Points);
        for (int i = 0; i < Points.Length; i++)
        {
            Assert.Equal(Definition(Points[i]), values[i], 2e-6 * Math.Max(1, Math.Abs(Points[i])));
        }
    }

    [Fact]
    public void Slopes_are_those_of_the_definition()
    {
        const double Step = 1e-5;
        foreach (float x in Points)
        {
            double slope = (Definition(x + Step) - Definition(x - Step)) / (2 * Step);
            Vector<float> gradient = default(HardswishLayer.Formula).Gradient(new Vector<float>(x), new Vector<float>(3));
            Assert.Equal(3 * slope, gradient[0], 1e-5);
        }
    }

    [Fact]
    public void Not_a_number_stays_so_and_infinity_is_the_line() => Assert.Equal(
        [float.NaN, float.PositiveInfinity],
        new[] { float.NaN, float.PositiveInfinity }.Select(x => default(HardswishLayer.Formula).Value(new Vector<float>(x))[0]));

    private static double Definition(double x) => x * Math.Clamp(x + 3, 0, 6) / 6;
}
