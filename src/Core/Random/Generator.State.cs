using System.Buffers.Binary;

namespace NormTools.Core.Random;

internal sealed partial class Generator
{
    /// <summary>The size of a state in bytes, in the layout of torch.get_rng_state().</summary>
    public const int StateBytes = 5056;

    /// <summary>The size of a place in the stream (<see cref="Mark"/>), in words.</summary>
    public const int PlaceWords = MersenneTwister.Size + 1;

    private const int WordsOffset = 24;
    private const int NormalOffset = WordsOffset + (8 * MersenneTwister.Size);

    /// <summary>The state as torch.get_rng_state() gives it.</summary>
    public byte[] GetState()
    {
        byte[] bytes = new byte[StateBytes];
        Span<byte> span = bytes;
        BinaryPrimitives.WriteUInt64LittleEndian(span, InitialSeed);
        int next = engine.IsFresh ? 0 : engine.Position;
        BinaryPrimitives.WriteInt32LittleEndian(span[8..], engine.IsFresh ? 1 : MersenneTwister.Size + 1 - next);
        BinaryPrimitives.WriteInt32LittleEndian(span[12..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(span[16..], (ulong)next);
        for (int i = 0; i < MersenneTwister.Size; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(span[(WordsOffset + (8 * i))..], engine.State[i]);
        }

        BinaryPrimitives.WriteDoubleLittleEndian(span[(NormalOffset + 8)..], cachedNormal ?? 0);
        BinaryPrimitives.WriteInt32LittleEndian(span[(NormalOffset + 24)..], cachedNormal is null ? 0 : 1);
        BinaryPrimitives.WriteSingleLittleEndian(span[(NormalOffset + 32)..], cachedFloatNormal ?? 0);
        span[NormalOffset + 36] = (byte)(cachedFloatNormal is null ? 0 : 1);
        return bytes;
    }

    /// <summary>Takes over the state of another generator; after that the two are independent.</summary>
    public void GoTo(Generator other)
    {
        engine.Restore(other.engine.State, other.engine.Position, other.engine.IsFresh);
        InitialSeed = other.InitialSeed;
        cachedNormal = other.cachedNormal;
        cachedFloatNormal = other.cachedFloatNormal;
    }

    /// <summary>Writes down where the stream is, <see cref="PlaceWords"/> words, for whole words drawn from there on.</summary>
    public void Mark(Span<uint> place)
    {
        engine.State.CopyTo(place);
        place[MersenneTwister.Size] = (uint)engine.Position;
    }

    /// <summary>Goes to a place that <see cref="Mark"/> wrote down.</summary>
    public void GoTo(ReadOnlySpan<uint> place) =>
        engine.Restore(place[..MersenneTwister.Size], (int)place[MersenneTwister.Size], fresh: false);

    /// <summary>Skips words of the stream.</summary>
    public void Skip(long words) => engine.Skip(words);

    /// <summary>Continues from a state that <see cref="GetState"/> or torch.get_rng_state() gave.</summary>
    /// <exception cref="CoreException">The bytes are not such a state; the generator is as it was.</exception>
    public void SetState(ReadOnlySpan<byte> state)
    {
        if (state.Length != StateBytes)
        {
            throw CoreException.InvalidData(
                "InvalidGeneratorState", $"A generator's state has {StateBytes} bytes, but {state.Length} were given.");
        }

        int left = BinaryPrimitives.ReadInt32LittleEndian(state[8..]);
        int seeded = BinaryPrimitives.ReadInt32LittleEndian(state[12..]);
        ulong next = BinaryPrimitives.ReadUInt64LittleEndian(state[16..]);
        bool fresh = left == 1 && next == 0;
        bool agree = next is > 0 and <= MersenneTwister.Size && left == MersenneTwister.Size + 1 - (int)next;
        if (seeded == 0 || !(fresh || agree))
        {
            throw CoreException.InvalidData(
                "InvalidGeneratorState", $"Invalid mt19937 state: seeded={seeded}, left={left}, next={next}.");
        }

        Span<uint> words = stackalloc uint[MersenneTwister.Size];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = (uint)BinaryPrimitives.ReadUInt64LittleEndian(state[(WordsOffset + (8 * i))..]);
        }

        engine.Restore(words, fresh ? MersenneTwister.Size : (int)next, fresh);
        InitialSeed = BinaryPrimitives.ReadUInt64LittleEndian(state);
        bool hasNormal = BinaryPrimitives.ReadInt32LittleEndian(state[(NormalOffset + 24)..]) != 0;
        cachedNormal = hasNormal ? BinaryPrimitives.ReadDoubleLittleEndian(state[(NormalOffset + 8)..]) : null;
        bool hasFloat = state[NormalOffset + 36] != 0;
        cachedFloatNormal = hasFloat ? BinaryPrimitives.ReadSingleLittleEndian(state[(NormalOffset + 32)..]) : null;
    }
}
