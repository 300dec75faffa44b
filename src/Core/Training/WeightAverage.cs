using NormTools.Core.Checkpoints;
using NormTools.Core.Graph;
using NormTools.Core.Memory;
using NormTools.Core.Models;

namespace NormTools.Core.Training;

/// <summary>Keeps an average of the weights over the steps: it is what gets validated, and what the model holds at the
/// end.</summary>
/// <remarks>
/// a += (1 - d)(w - a) after each step t, with d = min(decay, 1 - (1 + t)^(-2/3)): the warm-up of timm's ModelEmaV3,
/// without which the initial weights dominate the average for some 1 / (1 - decay) steps. Running statistics are
/// averaged in the same way, counters copied. While the model holds the average, the memory of the average holds the
/// weights being trained.
///
/// Averaging by epochs instead (Izmailov et al. 2018): behind epoch average_from, and every average_every-th epoch from there on,
/// a += (w - a) / n. Batch normalisations then get the statistics of all training rows under the averaged weights.
/// </remarks>
internal sealed unsafe class WeightAverage : ICheckpointed, IDisposable
{
    private const string Prefix = "average.";

    private readonly double? decay;
    private readonly bool warmsUp;
    private Model? model;
    private byte* average;
    private readonly long? from;
    private readonly long every;
    private long steps;
    private long lastEpoch;

    public WeightAverage(Arguments arguments)
    {
        decay = arguments.NumberOrNull("average_decay", null, 0, Math.BitDecrement(1));
        warmsUp = arguments.Flag("average_warm_up", true);
        from = arguments.IntegerOrNull("average_from", null, 1, int.MaxValue);
        every = arguments.Integer("average_every", 1);
        if (decay is not null && from is not null)
        {
            throw arguments.Invalid("average_from", "is for averages of epochs, and average_decay for those of steps: give one of them");
        }
    }

    public bool IsOn => decay is not null || from is not null;

    /// <summary>Whether the average has moved since the statistics of its batch normalisations were pooled.</summary>
    public bool NeedsStatistics { get; private set; }

    public long HeldBytes => average is null ? 0 : model!.StateBytes;

    private bool IsShown { get; set; }

    /// <summary>Starts with the model's weights.</summary>
    public void Begin(Model of)
    {
        if (IsOn)
        {
            model = of;
            average = (byte*)NativePool.Rent(of.StateBytes);
            Buffer.MemoryCopy(of.Memory, average, of.StateBytes, of.StateBytes);
        }
    }

    /// <summary>Adds the weights after a step to the average.</summary>
    public void Add()
    {
        if (decay is null)
        {
            return;
        }

        steps++;
        double kept = warmsUp ? Math.Min(decay!.Value, 1 - Math.Pow(1 + steps, -2.0 / 3)) : decay!.Value;
        float gain = (float)(1 - kept);
        foreach (StateEntry entry in model!.State)
        {
            byte* place = average + entry.Offset;
            if (entry.Type == DType.Int64)
            {
                Buffer.MemoryCopy(entry.Memory, place, entry.Bytes, entry.Bytes);
                continue;
            }

            ReadOnlySpan<float> now = entry.Span;
            Span<float> then = new(place, entry.Count);
            for (int i = 0; i < then.Length; i++)
            {
                then[i] += gain * (now[i] - then[i]);
            }
        }
    }

    /// <summary>Takes the weights behind an epoch in, where it is one of those; asked again, it does so once.</summary>
    public void EpochEnds(long epoch)
    {
        if (from is null || epoch < from || (epoch - from) % every != 0 || epoch == lastEpoch)
        {
            return;
        }

        steps++;
        lastEpoch = epoch;
        NeedsStatistics = StatisticsPool.IsFor(model!);
        foreach (StateEntry entry in model!.State)
        {
            byte* place = average + entry.Offset;
            if (!entry.IsParameter || steps == 1)
            {
                Buffer.MemoryCopy(entry.Memory, place, entry.Bytes, entry.Bytes);
                continue;
            }

            ReadOnlySpan<float> now = entry.Span;
            Span<float> then = new(place, entry.Count);
            for (int i = 0; i < then.Length; i++)
            {
                then[i] = (float)(then[i] + (((double)now[i] - then[i]) / steps));
            }
        }
    }

    /// <summary>The average has the statistics of its weights.</summary>
    public void StatisticsPooled() => NeedsStatistics = false;

    /// <summary>Swaps the average into the model, or the weights being trained back.</summary>
    public void Show(bool isShown)
    {
        if (average is not null && isShown != IsShown && (from is null || steps > 0))
        {
            int words = checked((int)(model!.StateBytes / sizeof(long))); // the state ends with a multiple of 64 bytes
            Span<long> one = new(average, words), other = new(model.Memory, words);
            for (int i = 0; i < one.Length; i++)
            {
                (one[i], other[i]) = (other[i], one[i]);
            }

            IsShown = isShown;
        }
    }

    public void Save(CheckpointWriter entries)
    {
        if (IsOn)
        {
            entries.Add(Prefix + "steps", steps);
            entries.Add(Prefix + "is_shown", IsShown ? 1L : 0);
            if (from is not null)
            {
                entries.Add(Prefix + "last_epoch", lastEpoch);
                entries.Add(Prefix + "needs_statistics", NeedsStatistics ? 1L : 0);
            }

            entries.Add(ModelFile.Entries(model!, Prefix, average));
        }
    }

    public void Restore(CheckpointReader entries)
    {
        if (!IsOn)
        {
            return;
        }

        steps = entries.Integer(Prefix + "steps", 0);
        IsShown = entries.Flag(Prefix + "is_shown");
        if (from is not null)
        {
            lastEpoch = entries.Integer(Prefix + "last_epoch", 0);
            NeedsStatistics = entries.Flag(Prefix + "needs_statistics");
        }

        if (!CheckpointedState.Has(entries, model!, Prefix))
        {
            throw entries.Invalid("it lacks averaged weights, or has them in other sizes");
        }

        CheckpointedState.Read(entries, model!, Prefix, average);
    }

    public void Dispose()
    {
        NativePool.Return(average);
        average = null;
    }
}
