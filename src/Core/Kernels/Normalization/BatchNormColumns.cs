using System.Numerics;
using System.Runtime.CompilerServices;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>
/// Batch normalisation where a channel has few or no neighbours in a sample: [n, c * inner] as a matrix of columns.
/// </summary>
/// <remarks>
/// A part is a block of channels (about 256 columns) in a slab of samples. If a sample is narrower than a vector,
/// several samples are treated as one wide row, and those that do not fill a row are handled value by value. Blocks and
/// slabs depend only on the shape and the vector width, so the number of threads does not change the arithmetic.
/// </remarks>
internal unsafe struct BatchNormColumns<T> : IParallelWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int BlockColumns = 256;
    private const int SlabValues = 1 << 16;
    private readonly BatchNormArguments<T> arguments;
    private readonly ColumnBlocks cut;
    private readonly bool features; // whether each column is one whole channel
    private BatchNormPass pass;
    private Partial* partials; // [slabs, c]
    private ChannelConstants<T>* constants; // [c]

    private BatchNormColumns(in BatchNormArguments<T> arguments)
    {
        this.arguments = arguments;
        cut = ColumnBlocks.Of(arguments.N, arguments.C, arguments.Inner, Vector<T>.Count);
        features = arguments.Inner == 1 && cut.Together == 1 && cut.Slabs.Parts <= 1
            && cut.Rows <= NormColumnLoops.TileRows && !arguments.Evaluates;
    }

    public static void Run(in BatchNormArguments<T> arguments, int threads)
    {
        var work = new BatchNormColumns<T>(arguments);
        threads = CacheBlocks.Threads(arguments.Length, threads);
        int parts = work.cut.Parts;
        if (work.cut.Slabs.Parts <= 1 || arguments.Evaluates)
        {
            work.pass = arguments.Evaluates ? BatchNormPass.Evaluate : BatchNormPass.Whole;
            Workers.Run(ref work, parts, threads);
            return;
        }

        long partialBytes = (long)work.cut.Slabs.Parts * arguments.C * sizeof(Partial);
        byte* kept = (byte*)NativePool.Rent(partialBytes + ((long)arguments.C * sizeof(ChannelConstants<T>)));
        try
        {
            work.partials = (Partial*)kept;
            work.constants = (ChannelConstants<T>*)(kept + partialBytes);
            work.pass = BatchNormPass.Sum;
            Workers.Run(ref work, parts, threads);
            work.PutTogether();
            work.pass = BatchNormPass.Apply;
            Workers.Run(ref work, parts, threads);
        }
        finally
        {
            NativePool.Return(kept);
        }
    }

    [SkipLocalsInit]
    public readonly void Run(int part)
    {
        (int slab, int block) = Math.DivRem(part, cut.Channels.Parts);
        int first = cut.Channels.First(block);
        int channels = cut.Channels.End(block) - first;
        int width = channels * arguments.Inner * cut.Together;
        T* work = stackalloc T[4 * width];
        if (features && TryFeatures(first, width, work))
        {
            return;
        }

        ChannelConstants<T>* own = stackalloc ChannelConstants<T>[channels];
        if (pass is BatchNormPass.Whole or BatchNormPass.Sum)
        {
            double* columns = stackalloc double[3 * width];
            Partial* sums = stackalloc Partial[channels];
            Sum(slab, first, channels, width, sums, columns, work);
            for (int i = 0; i < channels; i++)
            {
                if (pass == BatchNormPass.Sum)
                {
                    partials[((long)slab * arguments.C) + first + i] = sums[i];
                }
                else
                {
                    own[i] = arguments.Finish(first + i, sums[i]);
                }
            }
        }

        if (pass != BatchNormPass.Sum)
        {
            for (int i = 0; i < channels; i++)
            {
                own[i] = pass switch
                {
                    BatchNormPass.Apply => constants[first + i],
                    BatchNormPass.Evaluate => arguments.Frozen(first + i),
                    _ => own[i],
                };
            }

            Apply(slab, first, channels, width, own, work);
        }
    }

    // Few samples with one value per channel: each column is a whole channel, so no partial sums have to be combined.
    [SkipLocalsInit]
    private readonly bool TryFeatures(int first, int width, T* constants)
    {
        ref readonly BatchNormArguments<T> a = ref arguments;
        T* work = stackalloc T[3 * width];
        if (a.GradOutput is null)
        {
            NormColumnLoops.TileMoments(a.X + first, a.N, width, a.Stride, work);
            if (!BatchNormFeatures.TryFinish(a, first, width, work, constants))
            {
                return false;
            }
        }
        else
        {
            T* centre = (a.Training ? a.Mean : a.RunningMean) + first;
            T* y = a.Y is null ? null : a.Y + first;
            NormColumnLoops.TileSums(a.X + first, a.GradOutput + first, y, a.N, width, a.Stride, centre, work);
            BatchNormFeatures.FinishGradient(a, first, width, work, constants);
        }

        Apply(0, first, width, constants);
        return true;
    }

    private readonly void PutTogether()
    {
        for (int channel = 0; channel < arguments.C; channel++)
        {
            Partial all = partials[channel];
            for (int slab = 1; slab < cut.Slabs.Parts; slab++)
            {
                all = all.With(partials[((long)slab * arguments.C) + channel]);
            }

            constants[channel] = arguments.Finish(channel, all);
        }
    }

    // The rows of a slab; none if there are too few samples to fill a row.
    private readonly (int From, int To) Rows(int slab) =>
        cut.Rows == 0 ? (0, 0) : (cut.Slabs.First(slab), cut.Slabs.End(slab));

    private readonly bool HasRest(int slab) => slab == cut.Slabs.Parts - 1 && cut.Rest(arguments.N) > 0;

    // Column i of a block belongs to the block's channel i / inner % channels.
    private readonly void Sum(int slab, int first, int channels, int width, Partial* sums, double* columns, T* work)
    {
        BatchNormArguments<T> a = arguments;
        (int from, int to) = Rows(slab);
        nint stride = a.Stride * cut.Together;
        nint at = (from * stride) + ((nint)first * a.Inner);
        bool backward = a.GradOutput is not null;
        new Span<Partial>(sums, channels).Clear();
        if (to > from && backward)
        {
            T* centre = work + (3 * width);
            for (int i = 0; i < width; i++)
            {
                centre[i] = a.Centre(first + (i / a.Inner % channels));
            }

            new Span<double>(columns, 3 * width).Clear();
            T* y = a.Y is null ? null : a.Y + at;
            NormColumnLoops.Sums(a.X + at, a.GradOutput + at, y, to - from, width, stride, centre, columns, work);
        }
        else if (to > from)
        {
            NormColumnLoops.Moments(a.X + at, to - from, width, stride, 0, columns, columns + width, work);
        }

        for (int i = 0; i < width && to > from; i++)
        {
            Partial* sum = sums + (i / a.Inner % channels);
            *sum = sum->With(backward
                ? new(default, new(columns[i], columns[width + i], columns[(2 * width) + i]))
                : new(new(to - from, columns[i], columns[width + i]), default));
        }

        for (int channel = 0; channel < channels && HasRest(slab); channel++)
        {
            sums[channel] = sums[channel].With(
                a.Sum(
                    first + channel, (cut.Rows * stride) + (((nint)first + channel) * a.Inner), cut.Rest(a.N),
                    a.Inner, a.Stride));
        }
    }

    private readonly void Apply(int slab, int first, int channels, int width, ChannelConstants<T>* own, T* work)
    {
        BatchNormArguments<T> a = arguments;
        for (int i = 0; i < width; i++)
        {
            ChannelConstants<T> of = own[i / a.Inner % channels];
            work[i] = of.Centre;
            work[width + i] = of.Scale;
            work[(2 * width) + i] = of.Offset;
            work[(3 * width) + i] = of.OfInput;
        }

        Apply(slab, first, width, work);
        for (int channel = 0; channel < channels && HasRest(slab); channel++)
        {
            nint at = (cut.Rows * a.Stride * cut.Together) + (((nint)first + channel) * a.Inner);
            a.Apply(at, cut.Rest(a.N), a.Inner, own[channel]);
        }
    }

    // Applies the columns' constants, [4, width], to the rows of a slab.
    private readonly void Apply(int slab, int first, int width, T* constants)
    {
        ref readonly BatchNormArguments<T> a = ref arguments;
        (int from, int to) = Rows(slab);
        nint stride = a.Stride * cut.Together;
        nint at = (from * stride) + ((nint)first * a.Inner);
        if (a.GradOutput is null && a.Y is not null)
        {
            NormColumnLoops.Affine(a.X + at, a.Y + at, to - from, width, stride, constants, a.Relu, a.Stream);
        }
        else if (a.GradInput is not null)
        {
            T* x = a.Training ? a.X + at : null;
            T* y = a.Y is null ? null : a.Y + at;
            NormColumnLoops.Gradient(
                x, a.GradOutput + at, y, a.GradInput + at, to - from, width, stride, constants, a.Stream);
        }

        if (a.Stream)
        {
            Interlocked.MemoryBarrier(); // non-temporal stores are ordered with nothing else
        }
    }
}
