using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>
/// Layer and root-mean-square normalisation, and group normalisation with few neighbours: a part is a few samples.
/// </summary>
/// <remarks>
/// The gradients of weight and bias are summed over at most 64 parts: within a part, 256 samples at a time in T and
/// from there on in double; then over the parts, in order. The parts depend on the shape alone, so the number of
/// threads does not change these sums.
/// </remarks>
internal unsafe partial struct SampleNorm<T> : IParallelWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int PartValues = 1 << 14;
    private const int PairedPartValues = 1 << 16;
    private const int FoldSamples = 256;
    private const int MostSums = 1 << 22;
    private const int MostRows = 16;
    private const int RowBytes = 24 << 10;
    private const int PrefetchRows = 4; // in pairs: from the row that is written to the one that is prefetched
    private readonly SampleNormArguments<T> arguments;
    private readonly int samplesAPart;
    private readonly bool pairs;
    private double* sums; // [parts, 2, groups * width]

    private SampleNorm(in SampleNormArguments<T> arguments)
    {
        this.arguments = arguments;
        int width = arguments.Groups * arguments.Width;
        pairs = arguments.Stream && arguments.Width <= CacheBlocks.Most && NormPairLoops.Fit<T>(arguments.Width)
            && (arguments.GradOutput is null
                ? NormPairLoops.Fit(arguments.X, arguments.Y)
                : NormPairLoops.Fit(arguments.GradOutput, arguments.GradInput));
        samplesAPart = arguments.GradOutput is null
            ? Math.Max(1, (pairs ? PairedPartValues : PartValues) / width)
            : Math.Max(
                Math.Clamp((1 << 16) / width, 4, FoldSamples),
                1 + (arguments.Samples / Math.Clamp(MostSums / width, 1, 64)));
    }

    private readonly SizedCut Cut => new(arguments.Samples, samplesAPart);

    public static void Run(in SampleNormArguments<T> arguments, int threads)
    {
        var work = new SampleNorm<T>(arguments);
        int parts = work.Cut.Parts;
        threads = CacheBlocks.Threads(arguments.Length, threads);
        if (arguments.GradWeight is null && arguments.GradBias is null)
        {
            Workers.Run(ref work, parts, threads);
            return;
        }

        int width = arguments.Groups * arguments.Width;
        work.sums = (double*)NativePool.Rent(parts * 2L * width * sizeof(double));
        try
        {
            Workers.Run(ref work, parts, threads);
            work.PutTogether(0, parts, width, arguments.GradWeight);
            work.PutTogether(width, parts, width, arguments.GradBias);
        }
        finally
        {
            NativePool.Return(work.sums);
        }
    }

    private readonly void PutTogether(long at, int parts, int width, T* gradient)
    {
        if (gradient is null)
        {
            return;
        }

        Span<double> all = new(sums + at, width);
        for (int part = 1; part < parts; part++)
        {
            TensorPrimitives.Add(all, new Span<double>(sums + at + (part * 2L * width), width), all);
        }

        TensorPrimitives.ConvertTruncating<double, T>(all, new Span<T>(gradient, width));
    }

    public readonly void Run(int part)
    {
        (int first, int end) = ((int)Cut.First(part), (int)Cut.End(part));
        if (arguments.GradOutput is not null)
        {
            Backward(part, first, end);
        }
        else
        {
            Forward(first * arguments.Groups, end * arguments.Groups);
        }

        if (arguments.Stream)
        {
            Interlocked.MemoryBarrier(); // non-temporal stores are ordered with nothing else
        }
    }

    [SkipLocalsInit]
    private readonly void Forward(int first, int end)
    {
        // A few rows that fit the first-level cache are all summed before any of them is written: no row has to wait
        // for its sum to finish, and the memory can deliver the next rows while results are written.
        ref readonly SampleNormArguments<T> a = ref arguments;
        if (pairs)
        {
            ForwardInPairs(first, end);
            return;
        }

        ChannelConstants<T>* constants = stackalloc ChannelConstants<T>[MostRows];
        MomentSums* moments = stackalloc MomentSums[MostRows];
        int together = Math.Clamp(RowBytes / sizeof(T) / a.Width, 1, MostRows);
        nint ahead = (nint)together * a.Width;
        for (int block = first; block < end; block += together)
        {
            int blockEnd = Math.Min(block + together, end);
            for (int row = block; row < blockEnd; row++)
            {
                moments[row - block] = MomentSums.OfRow(a.X + ((nint)row * a.Width), a.Width);
            }

            for (int row = block; row < blockEnd; row++)
            {
                constants[row - block] = a.Finish(row, moments[row - block]);
            }

            for (int row = block; row < blockEnd && a.Y is not null; row++)
            {
                Write(row, constants[row - block], ahead);
            }
        }
    }

    // Each row is summed while the row two before it is written, so its constants are ready before they are needed.
    private readonly void ForwardInPairs(int first, int end)
    {
        ref readonly SampleNormArguments<T> a = ref arguments;
        nint ahead = PrefetchRows * (nint)a.Width;
        ChannelConstants<T> own = a.Finish(first, MomentSums.OfRow(a.X + ((nint)first * a.Width), a.Width));
        ChannelConstants<T> after = default;
        if (first + 1 < end)
        {
            after = a.Finish(first + 1, MomentSums.OfRow(a.X + ((nint)(first + 1) * a.Width), a.Width));
        }

        for (int row = first; row < end; row++)
        {
            ChannelConstants<T> current = own;
            own = after;
            if (row + 2 >= end)
            {
                Write(row, current, ahead);
                continue;
            }

            nint at = (nint)row * a.Width;
            MomentSums moments = NormRowLoops.AffineAndSum(
                a.X + at, a.Y + at, a.X + at + (2 * (nint)a.Width), a.Width, Weight(row), Bias(row), current, a.Relu,
                ahead);
            after = a.Finish(row + 2, moments);
        }
    }

    private readonly void Write(int row, in ChannelConstants<T> constants, nint ahead)
    {
        ref readonly SampleNormArguments<T> a = ref arguments;
        nint at = (nint)row * a.Width;
        NormRowLoops.Affine(
            a.X + at, a.Y + at, a.Width, Weight(row), Bias(row), constants, a.Relu, a.Stream, ahead);
    }

    private readonly T* Weight(int row) => OfGroup(arguments.Weight, row);

    private readonly T* Bias(int row) => OfGroup(arguments.Bias, row);

    private readonly T* OfGroup(T* values, int row) =>
        values is null ? null : values + ((nint)(row % arguments.Groups) * arguments.Width);
}
