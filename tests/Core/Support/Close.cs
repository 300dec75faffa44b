using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Comparison with a tolerance relative to the largest value of the tensor.</summary>
internal static class Close
{
    /// <summary>What forward results may be off by: 2e-6 in float32, 1e-13 in float64.</summary>
    public static double Forward<T>() => typeof(T) == typeof(float) ? 2e-6 : 1e-13;

    /// <summary>What gradients may be off by: 1e-5 in float32, 1e-12 in float64.</summary>
    public static double Backward<T>() => typeof(T) == typeof(float) ? 1e-5 : 1e-12;

    /// <param name="floor">The largest value counts as at least this (sums that cancel to almost nothing).</param>
    public static void To<T>(double[] expected, ReadOnlySpan<T> actual, double tolerance, object what, double floor = 0)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = floor;
        foreach (double value in expected)
        {
            largest = Math.Max(largest, double.IsFinite(value) ? Math.Abs(value) : 0);
        }

        for (int i = 0; i < expected.Length; i++)
        {
            double value = double.CreateTruncating(actual[i]);
            bool same = double.IsFinite(expected[i])
                ? Math.Abs(value - expected[i]) <= tolerance * largest
                : expected[i].Equals(value);
            if (!same)
            {
                Assert.Fail($"{what}[{i}]: {value:R} is not {expected[i]:R} (largest {largest:R}).");
            }
        }
    }

    /// <summary>The same bits, value by value: millions of them in no time.</summary>
    public static void Same<T>(T[] expected, T[] actual, string what)
        where T : unmanaged
    {
        Assert.Equal(expected.Length, actual.Length);
        int at = MemoryMarshal.AsBytes(expected.AsSpan()).CommonPrefixLength(MemoryMarshal.AsBytes(actual.AsSpan()))
            / Unsafe.SizeOf<T>();
        if (at < expected.Length)
        {
            Assert.Fail($"{what}[{at}]: {actual[at]} is not {expected[at]}.");
        }
    }

    /// <summary>Uniform values of mean <paramref name="shift"/> and variance 1.</summary>
    public static double[] Values(int count, int seed, double shift = 0)
    {
        var random = new System.Random(seed);
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (Math.Sqrt(3) * ((2 * random.NextDouble()) - 1)) + shift;
        }

        return values;
    }

    public static T[] As<T>(double[] values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new T[values.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = T.CreateTruncating(values[i]);
        }

        return result;
    }

    public static double[] Doubles<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] result = new double[values.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = double.CreateTruncating(values[i]);
        }

        return result;
    }

    /// <summary>Central differences of a scalar function in each of its arguments.</summary>
    public static double[] Differences(double[] at, Func<double[], double> function, double step = 1e-5)
    {
        double[] result = new double[at.Length];
        for (int i = 0; i < at.Length; i++)
        {
            double[] up = [.. at];
            double[] down = [.. at];
            up[i] += step;
            down[i] -= step;
            result[i] = (function(up) - function(down)) / (2 * step);
        }

        return result;
    }
}
