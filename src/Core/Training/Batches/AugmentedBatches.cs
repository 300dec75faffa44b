using NormTools.Core.Augmentations;
using NormTools.Core.Losses;
using NormTools.Core.Memory;
using NormTools.Core.Models;
using NormTools.Core.Random;
using NormTools.Core.Threading;

namespace NormTools.Core.Training;

/// <summary>Gathers batches of a run's training rows and changes each sample on the way.</summary>
/// <remarks>
/// A sample's stream depends on the epoch's base seed (which torch's DataLoader draws for its workers, and which
/// nothing else uses), the sample's position in the epoch and the augmentation's position in the list. So no state is
/// kept between steps, the samples come in the same order as without augmentations, and the number of threads does not
/// matter. Before samples are mixed, all of them must have come that far: the list is split there.
/// </remarks>
internal sealed unsafe class AugmentedBatches : IDisposable
{
    private const int Part = 1 << 13; // values in one part

    private readonly BatchReader data;
    private readonly List<Section> sections = [];
    private readonly int moves;
    private readonly int batch;
    private readonly int targetWidth;
    private readonly ClassLoss? labels;
    private float* other;
    private float* shares;
    private float* mixed;
    private float* mixedOther;
    private float* weights;

    /// <exception cref="CoreException">AugmentationDoesNotFit.</exception>
    public AugmentedBatches(AugmentationOptions options, BatchReader data, Model model, Loss loss, int batch, int threads)
    {
        this.data = data;
        this.batch = batch;
        options.Begin(model.InputShape, data, loss, threads);
        int first = 0;
        for (int i = 0; i <= options.List.Count; i++)
        {
            if (i == options.List.Count || options.List[i] is MixingAugmentation)
            {
                sections.Add(new Section(first, [.. options.List.Take(i).Skip(first).Cast<SampleAugmentation>()], null));
                first = i + 1;
            }

            if (i < options.List.Count && options.List[i] is MixingAugmentation mixing)
            {
                sections.Add(new Section(i, [], mixing));
                Mixes++;
            }
        }

        moves = Mixes + sections.Sum(section => section.Each.Count(item => item.Moves));
        labels = loss is ClassLoss { ReadsClasses: true } classes ? classes : null;
        targetWidth = labels?.Classes ?? loss.TargetWidth;
        try
        {
            other = moves == 0 ? null : (float*)NativePool.Rent((long)batch * data.FeatureWidth * sizeof(float));
            if (Mixes > 0)
            {
                shares = (float*)NativePool.Rent((long)batch * Mixes * sizeof(float));
                mixed = (float*)NativePool.Rent((long)batch * targetWidth * sizeof(float));
                mixedOther = (float*)NativePool.Rent((long)batch * targetWidth * sizeof(float));
                weights = (float*)NativePool.Rent(batch * (long)sizeof(float));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The number of mixing augmentations.</summary>
    public int Mixes { get; }

    /// <summary>Memory held besides the batch itself.</summary>
    public long HeldBytes => (other is null ? 0 : (long)batch * data.FeatureWidth * sizeof(float))
        + (Mixes == 0 ? 0 : (long)batch * ((2 * targetWidth) + Mixes + 1) * sizeof(float));

    /// <summary>Writes the features of samples <paramref name="first"/> and on, [count, features], augmented and scaled.</summary>
    /// <param name="key">The epoch's base seed.</param>
    /// <param name="order">The samples' order, or null for 0, 1, 2...</param>
    /// <param name="first">The first position in the order.</param>
    /// <param name="count">How many samples.</param>
    /// <param name="destination">[count, features].</param>
    /// <param name="threads">The most threads.</param>
    public void Features(long key, long* order, long first, int count, float* destination, int threads)
    {
        float* from = moves % 2 == 0 ? destination : other;
        float* to = moves % 2 == 0 ? other : destination;
        int mix = 0;
        for (int i = 0; i < sections.Count; i++)
        {
            Section section = sections[i];
            Work work = new()
            {
                Batches = this,
                Section = section,
                Key = (ulong)key,
                Order = order,
                First = first,
                Count = count,
                RowsOfPart = Math.Max(1, Part / data.FeatureWidth),
                From = from,
                To = to,
                Shares = shares + ((long)mix * batch),
                IsFirst = i == 0,
                IsLast = i == sections.Count - 1,
            };
            Workers.Run(ref work, new SizedCut(count, work.RowsOfPart).Parts, threads);
            mix += section.Mixing is null ? 0 : 1;
            if (section.Moves % 2 != 0)
            {
                float* written = to;
                to = from;
                from = written;
            }
        }
    }

    /// <summary>Mixes the targets and weights of a batch as its samples were mixed.</summary>
    public void MixTargets(ref LossBatch loss)
    {
        if (Mixes == 0)
        {
            return;
        }

        if (labels is null)
        {
            new ReadOnlySpan<float>(loss.Targets, loss.Rows * targetWidth).CopyTo(new Span<float>(mixed, loss.Rows * targetWidth));
        }
        else
        {
            labels.WriteShares((int*)loss.Targets, loss.Rows, mixed);
        }

        for (int i = 0; i < Mixes; i++)
        {
            Mix(mixed, mixedOther, targetWidth, loss.Rows, shares + ((long)i * batch));
            float* written = mixedOther;
            mixedOther = mixed;
            mixed = written;
            if (loss.Weights is not null)
            {
                Mix(loss.Weights, weights, 1, loss.Rows, shares + ((long)i * batch));
                new ReadOnlySpan<float>(weights, loss.Rows).CopyTo(new Span<float>(loss.Weights, loss.Rows));
            }
        }

        loss.Shares = labels is null ? null : mixed;
        loss.Targets = labels is null ? mixed : loss.Targets;
    }

    public void Dispose()
    {
        NativePool.Return(other);
        NativePool.Return(shares);
        NativePool.Return(mixed);
        NativePool.Return(mixedOther);
        NativePool.Return(weights);
        other = shares = mixed = mixedOther = weights = null;
    }

    private static void Mix(float* from, float* to, int width, int rows, float* shares)
    {
        for (int row = 0; row < rows; row++)
        {
            float* own = from + ((long)row * width);
            float* before = from + ((long)(row == 0 ? rows - 1 : row - 1) * width);
            for (int i = 0; i < width; i++)
            {
                to[((long)row * width) + i] = (shares[row] * own[i]) + ((1 - shares[row]) * before[i]);
            }
        }
    }

    /// <summary>Augmentations of single samples, or one that mixes samples.</summary>
    /// <param name="First">The list index of the first.</param>
    /// <param name="Each">Those of single samples.</param>
    /// <param name="Mixing">The one that mixes.</param>
    private sealed record Section(int First, SampleAugmentation[] Each, MixingAugmentation? Mixing)
    {
        /// <summary>How often a sample moves to the other buffer.</summary>
        public int Moves { get; } = Mixing is null ? Each.Count(item => item.Moves) : 1;
    }

    private struct Work : IParallelWork
    {
        public AugmentedBatches Batches;
        public Section Section;
        public ulong Key;
        public long* Order;
        public long First;
        public int Count;
        public int RowsOfPart;
        public float* From;
        public float* To;
        public float* Shares;
        public bool IsFirst;
        public bool IsLast;

        public readonly void Run(int part)
        {
            SizedCut cut = new(Count, RowsOfPart);
            for (int row = (int)cut.First(part); row < cut.End(part); row++)
            {
                long width = Batches.data.FeatureWidth;
                float* from = From + (row * width), to = To + (row * width);
                if (Section.Mixing is MixingAugmentation mixing)
                {
                    SampleStream stream = new(Key, First + row, Section.First);
                    Shares[row] = mixing.Mix(ref stream, from, From + ((row == 0 ? Count - 1 : row - 1) * width), to);
                }
                else
                {
                    Change(row, ref from, ref to);
                }

                if (IsLast)
                {
                    Batches.data.Scale(from); // the last section never mixes
                }
            }
        }

        private readonly void Change(int row, ref float* from, ref float* to)
        {
            long place = First + row;
            long sample = Order is null ? place : Order[place];
            if (IsFirst)
            {
                Batches.data.Stored(Batches.data.Row(sample), from);
            }

            for (int i = 0; i < Section.Each.Length; i++)
            {
                SampleStream stream = new(Key, First + row, Section.First + i);
                SampleAugmentation item = Section.Each[i];
                item.Apply(ref stream, sample, from, item.Moves ? to : from);
                if (item.Moves)
                {
                    float* written = to;
                    to = from;
                    from = written;
                }
            }
        }
    }
}
