using NormTools.Core.Memory;
using NormTools.Core.Random;

namespace NormTools.Core.Training;

/// <summary>The order of the samples in an epoch, as PyTorch's DataLoader draws it from the process's stream.</summary>
/// <remarks>
/// Each epoch first draws a base seed (two words, whether or not anything uses it); with shuffling it draws a second
/// one, which seeds a stream of its own that gives the permutation.
/// </remarks>
internal sealed unsafe class BatchOrder : IDisposable
{
    private readonly int count;
    private readonly bool shuffle;
    private long* order;

    public BatchOrder(long count, bool shuffle)
    {
        this.count = checked((int)count);
        this.shuffle = shuffle;
        order = shuffle ? (long*)NativePool.Rent(count * sizeof(long)) : null;
    }

    /// <summary>The seed of this epoch's permutation.</summary>
    public long Seed { get; private set; }

    /// <summary>The samples in order; null for 0, 1, 2...</summary>
    public long* Samples => order;

    /// <summary>Starts an epoch.</summary>
    public void Next(Generator generator)
    {
        _ = generator.NextInt64();
        if (shuffle)
        {
            Restore(generator.NextInt64());
        }
    }

    /// <summary>Gives the order of an epoch that was started before.</summary>
    public void Restore(long seed)
    {
        Seed = seed;
        if (shuffle)
        {
            new Generator((ulong)seed).Permutation(new Span<long>(order, count));
        }
    }

    public void Dispose()
    {
        NativePool.Return(order);
        order = null;
    }
}
