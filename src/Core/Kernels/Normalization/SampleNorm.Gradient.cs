using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Core.Memory;

namespace NormTools.Core.Kernels;

/// <content>The backward pass.</content>
internal unsafe partial struct SampleNorm<T>
{
    private const int PrefetchBytes = 2560; // in pairs: from the row that is summed to what is prefetched

    private readonly void Backward(int part, int first, int end)
    {
        int groups = arguments.Groups;
        if (sums is null)
        {
            Backward(first * groups, end * groups, null);
            return;
        }

        int width = groups * arguments.Width;
        double* into = sums + (part * 2L * width);
        double* wide = (double*)NativePool.Rent(width * (sizeof(double) + (2L * sizeof(T))));
        T* columns = (T*)(wide + width);
        try
        {
            NativeMemory.Clear(into, (nuint)(2L * width * sizeof(double)));
            for (int fold = first; fold < end; fold += FoldSamples)
            {
                NativeMemory.Clear(columns, (nuint)(2L * width * sizeof(T)));
                Backward(fold * groups, Math.Min(fold + FoldSamples, end) * groups, columns);
                Add(columns, wide, into, width);
                Add(columns + width, wide, into + width, width);
            }
        }
        finally
        {
            NativePool.Return(wide);
        }
    }

    private static void Add(T* values, double* wide, double* into, int count)
    {
        TensorPrimitives.ConvertTruncating<T, double>(new(values, count), new(wide, count));
        Span<double> all = new(into, count);
        TensorPrimitives.Add(all, new Span<double>(wide, count), all);
    }

    // A few rows at a time, as in Forward.
    [SkipLocalsInit]
    private readonly void Backward(int first, int end, T* columns)
    {
        ref readonly SampleNormArguments<T> a = ref arguments;
        if (pairs)
        {
            if (a.Y is null && a.Weight is not null && columns is not null)
            {
                BackwardInPairs<PlainLoop>(first, end, columns);
            }
            else
            {
                BackwardInPairs<GeneralLoop>(first, end, columns);
            }

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

    private readonly void BackwardInPairs<TVariant>(int first, int end, T* columns)
        where TVariant : struct, ILoopVariant
    {
        ref readonly SampleNormArguments<T> a = ref arguments;
        nint ahead = (2 * (nint)a.Width) + (PrefetchBytes / sizeof(T));
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
            NormRowLoops.GradientResults<T, TVariant> results = new(
                a.X + at, a.GradOutput + at, a.Y is null ? null : a.Y + at, Weight(row), current, ahead);
            double rest = Rest(row + 2);
            GradientSums of = NormPairLoops.BackwardRow(
                results, a.GradInput + at, Sums<TVariant>(row + 2, Hat(row + 2, rest), columns), a.Width);
            after = Finish(row + 2, of, rest);
        }
    }

    private readonly void WriteBack(int row, in ChannelConstants<T> constants, nint ahead)
    {
        ref readonly SampleNormArguments<T> a = ref arguments;
        nint at = (nint)row * a.Width;
        NormRowLoops.Gradient(
            a.X + at, a.GradOutput + at, a.Y is null ? null : a.Y + at, a.GradInput + at, a.Width, Weight(row),
            constants, a.Stream, ahead);
    }

    private readonly ChannelConstants<T> Sum(int row, T* columns)
    {
        double rest = Rest(row);
        return Finish(row, Sums<GeneralLoop>(row, Hat(row, rest), columns).Over(arguments.Width), rest);
    }

    private readonly NormRowLoops.RowSums<T, TVariant> Sums<TVariant>(int row, in ChannelConstants<T> hat, T* columns)
        where TVariant : struct, ILoopVariant
    {
        ref readonly SampleNormArguments<T> a = ref arguments;
        nint at = (nint)row * a.Width;
        nint column = (nint)(row % a.Groups) * a.Width;
        return new(
            a.X + at, a.GradOutput + at, a.Y is null ? null : a.Y + at, Weight(row), hat,
            columns is null ? null : columns + column,
            columns is null ? null : columns + ((nint)a.Groups * a.Width) + column);
    }

    // The constants that turn x into the normalised x.
    private readonly ChannelConstants<T> Hat(int row, double rest) => new(
        Centre(row), arguments.InverseStd[row], T.CreateTruncating(-rest * InverseStd(row)), T.Zero);

    // With m values in a row, r = 1 / sqrt(var + eps), h = (x - mu) r, gy the gradient of y and g = weight gy: mu and r
    // depend on every x, so dx = r (g - (sum g) / m - h (sum g h) / m). Summed over the rows, dweight is gy h and dbias
    // is gy. If no mean is subtracted, the term (sum g) / m vanishes. Only x - centre is available:
    // h = (x - centre) r - rest r.
    private readonly ChannelConstants<T> Finish(int row, GradientSums of, double rest)
    {
        ref readonly SampleNormArguments<T> a = ref arguments;
        if (a.Centred && a.Width == 1)
        {
            return default; // y is the bias, whatever x is: the terms below would cancel only up to rounding
        }

        double r = InverseStd(row);
        double ofInput = -r * r * of.Products / a.Width;
        double offset = (a.Centred ? -r * of.Gradients / a.Width : 0) - (ofInput * rest);
        return new(Centre(row), a.InverseStd[row], T.CreateTruncating(offset), T.CreateTruncating(ofInput));
    }

    private readonly T Centre(int row) => arguments.Centred ? arguments.Mean[row] : T.Zero;

    private readonly double InverseStd(int row) => double.CreateTruncating(arguments.InverseStd[row]);

    // The mean less its centre (the mean rounded to T). Computing it takes a pass over the row, which pays only if the
    // mean is so many standard deviations from 0 that the rounding matters.
    private readonly double Rest(int row)
    {
        const double FewDeviations = 4;
        T centre = Centre(row);
        return arguments.Centred && !(Math.Abs(double.CreateTruncating(centre)) * InverseStd(row) < FewDeviations)
            ? NormRowLoops.Deviations(arguments.X + ((nint)row * arguments.Width), arguments.Width, centre)
                / arguments.Width
            : 0;
    }
}
