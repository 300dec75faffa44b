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
    private const int PairedPartValues = 1 << 16;
    private const int FoldSamples = 256;
    private const int MostSums = 1 << 22;
    private const int MostRows = 16;
    private const int RowBytes = 24 << 10;
    private const int RowsAhead = 4; // of pairs: from the row that is written to the one that is asked for
    private readonly RowNormArguments<T> arguments;
    private readonly int samplesAPart;
    private readonly bool pairs;
    private double* sums; // [parts, 2, groups * width]

    private RowNorm(in RowNormArguments<T> arguments)
    {
        this.arguments = arguments;
        int width = arguments.Groups * arguments.Width;
        pairs = arguments.Stream && arguments.Width <= Pieces.Most && NormPairs.Fit<T>(arguments.Width)
            && (arguments.GradOutput is null
                ? NormPairs.Fit(arguments.X, arguments.Y)
                : NormPairs.Fit(arguments.GradOutput, arguments.GradInput));
        samplesAPart = arguments.GradOutput is null
            ? Math.Max(1, (pairs ? PairedPartValues : PartValues) / width)
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

    // Each row is summed while the one two before it is written, so its constants are there before they are needed.
    private readonly void ForwardInPairs(int first, int end)
    {
        ref readonly RowNormArguments<T> a = ref arguments;
        nint ahead = RowsAhead * (nint)a.Width;
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
            MomentSums moments = NormRows.AffineAndSum(
                a.X + at, a.Y + at, a.X + at + (2 * (nint)a.Width), a.Width, Weight(row), Bias(row), current, a.Relu,
                ahead);
            after = a.Finish(row + 2, moments);
        }
    }

    private readonly void Write(int row, in ChannelConstants<T> constants, nint ahead)
    {
        ref readonly RowNormArguments<T> a = ref arguments;
        nint at = (nint)row * a.Width;
        NormRows.Affine(
            a.X + at, a.Y + at, a.Width, Weight(row), Bias(row), constants, a.Relu, a.Stream, ahead);
    }

    private readonly T* Weight(int row) => OfGroup(arguments.Weight, row);

    private readonly T* Bias(int row) => OfGroup(arguments.Bias, row);

    private readonly T* OfGroup(T* values, int row) =>
        values is null ? null : values + ((nint)(row % arguments.Groups) * arguments.Width);

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
        if (pairs)
        {
            BackwardInPairs(first, end, columns);
            return;
        }

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
                WriteBack(row, constants[row - block], ahead);
            }
        }
    }

    private readonly void BackwardInPairs(int first, int end, T* columns)
    {
        ref readonly RowNormArguments<T> a = ref arguments;
        nint ahead = RowsAhead * (nint)a.Width;
        ChannelConstants<T> own = Sum(first, columns);
        ChannelConstants<T> after = first + 1 < end ? Sum(first + 1, columns) : default;
        for (int row = first; row < end; row++)
        {
            ChannelConstants<T> current = own;
            own = after;
            if (row + 2 >= end)
            {
                WriteBack(row, current, ahead);
                continue;
            }

            nint at = (nint)row * a.Width;
            NormRows.GradientResults<T> results = new(
                a.X + at, a.GradOutput + at, a.Y is null ? null : a.Y + at, Weight(row), current, ahead);
            double rest = Rest(row + 2);
            GradientSums of = NormPairs.BackwardRow(
                results, a.GradInput + at, Sums(row + 2, Hat(row + 2, rest), columns), a.Width);
            after = Finish(row + 2, of, rest);
        }
    }

    private readonly void WriteBack(int row, in ChannelConstants<T> constants, nint ahead)
    {
        ref readonly RowNormArguments<T> a = ref arguments;
        nint at = (nint)row * a.Width;
        NormRows.Gradient(
            a.X + at, a.GradOutput + at, a.Y is null ? null : a.Y + at, a.GradInput + at, a.Width, Weight(row),
            constants, a.Stream, ahead);
    }

    private readonly ChannelConstants<T> Sum(int row, T* columns)
    {
        double rest = Rest(row);
        return Finish(row, Sums(row, Hat(row, rest), columns).Over(arguments.Width), rest);
    }

    private readonly NormRows.RowSums<T> Sums(int row, in ChannelConstants<T> hat, T* columns)
    {
        ref readonly RowNormArguments<T> a = ref arguments;
        nint at = (nint)row * a.Width;
        nint column = (nint)(row % a.Groups) * a.Width;
        return new(
            a.X + at, a.GradOutput + at, a.Y is null ? null : a.Y + at, Weight(row), hat,
            columns is null ? null : columns + column,
            columns is null ? null : columns + ((nint)a.Groups * a.Width) + column);
    }

    // Constants that give the normalised x.
    private readonly ChannelConstants<T> Hat(int row, double rest) => new(
        Centre(row), arguments.InverseStd[row], T.CreateTruncating(-rest * InverseStd(row)), T.Zero);

    // With m values in a row, r = 1 / sqrt(var + eps), h = (x - mu) r and g the gradient of y times weight: mu and r
    // depend on every x, so dx = r (g - (sum g) / m - h (sum g h) / m); dweight = sum over rows of gy h, dbias of gy.
    // Where no mean is subtracted, the term (sum g) / m goes. x - centre is at hand, and h = (x - centre) r - rest r.
    private readonly ChannelConstants<T> Finish(int row, GradientSums of, double rest)
    {
        ref readonly RowNormArguments<T> a = ref arguments;
        if (a.Centred && a.Width == 1)
        {
            return default; // y is the bias, whatever x is: the terms below cancel but for their rounding
        }

        double r = InverseStd(row);
        double ofInput = -r * r * of.Products / a.Width;
        double offset = (a.Centred ? -r * of.Gradients / a.Width : 0) - (ofInput * rest);
        return new(Centre(row), a.InverseStd[row], T.CreateTruncating(offset), T.CreateTruncating(ofInput));
    }

    private readonly T Centre(int row) => arguments.Centred ? arguments.Mean[row] : T.Zero;

    private readonly double InverseStd(int row) => double.CreateTruncating(arguments.InverseStd[row]);

    // What the mean has beyond its centre: worth a pass where the mean is so many deviations from 0 that rounding it
    // shows.
    private readonly double Rest(int row)
    {
        const double FewDeviations = 4;
        T centre = Centre(row);
        return arguments.Centred && !(Math.Abs(double.CreateTruncating(centre)) * InverseStd(row) < FewDeviations)
            ? NormRows.Deviations(arguments.X + ((nint)row * arguments.Width), arguments.Width, centre)
                / arguments.Width
            : 0;
    }
}
