using System.Numerics;
using System.Runtime.CompilerServices;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>
/// Layer and root-mean-square normalisation, and group normalisation of few neighbours: a part is a few rows.
/// </summary>
/// <remarks>
/// The gradients of weight and bias are summed over at most 64 groups of samples, each by itself in pieces of 256 in T
/// and from there on in double, which are then put together in order: the groups follow from the shape alone, threads
/// change nothing.
/// </remarks>
internal unsafe struct RowNorm<T> : IParallelWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int PartValues = 1 << 14;
    private const int FoldSamples = 256;
    private const int MostSums = 1 << 22;
    private const int MostRows = 16;
    private const int RowBytes = 24 << 10;
    private readonly RowNormArguments<T> arguments;
    private readonly int samplesAPart;
    private double* sums; // [parts, 2, groups * width]

    private RowNorm(in RowNormArguments<T> arguments)
    {
        this.arguments = arguments;
        int width = arguments.Groups * arguments.Width;
        samplesAPart = arguments.GradOutput is null
            ? Math.Max(1, PartValues / width)
            : Math.Max(
                Math.Clamp((1 << 16) / width, 4, FoldSamples),
                1 + (arguments.Samples / Math.Clamp(MostSums / width, 1, 64)));
    }

    public static void Run(in RowNormArguments<T> arguments, int threads)
    {
        var work = new RowNorm<T>(arguments);
        int parts = (arguments.Samples + work.samplesAPart - 1) / work.samplesAPart;
        threads = Pieces.Threads(arguments.Length, threads);
        if (arguments.GradWeight is null && arguments.GradBias is null)
        {
            Workers.Run(ref work, parts, threads);
            return;
        }

        long width = (long)arguments.Groups * arguments.Width;
        work.sums = (double*)NativePool.RentCleared(parts * 2 * width * sizeof(double));
        try
        {
            Workers.Run(ref work, parts, threads);
            for (int part = 1; part < parts; part++)
            {
                for (long i = 0; i < 2 * width; i++)
                {
                    work.sums[i] += work.sums[(part * 2 * width) + i];
                }
            }

            for (long i = 0; i < width; i++)
            {
                if (arguments.GradWeight is not null)
                {
                    arguments.GradWeight[i] = T.CreateTruncating(work.sums[i]);
                }

                if (arguments.GradBias is not null)
                {
                    arguments.GradBias[i] = T.CreateTruncating(work.sums[width + i]);
                }
            }
        }
        finally
        {
            NativePool.Return(work.sums);
        }
    }

    public readonly void Run(int part)
    {
        int first = part * samplesAPart;
        int end = Math.Min(first + samplesAPart, arguments.Samples);
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
            Interlocked.MemoryBarrier(); // stores past the caches are ordered with nothing else
        }
    }

    [SkipLocalsInit]
    private readonly void Forward(int first, int end)
    {
        // Of a few rows that stay in the first cache, all are summed before any is written: so no row waits for the
        // end of a sum, and while results are written the memory can send the next rows.
        ref readonly RowNormArguments<T> a = ref arguments;
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
                nint at = (nint)row * a.Width;
                nint column = (nint)(row % a.Groups) * a.Width;
                NormRows.Affine(
                    a.X + at, a.Y + at, a.Width, a.Weight is null ? null : a.Weight + column,
                    a.Bias is null ? null : a.Bias + column, constants[row - block], a.Relu, a.Stream, ahead);
            }
        }
    }

    [SkipLocalsInit]
    private readonly void Backward(int part, int first, int end)
    {
        ref readonly RowNormArguments<T> a = ref arguments;
        int width = a.Groups * a.Width;
        T* columns = sums is null ? null : (T*)NativePool.RentCleared(2L * width * sizeof(T));
        try
        {
            for (int fold = first; fold < end; fold += FoldSamples)
            {
                Backward(fold * a.Groups, Math.Min(fold + FoldSamples, end) * a.Groups, columns);
                double* into = sums + ((long)part * 2 * width);
                for (int i = 0; i < 2 * width && columns is not null; i++)
                {
                    into[i] += double.CreateTruncating(columns[i]);
                    columns[i] = T.Zero;
                }
            }
        }
        finally
        {
            NativePool.Return(columns);
        }
    }

    // A few rows at a time, as forwards.
    [SkipLocalsInit]
    private readonly void Backward(int first, int end, T* columns)
    {
        ref readonly RowNormArguments<T> a = ref arguments;
        ChannelConstants<T>* constants = stackalloc ChannelConstants<T>[MostRows];
        int together = Math.Clamp(RowBytes / 2 / sizeof(T) / a.Width, 1, MostRows);
        nint ahead = (nint)together * a.Width;
        for (int block = first; block < end; block += together)
        {
            int blockEnd = Math.Min(block + together, end);
            for (int row = block; row < blockEnd; row++)
            {
                constants[row - block] = Sum(row, columns);
            }

            for (int row = block; row < blockEnd && a.GradInput is not null; row++)
            {
                nint at = (nint)row * a.Width;
                T* weight = a.Weight is null ? null : a.Weight + ((nint)(row % a.Groups) * a.Width);
                NormRows.Gradient(
                    a.X + at, a.GradOutput + at, a.Y is null ? null : a.Y + at, a.GradInput + at, a.Width, weight,
                    constants[row - block], a.Stream, ahead);
            }
        }
    }

    // With m values in a row, r = 1 / sqrt(var + eps), h = (x - mu) r and g the gradient of y times weight: mu and r
    // depend on every x, so dx = r (g - (sum g) / m - h (sum g h) / m); dweight = sum over rows of gy h, dbias of gy.
    // Where no mean is subtracted, the term (sum g) / m goes. x - centre is at hand, and h = (x - centre) r - rest r.
    private readonly ChannelConstants<T> Sum(int row, T* columns)
    {
        ref readonly RowNormArguments<T> a = ref arguments;
        nint at = (nint)row * a.Width;
        nint column = (nint)(row % a.Groups) * a.Width;
        T centre = a.Centred ? a.Mean[row] : T.Zero;
        double r = double.CreateTruncating(a.InverseStd[row]);
        double rest = Rest(at, centre, r);
        GradientSums of = NormRows.Sums(
            a.X + at, a.GradOutput + at, a.Y is null ? null : a.Y + at, a.Width,
            a.Weight is null ? null : a.Weight + column,
            new(centre, a.InverseStd[row], T.CreateTruncating(-rest * r), T.Zero),
            columns is null ? null : columns + column,
            columns is null ? null : columns + ((nint)a.Groups * a.Width) + column);
        if (a.Centred && a.Width == 1)
        {
            return default; // y is the bias, whatever x is: the terms below cancel but for their rounding
        }

        double ofInput = -r * r * of.Products / a.Width;
        double offset = (a.Centred ? -r * of.Gradients / a.Width : 0) - (ofInput * rest);
        return new(centre, a.InverseStd[row], T.CreateTruncating(offset), T.CreateTruncating(ofInput));
    }

    // What the mean has beyond its centre: worth a pass where the mean is so many deviations from 0 that rounding it
    // shows.
    private readonly double Rest(nint at, T centre, double inverseStd)
    {
        const double FewDeviations = 4;
        return arguments.Centred && !(Math.Abs(double.CreateTruncating(centre)) * inverseStd < FewDeviations)
            ? NormRows.Deviations(arguments.X + at, arguments.Width, centre) / arguments.Width
            : 0;
    }
}
