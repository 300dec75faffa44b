using System.Numerics;
using NormTools.Contract;
using NormTools.Core.Kernels;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class ElementFunctionTests
{
    private static readonly double[] Special =
    [
        0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1e-30, -1e-30, 1e30, double.PositiveInfinity, double.NegativeInfinity,
        double.NaN,
    ];

    public static TheoryData<string, double> Functions => new()
    {
        { nameof(ElementFunction.Absolute), 0 },
        { nameof(ElementFunction.Exponential), 0 },
        { nameof(ElementFunction.Logarithm), 0 },
        { nameof(ElementFunction.SquareRoot), 0 },
        { nameof(ElementFunction.Power), 2 },
        { nameof(ElementFunction.Power), 3 },
        { nameof(ElementFunction.Power), -1 },
        { nameof(ElementFunction.Power), 0 },
        { nameof(ElementFunction.Power), 0.5 },
        { nameof(ElementFunction.Power), 1.5 },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Every_value_of_every_length_becomes_that_of_the_function(string name, double argument)
    {
        Agrees<float>(Enum.Parse<ElementFunction>(name), argument, 4e-7);
        Agrees<double>(Enum.Parse<ElementFunction>(name), argument, 1e-15);
    }

    private static void Agrees<T>(ElementFunction function, double argument, double tolerance)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        System.Random random = new(7);
        for (int length = 0; length < 80; length++)
        {
            T[] x = [.. Enumerable.Range(0, length).Select(i =>
                T.CreateTruncating(i < Special.Length ? Special[i] : (random.NextDouble() * 40) - 20))];
            var y = new T[length];
            TensorFunctions.Apply(function, argument, x, y);
            for (int i = 0; i < length; i++)
            {
                T expected = T.CreateTruncating(Definition(function, argument, double.CreateTruncating(x[i])));
                double distance = double.CreateTruncating(y[i] - expected);
                bool same = y[i].Equals(expected)
                    || Math.Abs(distance) <= tolerance * Math.Abs(double.CreateTruncating(expected));
                if (!same)
                {
                    Assert.Fail($"{function}({x[i]}, {argument}) = {y[i]}, not {expected}");
                }
            }
        }
    }

    private static double Definition(ElementFunction function, double argument, double x) => function switch
    {
        ElementFunction.Absolute => Math.Abs(x),
        ElementFunction.Exponential => Math.Exp(x),
        ElementFunction.Logarithm => Math.Log(x),
        ElementFunction.SquareRoot => Math.Sqrt(x),
        _ => Math.Pow(x, argument),
    };
}
