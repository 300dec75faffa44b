using System.Runtime.InteropServices;

namespace NormTools.Core.Random;

internal sealed partial class Generator
{
    private const int Block = 16;

    /// <summary>uniform_: from + (to - from) * u with u in [0, 1); one word a float, two a double.</summary>
    public void Uniform(Span<float> destination, double from = 0, double to = 1)
    {
        CheckRange(from, to, float.MaxValue);
        float start = (float)from;
        float width = (float)to - start;
        foreach (ref float value in destination)
        {
            value = MathF.FusedMultiplyAdd(NextSingle(), width, start);
        }
    }

    /// <inheritdoc cref="Uniform(Span{float}, double, double)"/>
    public void Uniform(Span<double> destination, double from = 0, double to = 1)
    {
        CheckRange(from, to, double.MaxValue);
        double width = to - from;
        foreach (ref double value in destination)
        {
            value = Math.FusedMultiplyAdd(NextDouble(), width, from);
        }
    }

    /// <summary>normal_: fewer than 16 values by pairs in double precision (the second of a pair is kept), else by blocks.</summary>
    public void Normal(Span<float> destination, double mean = 0, double std = 1)
    {
        CheckDeviation(std);
        if (destination.Length < Block)
        {
            foreach (ref float value in destination)
            {
                value = (float)Math.FusedMultiplyAdd(NextNormal(), std, mean);
            }

            return;
        }

        Uniform(destination);
        int whole = destination.Length / Block * Block;
        for (int start = 0; start < whole; start += Block)
        {
            PlainBoxMuller.Transform(destination.Slice(start, Block), (float)mean, (float)std);
        }

        if (whole != destination.Length)
        {
            Span<float> tail = destination[^Block..];
            Uniform(tail);
            PlainBoxMuller.Transform(tail, (float)mean, (float)std);
        }
    }

    /// <inheritdoc cref="Normal(Span{float}, double, double)"/>
    public void Normal(Span<double> destination, double mean = 0, double std = 1)
    {
        CheckDeviation(std);
        if (destination.Length < Block)
        {
            foreach (ref double value in destination)
            {
                value = Math.FusedMultiplyAdd(NextNormal(), std, mean);
            }

            return;
        }

        Uniform(destination);
        int whole = destination.Length / Block * Block;
        for (int start = 0; start < whole; start += Block)
        {
            PlainBoxMuller.Transform(destination.Slice(start, Block), mean, std);
        }

        if (whole != destination.Length)
        {
            Span<double> tail = destination[^Block..];
            Uniform(tail);
            PlainBoxMuller.Transform(tail, mean, std);
        }
    }

    /// <summary>exponential_: -ln(1 - u) / rate, two words each.</summary>
    public void Exponential(Span<float> destination, double rate = 1)
    {
        CheckRate(rate);
        foreach (ref float value in destination)
        {
            value = (float)NextExponential(rate);
        }
    }

    /// <inheritdoc cref="Exponential(Span{float}, double)"/>
    public void Exponential(Span<double> destination, double rate = 1)
    {
        CheckRate(rate);
        foreach (ref double value in destination)
        {
            value = NextExponential(rate);
        }
    }

    private static void CheckRange(double from, double to, double largest)
    {
        if (!(from <= to))
        {
            throw CoreException.Argument(
                "InvalidRange", $"uniform_ expects to return a [from, to) range, but found from={from} > to={to}.");
        }

        if (!(to - from <= largest))
        {
            throw CoreException.Argument(
                "InvalidRange", $"uniform_ expects to - from to be at most {largest}, but found from={from} and to={to}.");
        }
    }

    private static void CheckDeviation(double std)
    {
        if (!(std >= 0))
        {
            throw CoreException.Argument("InvalidDeviation", $"normal expects std >= 0.0, but found std {std}.");
        }
    }

    private static void CheckRate(double rate)
    {
        if (!(rate > 0))
        {
            throw CoreException.Argument("InvalidRate", $"exponential_ expects lambda > 0.0, but found lambda={rate}.");
        }
    }

    private double NextExponential(double rate) => -1.0 / rate * Math.Log(1 - NextDouble());

    // Box and Muller 1958 in double precision; the sine of a pair waits for the next call, whatever its type and deviation.
    private double NextNormal()
    {
        if (cachedNormal is double kept)
        {
            cachedNormal = null;
            return kept;
        }

        double u1 = NextDouble();
        double u2 = NextDouble();
        double radius = Math.Sqrt(-2 * Math.Log(1 - u2));
        (double sin, double cos) = Math.SinCos(2 * Math.PI * u1);
        cachedNormal = radius * sin;
        return radius * cos;
    }
}
