using System.Numerics;
using System.Runtime.InteropServices;
using NormTools.Core.Threading;

namespace NormTools.Core.Random;

/// <summary>The 32-bit Mersenne Twister MT19937, drawn in whole spans of words.</summary>
/// <remarks>
/// Matsumoto and Nishimura 1998: x[n + 624] = x[n + 397] ^ A(high bit of x[n], low bits of x[n + 1]). A new word
/// depends on no word less than 227 places before it, so a whole vector of words can be made at once, in place.
/// </remarks>
internal sealed class MersenneTwister
{
    public const int Size = 624;
    private const int Middle = 397;
    private const int Lag = Size - Middle;
    private const uint Matrix = 0x9908B0DF;

    // The first vector of words is repeated behind the last word, so that a vector may be read across the end.
    private readonly uint[] state = new uint[Size + Vector<uint>.Count];

    public MersenneTwister(uint seed) => Seed(seed);

    private MersenneTwister()
    {
    }

    /// <summary>Whether no word has been drawn since the seed was set.</summary>
    public bool IsFresh { get; private set; }

    /// <summary>Where in the state the next word is; <see cref="Size"/> when the state must be advanced
    /// first.</summary>
    public int Position { get; private set; }

    public ReadOnlySpan<uint> State => state.AsSpan(0, Size);

    public void Seed(uint seed)
    {
        Span<uint> words = state.AsSpan(0, Size);
        uint word = words[0] = seed;
        for (int j = 1; j < words.Length; j++)
        {
            words[j] = word = (1812433253u * (word ^ (word >> 30))) + (uint)j;
        }

        Position = Size;
        IsFresh = true;
    }

    public void Restore(ReadOnlySpan<uint> words, int position, bool fresh)
    {
        words.CopyTo(state);
        Position = position;
        IsFresh = fresh;
    }

    /// <summary>A second engine that draws the same words from here on.</summary>
    public MersenneTwister Copy()
    {
        MersenneTwister copy = new();
        copy.Restore(State, Position, IsFresh);
        return copy;
    }

    /// <summary>Skips whole states of 624 words each.</summary>
    public void SkipStates(int count)
    {
        int position = Position;
        for (int i = 0; i < count; i++)
        {
            Advance();
        }

        Position = position;
    }

    /// <summary>Skips words of the stream.</summary>
    public void Skip(long words)
    {
        while (words > Size - Position)
        {
            words -= Size - Position;
            Advance();
        }

        Position += (int)words;
    }

    /// <summary>The next word of the stream.</summary>
    public uint Next()
    {
        if (Position == Size)
        {
            Advance();
        }

        uint y = state[Position++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    /// <summary>The next words of the stream, in order.</summary>
    public void Next(Span<uint> words)
    {
        while (!words.IsEmpty)
        {
            if (Position == Size)
            {
                Advance();
            }

            int count = Math.Min(words.Length, Size - Position);
            int vectors = count - (count % Vector<uint>.Count);
            Temper(state.AsSpan(Position, vectors), words);
            Position += vectors;
            for (int i = vectors; i < count; i++)
            {
                words[i] = Next();
            }

            words = words[count..];
        }
    }

    private static void Temper(ReadOnlySpan<uint> source, Span<uint> destination)
    {
        ref uint from = ref MemoryMarshal.GetReference(source);
        ref uint to = ref MemoryMarshal.GetReference(destination);
        for (nuint i = 0; i < (nuint)source.Length; i += (nuint)Vector<uint>.Count)
        {
            Vector<uint> y = Vector.LoadUnsafe(ref from, i);
            y ^= y >> 11;
            y ^= (y << 7) & Vector.Create(0x9D2C5680);
            y ^= (y << 15) & Vector.Create(0xEFC60000);
            Vector.StoreUnsafe(y ^ (y >> 18), ref to, i);
        }
    }

    private static Vector<uint> Twist(ref uint x, nuint i)
    {
        Vector<uint> low = Vector.LoadUnsafe(ref x, i + 1);
        Vector<uint> joined = Vector.ConditionalSelect(Vector.Create(0x80000000), Vector.LoadUnsafe(ref x, i), low);
        Vector<uint> odd = Vector<uint>.Zero - (low & Vector<uint>.One);
        return (joined >> 1) ^ (odd & Vector.Create(Matrix));
    }

    // Every draw comes here once per 624 words, so this is where it polls for cancellation, before the state is
    // touched.
    private void Advance()
    {
        Cancellation.ThrowIfRequested();
        ref uint x = ref MemoryMarshal.GetArrayDataReference(state);
        nuint step = (nuint)Vector<uint>.Count;
        Vector<uint> word = Twist(ref x, 0) ^ Vector.LoadUnsafe(ref x, Middle);
        Vector.StoreUnsafe(word, ref x);
        Vector.StoreUnsafe(word, ref x, Size);
        nuint i = step;
        for (; i < Lag; i += step)
        {
            word = Twist(ref x, i) ^ Vector.LoadUnsafe(ref x, i + Middle);
            Vector.StoreUnsafe(word, ref x, i);
        }

        for (; i < Size; i += step)
        {
            word = Twist(ref x, i) ^ Vector.LoadUnsafe(ref x, i - Lag);
            Vector.StoreUnsafe(word, ref x, i);
        }

        Position = 0;
        IsFresh = false;
    }
}
