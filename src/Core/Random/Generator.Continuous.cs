using System.Runtime.InteropServices;
using NormTools.Core.Threading;

namespace NormTools.Core.Random;

internal sealed partial class Generator
{
    private const int Block = FloatFill.Block;
    private const int Chunk = 1024; // doubles at a time: their words stay in the L1 cache until they have become values

    /// <summary>uniform_: from + (to - from) u with u in [0, 1); one word per float, two per double.</summary>
    public void Uniform(Span<float> destination, double from = 0, double to = 1)
    {
        CheckRange(from, to, float.MaxValue);
        float start = (float)from;
        FloatFill.Uniform(engine, destination, start, (float)to - start);
    }

    /// <inheritdoc cref="Uniform(Span{float}, double, double)"/>
    public void Uniform(Span<double> destination, double from = 0, double to = 1)
    {
        CheckRange(from, to, double.MaxValue);
        while (!destination.IsEmpty)
        {
            Span<double> chunk = destination[..Math.Min(destination.Length, Chunk)];
            engine.Next(MemoryMarshal.Cast<double, uint>(chunk));
            UniformWords.ToDouble(chunk, from, to - from);
            destination = destination[chunk.Length..];
        }
    }

    /// <summary>normal_: fewer than 16 values are drawn as pairs in double precision (the second of a pair is kept for
    /// later), more of them in blocks of 16.</summary>
    /// <remarks>
    /// The first half of a block pairs with the second. When the length is no multiple of 16, words are drawn for the
    /// remainder all the same, and then the last 16 places are drawn again as a whole block, which overwrites finished
    /// values.
    /// </remarks>
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

        int rest = destination.Length % Block;
        FloatFill.Normal(engine, destination[..^rest], (float)mean, (float)std);
        if (rest != 0)
        {
            engine.Next(MemoryMarshal.Cast<float, uint>(destination[^rest..]));
            FloatFill.Normal(engine, destination[^Block..], (float)mean, (float)std);
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

        int rest = destination.Length % Block;
        Uniform(destination);
        int done = 0;
        for (int start = 0; start < destination.Length - rest; start += Block)
        {
            Slices.Count(ref done, Block);
            BoxMuller.Transform(destination.Slice(start, Block), mean, std);
        }

        if (rest != 0)
        {
            Uniform(destination[^Block..]);
            BoxMuller.Transform(destination[^Block..], mean, std);
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
                "InvalidRange",
                $"uniform_ expects to - from to be at most {largest}, but found from={from} and to={to}.");
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

    private double NextExponential(double rate) => -1.0 / rate * UniformWords.LogOneMinus(NextDouble());

    // Box and Muller 1958 in double precision; the sine of a pair serves the next call, whatever its type, mean and
    // deviation.
    private double NextNormal()
    {
        if (cachedNormal is double kept)
        {
            cachedNormal = null;
            return kept;
        }

        double u1 = NextDouble();
        double u2 = NextDouble();
        double radius = Math.Sqrt(-2 * UniformWords.LogOneMinus(u2));
        (double sin, double cos) = Math.SinCos(2 * Math.PI * u1);
        cachedNormal = radius * sin;
        return radius * cos;
    }
}
