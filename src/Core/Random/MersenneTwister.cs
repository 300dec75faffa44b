using System.Numerics;
using System.Runtime.InteropServices;

namespace NormTools.Core.Random;

/// <summary>The 32-bit Mersenne Twister MT19937, drawn in whole spans of words.</summary>
/// <remarks>Matsumoto and Nishimura 1998.</remarks>
internal sealed class MersenneTwister
{
    public const int Size = 624;
    private const int Middle = 397;
    private const uint Matrix = 0x9908B0DF;

    private readonly uint[] state = new uint[Size];
    private int position; // of the next word in state; Size when the state must be advanced first

    public MersenneTwister(uint seed) => Seed(seed);

    /// <summary>Whether no word has been drawn since the seed was set.</summary>
    public bool IsFresh { get; private set; }

    public int Position => position;

    public ReadOnlySpan<uint> State => state;

    public void Seed(uint seed)
    {
        state[0] = seed;
        for (int j = 1; j < Size; j++)
        {
            state[j] = (1812433253u * (state[j - 1] ^ (state[j - 1] >> 30))) + (uint)j;
        }

        position = Size;
        IsFresh = true;
    }

    public void Restore(ReadOnlySpan<uint> words, int nextPosition, bool fresh)
    {
        words.CopyTo(state);
        position = nextPosition;
        IsFresh = fresh;
    }

    public uint Next()
    {
        if (position == Size)
        {
            Advance();
        }

        return Temper(state[position++]);
    }

    /// <summary>The next words of the stream, in order.</summary>
    public void Next(Span<uint> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = Next();
        }
    }

    private static uint Temper(uint y)
    {
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    private static uint Twist(uint high, uint low) =>
        (((high & 0x80000000) | (low & 0x7FFFFFFF)) >> 1) ^ (uint)(-(int)(low & 1) & Matrix);

    private void Advance()
    {
        for (int i = 0; i < Size; i++)
        {
            state[i] = state[(i + Middle) % Size] ^ Twist(state[i], state[(i + 1) % Size]);
        }

        position = 0;
        IsFresh = false;
    }
}
