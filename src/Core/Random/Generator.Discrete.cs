using System.Runtime.InteropServices;
using NormTools.Core.Threading;

namespace NormTools.Core.Random;

internal sealed partial class Generator
{
    private const int WordChunk = 1024;

    /// <summary>bernoulli_ and dropout masks: 1 where a 53-bit uniform is below the probability, else 0; two words
    /// each.</summary>
    public void Bernoulli(Span<float> destination, double probability)
    {
        CheckProbability(probability);
        ulong threshold = UniformWords.Threshold(probability);
        Span<ulong> pairs = stackalloc ulong[WordChunk / 2];
        while (!destination.IsEmpty)
        {
            int count = Math.Min(destination.Length, pairs.Length);
            engine.Next(MemoryMarshal.Cast<ulong, uint>(pairs[..count]));
            UniformWords.ToBernoulli(pairs[..count], destination, threshold);
            destination = destination[count..];
        }
    }

    /// <inheritdoc cref="Bernoulli(Span{float}, double)"/>
    public void Bernoulli(Span<double> destination, double probability)
    {
        CheckProbability(probability);
        foreach (ref double value in destination)
        {
            value = NextDouble() < probability ? 1 : 0;
        }
    }

    /// <summary>bernoulli(p): a probability for each element; one word each in float32, two in float64.</summary>
    /// <remarks>Nothing is drawn if any of them is not a probability.</remarks>
    public void BernoulliEach(ReadOnlySpan<float> probability, Span<float> destination)
    {
        int done = 0;
        foreach (float p in probability)
        {
            Slices.Count(ref done, 1);
            CheckProbability(p);
        }

        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = NextSingle() < probability[i] ? 1 : 0;
        }
    }

    /// <inheritdoc cref="BernoulliEach(ReadOnlySpan{float}, Span{float})"/>
    public void BernoulliEach(ReadOnlySpan<double> probability, Span<double> destination)
    {
        int done = 0;
        foreach (double p in probability)
        {
            Slices.Count(ref done, 1);
            CheckProbability(p);
        }

        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = NextDouble() < probability[i] ? 1 : 0;
        }
    }

    /// <summary>random_(from, to) and randint: whole numbers in [from, to); one word each for a range below 2^28,
    /// otherwise two.</summary>
    public void Integers(Span<long> destination, long from, long to)
    {
        if (from >= to)
        {
            throw CoreException.Argument(
                "InvalidRange", $"random_ expects 'from' to be less than 'to', but got from={from} >= to={to}.");
        }

        ulong range = (ulong)to - (ulong)from;
        foreach (ref long value in destination)
        {
            value = (long)((range >= 1UL << 28 ? Next64() : Next32()) % range) + from;
        }
    }

    /// <summary>random_() of int64, as a DataLoader draws its base seed: 0 to 2^63 - 1, two words.</summary>
    public long NextInt64() => (long)(Next64() & long.MaxValue);

    /// <summary>randperm: 0 to n - 1 in random order (Fisher and Yates, forward), n - 1 words.</summary>
    /// <remarks>From n = 214,748,364 (2^32 / 20) on by the inside-out variant, two words each.</remarks>
    public void Permutation(Span<long> destination)
    {
        if (destination.Length >= uint.MaxValue / 20)
        {
            LongPermutation(destination);
            return;
        }

        for (int start = 0, end = 0; start < destination.Length; start = end)
        {
            end += Slices.Next(start, destination.Length);
            for (int i = start; i < end; i++)
            {
                destination[i] = i;
            }
        }

        Span<uint> words = stackalloc uint[WordChunk];
        for (int start = 0; start < destination.Length - 1; start += WordChunk)
        {
            Span<uint> chunk = words[..Math.Min(WordChunk, destination.Length - 1 - start)];
            engine.Next(chunk);
            for (int i = 0; i < chunk.Length; i++)
            {
                int here = start + i;
                int other = here + (int)(chunk[i] % (uint)(destination.Length - here));
                (destination[here], destination[other]) = (destination[other], destination[here]);
            }
        }
    }

    // Inside-out with two words each: the remainder of a single word would favour some places of so long a permutation.
    private void LongPermutation(Span<long> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            int other = (int)(Next64() % (ulong)(i + 1));
            destination[i] = destination[other];
            destination[other] = i;
        }
    }

    private static void CheckProbability(double probability)
    {
        if (!(probability >= 0 && probability <= 1))
        {
            throw CoreException.Argument(
                "InvalidProbability", $"bernoulli_ expects p to be in [0, 1], but got p={probability}.");
        }
    }
}
