using System.Numerics;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>
/// Batch normalisation where a channel consists of long runs of neighbours: a part is some channels, a slab of one
/// channel, or (in evaluation) a sample.
/// </summary>
/// <remarks>
/// Normally one thread reads a whole channel twice, the second time mostly from its cache; for tensors that no cache
/// holds, the next channel is summed in the loop that writes this one. If there are too few channels to share out, each
/// is cut into slabs (of samples, or of positions where samples are few), whose statistics are combined in order
/// between the two passes. The slabs depend only on the shape, so the number of threads does not change the arithmetic.
/// </remarks>
internal unsafe struct BatchNormRuns<T> : IParallelWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly BatchNormArguments<T> arguments;
    private readonly ChannelSlabs slabs;
    private BatchNormPass pass;
    private EvenCut ranges; // of channels
    private Partial* partials; // [c, slabs]
    private ChannelConstants<T>* constants; // [c]

    private BatchNormRuns(BatchNormArguments<T> arguments)
    {
        this.arguments = arguments;
        slabs = ChannelSlabs.Of(arguments.N, arguments.C, arguments.Inner);
    }

    public static void Run(in BatchNormArguments<T> arguments, int threads)
    {
        var work = new BatchNormRuns<T>(arguments);
        threads = CacheBlocks.Threads(arguments.Length, threads);
        bool evaluate = arguments.Evaluates;
        if (work.slabs.Parts == 1 && !evaluate)
        {
            work.ranges = EvenCut.Of(
                arguments.C, arguments.Pairs ? 2L * (threads > 0 ? threads : Workers.DefaultThreads) : arguments.C);
            Workers.Run(ref work, work.ranges.Parts, threads);
            return;
        }

        int parts = arguments.C * work.slabs.Parts;
        long partialBytes = (long)parts * sizeof(Partial);
        byte* kept = (byte*)NativePool.Rent(partialBytes + ((long)arguments.C * sizeof(ChannelConstants<T>)));
        try
        {
            work.partials = (Partial*)kept;
            work.constants = (ChannelConstants<T>*)(kept + partialBytes);
            if (!evaluate)
            {
                work.pass = BatchNormPass.Sum;
                Workers.Run(ref work, parts, threads);
            }

            for (int channel = 0; channel < arguments.C; channel++)
            {
                work.constants[channel] = evaluate ? arguments.Frozen(channel) : work.PutTogether(channel);
            }

            work.pass = evaluate ? BatchNormPass.Evaluate : BatchNormPass.Apply;
            Workers.Run(ref work, evaluate ? arguments.N : parts, threads);
        }
        finally
        {
            NativePool.Return(kept);
        }
    }

    public readonly void Run(int part)
    {
        switch (pass)
        {
            case BatchNormPass.Whole:
                Whole(ranges.First(part), ranges.End(part));
                break;
            case BatchNormPass.Sum:
                partials[part] = Sum(part / slabs.Parts, part % slabs.Parts);
                break;
            case BatchNormPass.Apply:
                Apply(part / slabs.Parts, part % slabs.Parts, constants[part / slabs.Parts]);
                break;
            default:
                Evaluate(part);
                break;
        }

        if (arguments.Stream)
        {
            Interlocked.MemoryBarrier(); // non-temporal stores are ordered with nothing else
        }
    }

    // One channel after another; in pairs, each channel but the first is summed while the one before it is written.
    private readonly void Whole(int first, int end)
    {
        bool pairs = arguments.Pairs;
        Partial partial = SumWhole(first);
        for (int channel = first; channel < end; channel++)
        {
            ChannelConstants<T> own = arguments.Finish(channel, partial);
            if (channel + 1 < end && pairs)
            {
                partial = arguments.ApplyAndSumNext(channel, own);
            }
            else
            {
                Apply(channel, 0, own);
                partial = channel + 1 < end ? SumWhole(channel + 1) : default;
            }
        }
    }

    private readonly Partial SumWhole(int channel) =>
        arguments.Sum(channel, arguments.First(channel), arguments.N, arguments.Inner, arguments.Step(channel));

    private readonly Slab At(int channel, int slab)
    {
        BatchNormArguments<T> a = arguments;
        (int from, int samples, int start, int length) = slabs.At(slab);
        return new((from * a.Stride) + ((nint)channel * a.Inner) + start, samples, length);
    }

    private readonly Partial Sum(int channel, int slab)
    {
        Slab s = At(channel, slab);
        return arguments.Sum(channel, s.Offset, s.Runs, s.Length, arguments.Stride);
    }

    private readonly ChannelConstants<T> PutTogether(int channel)
    {
        Partial all = partials[channel * slabs.Parts];
        for (int slab = 1; slab < slabs.Parts; slab++)
        {
            all = all.With(partials[(channel * slabs.Parts) + slab]);
        }

        return arguments.Finish(channel, all);
    }

    private readonly void Apply(int channel, int slab, in ChannelConstants<T> of)
    {
        Slab s = At(channel, slab);
        arguments.Apply(s.Offset, s.Runs, s.Length, of);
    }

    private readonly void Evaluate(int sample)
    {
        BatchNormArguments<T> a = arguments;
        for (int channel = 0; channel < a.C; channel++)
        {
            nint at = (sample * a.Stride) + ((nint)channel * a.Inner);
            NormRunLoops.Affine(a.X + at, a.Y + at, a.Inner, constants[channel], a.Relu, a.Stream);
        }
    }

    private readonly record struct Slab(nint Offset, int Runs, int Length);
}
