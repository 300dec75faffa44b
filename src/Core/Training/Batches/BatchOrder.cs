using NormTools.Core.Checkpoints;
using NormTools.Core.Memory;
using NormTools.Core.Random;

namespace NormTools.Core.Training;

/// <summary>The order of the samples in an epoch, as PyTorch's DataLoader draws it from the process's stream.</summary>
/// <remarks>
/// Each epoch first draws a base seed (two words, whether or not anything uses it); with shuffling it draws a second
/// one, which seeds a separate stream for the permutation. A loader with its own generator draws the base seed and the
/// permutation from that, and one more, unused permutation at the end of the epoch. With weights the rows are drawn
/// with replacement, as by a WeightedRandomSampler over as many.
/// </remarks>
internal sealed unsafe class BatchOrder : IDisposable
{
    private readonly int count;
    private readonly bool shuffle;
    private readonly Generator? own;
    private readonly double[]? weights;
    private readonly bool seedsSamples;
    private byte[] before = []; // where the stream stood in front of the epoch, if the order cannot be had from a seed
    private long* order;

    /// <param name="count">The number of samples.</param>
    /// <param name="shuffle">Whether they are shuffled.</param>
    /// <param name="seed">The seed of the loader's own generator; null for none.</param>
    /// <param name="weights">How much each sample weighs in a draw with replacement; null for each once.</param>
    /// <param name="seedsSamples">Whether the samples' own streams come from the base seed: then checkpoints keep it.</param>
    public BatchOrder(long count, bool shuffle, ulong? seed = null, double[]? weights = null, bool seedsSamples = false)
    {
        this.seedsSamples = seedsSamples;
        this.weights = weights;
        own = seed is ulong given ? new Generator(given) : null;
        this.count = checked((int)count);
        this.shuffle = shuffle;
        order = shuffle ? (long*)NativePool.Rent(count * sizeof(long)) : null;
    }

    /// <summary>The seed of this epoch's permutation.</summary>
    public long Seed { get; private set; }

    /// <summary>What torch's loader draws first in each epoch to seed its workers; the streams of the epoch's samples come from
    /// it.</summary>
    public long BaseSeed { get; private set; }

    /// <summary>The samples in order; null for 0, 1, 2...</summary>
    public long* Samples => order;

    /// <summary>Starts an epoch.</summary>
    public void Next(Generator generator)
    {
        if (own is not null || weights is not null)
        {
            NextOf(own ?? generator);
            return;
        }

        BaseSeed = generator.NextInt64();
        if (shuffle)
        {
            Restore(generator.NextInt64());
        }
    }

    /// <summary>Restores the order of an epoch already begun.</summary>
    public void Restore(long seed)
    {
        Seed = seed;
        if (shuffle)
        {
            new Generator((ulong)seed).Permutation(new Span<long>(order, count));
        }
    }

    /// <summary>Saves the base seed and the state of the loader's own generator at the start of the epoch.</summary>
    public void Save(CheckpointWriter entries)
    {
        if (seedsSamples)
        {
            entries.Add("order.base_seed", BaseSeed);
        }

        if (before.Length > 0)
        {
            entries.Add("order.generator", before);
        }
    }

    /// <summary>Restores the order of the epoch that a checkpoint was written in.</summary>
    public void Restore(CheckpointReader entries)
    {
        BaseSeed = seedsSamples ? entries.Integer("order.base_seed") : 0;
        if (own is null && weights is null)
        {
            Restore(entries.Integer("order.seed"));
        }
        else if (entries.Has("order.generator"))
        {
            Generator stream = own ?? new Generator(0); // the run's own has its state from elsewhere
            stream.SetState(entries.Bytes("order.generator", Generator.StateBytes));
            NextOf(stream);
        }
    }

    private void NextOf(Generator stream)
    {
        byte[] start = stream.GetState();
        try
        {
            BaseSeed = stream.NextInt64();
            Span<long> samples = new(order, shuffle ? count : 0);
            if (weights is not null)
            {
                stream.Multinomial(weights, samples, replacement: true);
            }
            else if (shuffle)
            {
                stream.Permutation(samples);
                stream.Permutation(new long[count]);
            }

            before = start;
        }
        catch (CoreException)
        {
            stream.SetState(start);
            throw;
        }
    }

    public void Dispose()
    {
        NativePool.Return(order);
        order = null;
    }
}
