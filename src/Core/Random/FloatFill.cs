using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Core.Threading;

namespace NormTools.Core.Random;

/// <summary>Fills spans with float uniforms or normals, one word of the stream each; long spans on several
/// threads.</summary>
/// <remarks>
/// A part is a whole number of the twister's states, so the values do not depend on which thread fills which part. A
/// free thread needs the engine as it is at the start of the next part: it copies the one that has just finished the
/// part before or, while that part is still being filled, advances a copy without drawing (a tenth of the work).
/// </remarks>
internal unsafe struct FloatFill : IParallelWork
{
    /// <summary>Normals are made in blocks of this many.</summary>
    public const int Block = 16;

    // Words at a time: they stay in the L1 cache until they have become values.
    private const int Chunk = 2 * MersenneTwister.Size;
    private const int PartStates = 420;
    private const int Part = PartStates * MersenneTwister.Size;

    private Queue source;
    private uint* words;
    private int count;
    private bool isNormal;
    private float offset;
    private float scale;

    /// <summary>offset + scale u with u in [0, 1).</summary>
    public static void Uniform(MersenneTwister engine, Span<float> destination, float offset, float scale) =>
        Run(engine, MemoryMarshal.Cast<float, uint>(destination), isNormal: false, offset, scale);

    /// <summary>offset + scale z with z standard normal; the length is a multiple of <see cref="Block"/>.</summary>
    public static void Normal(MersenneTwister engine, Span<float> destination, float offset, float scale) =>
        Run(engine, MemoryMarshal.Cast<float, uint>(destination), isNormal: true, offset, scale);

    public readonly void Run(int part)
    {
        MersenneTwister engine = source.Take(out int next);
        SizedCut cut = new(count, Part);
        Fill(engine, new Span<uint>(words + cut.First(next), (int)cut.Length(next)), isNormal, offset, scale);
        source.Offer(engine, next + 1);
    }

    private static void Run(MersenneTwister engine, Span<uint> destination, bool isNormal, float offset, float scale)
    {
        if (destination.Length <= Part || Workers.DefaultThreads == 1)
        {
            Fill(engine, destination, isNormal, offset, scale);
            return;
        }

        int parts = new SizedCut(destination.Length, Part).Parts;
        fixed (uint* words = destination)
        {
            FloatFill work = new()
            {
                source = new Queue(engine),
                words = words,
                count = destination.Length,
                isNormal = isNormal,
                offset = offset,
                scale = scale,
            };
            Workers.Run(ref work, parts);
            work.source.Finish(engine);
        }
    }

    private static void Fill(MersenneTwister engine, Span<uint> words, bool isNormal, float offset, float scale)
    {
        while (!words.IsEmpty)
        {
            Span<uint> chunk = words[..Math.Min(words.Length, Chunk)];
            engine.Next(chunk);
            if (isNormal)
            {
                ToNormal(chunk, offset, scale);
            }
            else
            {
                UniformWords.ToSingle(chunk, offset, scale);
            }

            words = words[chunk.Length..];
        }
    }

    // The first half of a block pairs with the second. The halves are gathered into two rows, so that vectors may be
    // wider than half a block.
    [SkipLocalsInit]
    private static void ToNormal(Span<uint> chunk, float mean, float std)
    {
        const int Pairs = Chunk / 2;
        Span<uint> first = stackalloc uint[Pairs];
        Span<uint> second = stackalloc uint[Pairs];
        Span<Half> halves = MemoryMarshal.Cast<uint, Half>(chunk);
        Span<Half> firstHalves = MemoryMarshal.Cast<uint, Half>(first);
        Span<Half> secondHalves = MemoryMarshal.Cast<uint, Half>(second);
        for (int i = 0; i < halves.Length / 2; i++)
        {
            firstHalves[i] = halves[2 * i];
            secondHalves[i] = halves[(2 * i) + 1];
        }

        int vectors = ((chunk.Length / 2) + Vector<uint>.Count - 1) / Vector<uint>.Count;
        BoxMuller.Transform(first[..(vectors * Vector<uint>.Count)], second, mean, std);
        for (int i = 0; i < halves.Length / 2; i++)
        {
            halves[2 * i] = firstHalves[i];
            halves[(2 * i) + 1] = secondHalves[i];
        }
    }

    /// <summary>Hands out the parts in the stream's order, with the engine that fills each.</summary>
    private sealed class Queue(MersenneTwister engine)
    {
        private readonly Lock gate = new();
        private MersenneTwister latest = engine.Copy();
        private int reached; // the part that the latest engine is about to draw
        private int taken;

        public MersenneTwister Take(out int part)
        {
            lock (gate)
            {
                part = taken++;
                latest.SkipStates((part - reached) * PartStates);
                reached = part;
                return latest.Copy();
            }
        }

        /// <summary>Hands back an engine that has reached the start of a part.</summary>
        public void Offer(MersenneTwister filled, int part)
        {
            lock (gate)
            {
                if (part > reached)
                {
                    (latest, reached) = (filled, part);
                }
            }
        }

        /// <summary>Moves the caller's engine to the end of the last part.</summary>
        public void Finish(MersenneTwister first) => first.Restore(latest.State, latest.Position, latest.IsFresh);
    }

    [InlineArray(Block / 2)]
    private struct Half
    {
        private uint word;
    }
}
