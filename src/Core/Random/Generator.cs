using NormTools.Core.Memory;

namespace NormTools.Core.Random;

/// <summary>PyTorch's CPU generator: the same seed gives the same stream of words and so the same values, to the
/// bit.</summary>
/// <remarks>
/// A generator is not safe for use by several threads at once. Elements are drawn in memory order. The values of every
/// distribution are the same on every instruction level, with any number of threads.
/// </remarks>
internal sealed partial class Generator : IHoldsMemory
{
    /// <summary>The seed of a PyTorch generator that was given none.</summary>
    public const ulong DefaultSeed = 67280421310721;

    private readonly MersenneTwister engine;
    private double? cachedNormal;
    private float? cachedFloatNormal; // no draw here sets it; kept for the sake of a loaded state that has one

    /// <summary>Starts the stream of torch.manual_seed(<paramref name="seed"/>).</summary>
    /// <remarks>The engine sees the low 32 bits only, as in PyTorch: seeds that agree in these give the same
    /// stream.</remarks>
    public Generator(ulong seed)
    {
        engine = new MersenneTwister((uint)seed);
        InitialSeed = seed;
    }

    /// <summary>The size of the engine's state.</summary>
    public long HeldBytes => MersenneTwister.Size * sizeof(uint);

    /// <summary>The seed as it was given, all 64 bits.</summary>
    public ulong InitialSeed { get; private set; }

    /// <summary>Starts again with another seed; cached normals are dropped.</summary>
    public void Seed(ulong seed)
    {
        engine.Seed((uint)seed);
        InitialSeed = seed;
        cachedNormal = null;
        cachedFloatNormal = null;
    }

    /// <summary>One word of the stream.</summary>
    public uint Next32() => engine.Next();

    /// <summary>Two words of the stream, the first one high.</summary>
    public ulong Next64()
    {
        ulong high = engine.Next();
        return (high << 32) | engine.Next();
    }

    /// <summary>Uniform in [0, 1) with 53 random bits: two words.</summary>
    public double NextDouble() => (Next64() & ((1UL << 53) - 1)) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, 1) with 24 random bits: one word.</summary>
    public float NextSingle() => (Next32() & 0xFFFFFF) * (1f / (1 << 24));
}
