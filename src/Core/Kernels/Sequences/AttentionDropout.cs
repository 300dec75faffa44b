using System.Numerics.Tensors;
using NormTools.Core.Random;

namespace NormTools.Core.Kernels;

/// <summary>The dropout of attention's weights: torch's draws, one for each weight in the order (sample, head, query,
/// key), whether it is masked or not.</summary>
/// <remarks>The draws of a long sequence are too many to keep. What is kept are places of the stream, one for every
/// twenty thousand weights or so; from them, each part draws what it needs, in either pass.</remarks>
internal unsafe struct AttentionDropout
{
    private const long WeightsOfPlace = 20_000;

    [ThreadStatic]
    private static Generator? own;

    /// <summary>The probability of a weight being dropped; 0: none is, and there is nothing else here.</summary>
    public double P;

    /// <summary>The places; null where nothing is drawn.</summary>
    public uint* Places;

    public readonly bool IsOn => P > 0;

    private static Generator Own => own ??= new Generator(0);

    /// <summary>Bytes for the places of a sample, and those that come on top once.</summary>
    public static (long OfRow, long Fixed) Bytes(AttentionShape shape)
    {
        long blocks = (long)shape.Heads * shape.Queries.Parts;
        const long Place = Generator.PlaceWords * sizeof(uint);
        return (((blocks * Place) + BlocksOfPlace(shape) - 1) / BlocksOfPlace(shape), Place);
    }

    /// <summary>Marks the places, and leaves the stream behind the last draw.</summary>
    public readonly void Mark(in AttentionCall call, Generator generator)
    {
        if (Places is null)
        {
            return;
        }

        AttentionShape shape = call.Shape;
        int blocks = call.Rows * shape.Heads * shape.Queries.Parts;
        int together = BlocksOfPlace(shape);
        for (int block = 0, place = 0; block < blocks; block += together, place++)
        {
            generator.Mark(Place(place));
            generator.Skip(2 * (Before(shape, Math.Min(blocks, block + together)) - Before(shape, block)));
        }
    }

    /// <summary>Goes to the draws of a head's block of queries; those of the blocks behind it follow.</summary>
    public readonly void GoTo(AttentionShape shape, int head, int block)
    {
        if (Places is null)
        {
            return;
        }

        int wanted = (head * shape.Queries.Parts) + block;
        int together = BlocksOfPlace(shape);
        Own.GoTo(Place(wanted / together));
        Own.Skip(2 * (Before(shape, wanted) - Before(shape, wanted / together * together)));
    }

    /// <summary>The factors of the next block of queries, [queries, steps]: 0, or 1 / (1 - p).</summary>
    public readonly void Draw(AttentionShape shape, int queries, float* factors)
    {
        Span<float> all = new(factors, queries * shape.Steps);
        if (Places is null)
        {
            all.Clear(); // p is 1
            return;
        }

        Own.Bernoulli(all, 1 - P);
        TensorPrimitives.Multiply(all, 1f / (float)(1 - P), all);
    }

    private static int BlocksOfPlace(AttentionShape shape) => (int)Math.Max(
        1, WeightsOfPlace / ((long)Math.Min(AttentionShape.BlockQueries, shape.Steps) * shape.Steps));

    // Weights before a block, counted over all heads of all samples.
    private static long Before(AttentionShape shape, int block)
    {
        (int head, int own) = Math.DivRem(block, shape.Queries.Parts);
        return (((long)head * shape.Steps) + shape.Queries.First(own)) * shape.Steps;
    }

    private readonly Span<uint> Place(int number) =>
        new(Places + ((nint)number * Generator.PlaceWords), Generator.PlaceWords);
}
