using System.Runtime.CompilerServices;

namespace NormTools.Core.Random;

/// <summary>The random stream of one sample. It depends only on a key, the sample's number and the purpose, so that
/// samples can be drawn in any order, on any number of threads, and repeatedly.</summary>
/// <remarks>
/// Philox 4x32 with ten rounds (Salmon et al. 2011), torch's generator on GPUs: each block of four words is a function
/// of a 64-bit key and a 128-bit counter, which here holds the block's number, the purpose and the sample. There is no
/// state to keep between blocks.
/// </remarks>
/// <param name="key">The epoch's.</param>
/// <param name="sample">Its place in the epoch.</param>
/// <param name="purpose">What the numbers are for: the streams of different purposes are independent.</param>
internal struct SampleStream(ulong key, long sample, int purpose)
{
    private uint block;
    private int used = Words.Count;
    private Words words;

    /// <summary>One word of the stream.</summary>
    public uint Next32()
    {
        if (used == Words.Count)
        {
            words = Philox(key, block++, (uint)purpose, (ulong)sample);
            used = 0;
        }

        return words[used++];
    }

    /// <summary>Uniform in [0, 1) with 24 random bits: one word.</summary>
    public float NextSingle() => (Next32() & 0xFFFFFF) * (1f / (1 << 24));

    /// <summary>Uniform in [0, 1) with 53 random bits: two words, the first one high.</summary>
    public double NextDouble()
    {
        ulong high = Next32();
        return (((high << 32) | Next32()) & ((1UL << 53) - 1)) * (1.0 / (1UL << 53));
    }

    /// <summary>Uniform in [from, to): one word.</summary>
    public double Uniform(double from, double to) => from + ((to - from) * NextSingle());

    /// <summary>A whole number in [0, count): one word.</summary>
    public int Integer(int count) => (int)(Next32() % (uint)count);

    /// <summary>Adds normal noise to values, in blocks of 32: 16 words give the radii, 16 the angles of Box and
    /// Muller.</summary>
    /// <param name="values">The values, changed in place.</param>
    /// <param name="std">One deviation for all, or one for each.</param>
    [SkipLocalsInit]
    public void AddNormal(Span<float> values, ReadOnlySpan<float> std)
    {
        const int Half = 16;
        Span<uint> lengths = stackalloc uint[Half], angles = stackalloc uint[Half];
        for (int start = 0; start < values.Length; start += 2 * Half)
        {
            Fill(lengths);
            Fill(angles);
            BoxMuller.Transform(lengths, angles, 0, 1);
            Span<float> part = values.Slice(start, Math.Min(2 * Half, values.Length - start));
            for (int i = 0; i < part.Length; i++)
            {
                float normal = BitConverter.UInt32BitsToSingle(i < Half ? lengths[i] : angles[i - Half]);
                part[i] += normal * std[std.Length == 1 ? 0 : start + i];
            }
        }
    }

    /// <summary>A symmetric beta variate.</summary>
    /// <remarks>
    /// For alpha of at least 1, Ulrich 1984: with U, V uniform in the half disc U >= 0 and S = U^2 + V^2,
    /// 1/2 + U V / S sqrt(1 - S^(2 / (2 alpha - 1))). Below 1, Jöhnk 1964: X / (X + Y) with X = U^(1/alpha) and Y =
    /// V^(1/alpha), drawn until X + Y is at most 1; in logarithms.
    /// </remarks>
    public double Beta(double alpha)
    {
        while (true)
        {
            double u = NextDouble(), v = NextDouble();
            if (alpha >= 1)
            {
                double y = (2 * v) - 1, s = (u * u) + (y * y);
                if (s is > 0 and < 1)
                {
                    double power = StableMath.Exp(StableMath.Log(s) * 2 / ((2 * alpha) - 1));
                    return 0.5 + (u * y / s * Math.Sqrt(1 - power));
                }

                continue;
            }

            double x = UniformWords.LogOneMinus(u) / alpha, z = UniformWords.LogOneMinus(v) / alpha;
            double larger = Math.Max(x, z);
            if (larger + StableMath.Log(StableMath.Exp(x - larger) + StableMath.Exp(z - larger)) <= 0)
            {
                return 1 / (1 + StableMath.Exp(z - x));
            }
        }
    }

    private void Fill(Span<uint> destination)
    {
        if (used != Words.Count)
        {
            foreach (ref uint word in destination)
            {
                word = Next32();
            }

            return;
        }

        for (int i = 0; i < destination.Length; i += Words.Count) // whole blocks
        {
            Words next = Philox(key, block++, (uint)purpose, (ulong)sample);
            ((ReadOnlySpan<uint>)next).CopyTo(destination[i..]);
        }
    }

    /// <summary>The four words of a counter.</summary>
    internal static Words Philox(ulong key, uint c0, uint c1, ulong high)
    {
        uint c2 = (uint)high, c3 = (uint)(high >> 32), k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong a = 0xD2511F53UL * c0, b = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(b >> 32) ^ c1 ^ k0, (uint)b, (uint)(a >> 32) ^ c3 ^ k1, (uint)a);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        Words words = default;
        (words[0], words[1], words[2], words[3]) = (c0, c1, c2, c3);
        return words;
    }

    [InlineArray(Count)]
    internal struct Words
    {
        public const int Count = 4;

        private uint word;
    }
}
