using System.Numerics;
using NormTools.Core.Kernels;
using Xunit;

namespace NormTools.Core.Tests;

public sealed unsafe class ElementaryFunctionTests
{
    /// <summary>Name, range, and the largest error in units in the last place of the true value.</summary>
    public static TheoryData<string, double, double, double> Ranges => new()
    {
        { "exp", -87, 88, 1.5 },
        { "expm1", -20, 20, 2 },
        { "expm1", -1e-3, 1e-3, 1.5 },
        { "logistic", -60, 60, 4 },
        { "tanh", -12, 12, 3 },
        { "tanh", -0.7, 0.7, 2 },
        { "erf", -4.5, 4.5, 3 },
        { "erf", -1e-3, 1e-3, 2 },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Values_are_right_to_the_last_places(string name, double from, double to, double most)
    {
        const int Points = 200_000;
        double worst = 0;
        for (int i = 0; i < Points; i += Vector<float>.Count)
        {
            float[] x = [.. Enumerable.Range(i, Vector<float>.Count).Select(j =>
                (float)(from + ((to - from) * j / Points)))];
            Vector<float> y = Function(name)(new Vector<float>(x));
            for (int j = 0; j < x.Length; j++)
            {
                double expected = Definition(name, x[j]);
                double unit = MathF.BitIncrement(Math.Abs((float)expected)) - Math.Abs((float)expected);
                worst = Math.Max(worst, Math.Abs(y[j] - expected) / unit);
            }
        }

        Assert.True(worst <= most, $"{worst} units in the last place");
    }

    [Theory]
    [InlineData("exp", float.NegativeInfinity, 0f)]
    [InlineData("exp", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("exp", 200f, float.PositiveInfinity)]
    [InlineData("exp", -200f, 0f)]
    [InlineData("exp", 0f, 1f)]
    [InlineData("exp", float.NaN, float.NaN)]
    [InlineData("expm1", float.NegativeInfinity, -1f)]
    [InlineData("expm1", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("expm1", 0f, 0f)]
    [InlineData("expm1", float.NaN, float.NaN)]
    [InlineData("logistic", float.NegativeInfinity, 0f)]
    [InlineData("logistic", float.PositiveInfinity, 1f)]
    [InlineData("logistic", float.NaN, float.NaN)]
    [InlineData("tanh", float.NegativeInfinity, -1f)]
    [InlineData("tanh", float.PositiveInfinity, 1f)]
    [InlineData("tanh", 0f, 0f)]
    [InlineData("tanh", float.NaN, float.NaN)]
    [InlineData("erf", float.NegativeInfinity, -1f)]
    [InlineData("erf", float.PositiveInfinity, 1f)]
    [InlineData("erf", 0f, 0f)]
    [InlineData("erf", float.NaN, float.NaN)]
    public void Special_values_are_those_of_the_function(string name, float x, float expected) =>
        Assert.Equal(expected, Function(name)(new Vector<float>(x))[0]);

    [Fact]
    public void A_value_gives_the_same_bits_wherever_it_stands()
    {
        const int Most = 67;
        float* x = stackalloc float[Most];
        float* y = stackalloc float[Most];
        ActivationPass.Forward(default(Gelu), Fill(x, 1), y, 1, 1);
        float alone = y[0];
        foreach (int count in Widths.All.Where(width => width <= Most))
        {
            ActivationPass.Forward(default(Gelu), Fill(x, count), y, count, 1);
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(alone, y[i]);
            }
        }

        static float* Fill(float* x, int count)
        {
            new Span<float>(x, count).Fill(0.7310f);
            return x;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_pass_leaves_what_lies_behind_it_alone(int threads)
    {
        foreach (int count in Widths.All)
        {
            float[] values = new float[count + 40];
            Array.Fill(values, 3);
            fixed (float* pointer = values)
            {
                ActivationPass.Forward(default(Relu), pointer, pointer, count, threads);
                ActivationPass.Backward(default(Relu), pointer, pointer, pointer, count, threads);
                VectorPass.Add(pointer, pointer, pointer, count, threads);
                VectorPass.Multiply(pointer, pointer, pointer, count, threads);
            }

            Assert.All(values[..count], value => Assert.Equal(36, value));
            Assert.All(values[count..], value => Assert.Equal(3, value));
        }
    }

    private static Func<Vector<float>, Vector<float>> Function(string name) => name switch
    {
        "exp" => ElementaryFunctions.Exp,
        "expm1" => ElementaryFunctions.Expm1,
        "logistic" => ElementaryFunctions.Logistic,
        "tanh" => ElementaryFunctions.Tanh,
        _ => ElementaryFunctions.Erf,
    };

    private static double Definition(string name, double x) => name switch
    {
        "exp" => Math.Exp(x),
        "expm1" => Math.Abs(x) < 1e-4 ? x + (x * x / 2) + (x * x * x / 6) : Math.Exp(x) - 1,
        "logistic" => 1 / (1 + Math.Exp(-x)),
        "tanh" => Math.Tanh(x),
        _ => DoubleModel.Erf(x),
    };
}
