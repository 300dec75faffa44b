using System.Numerics;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>
/// Group normalisation where a channel is a run of many neighbours: a part is a few groups.
/// </summary>
/// <remarks>
/// Weights are one a channel, not one a value as in <see cref="RowNorm{T}"/>, whose arguments it shares.
/// </remarks>
internal unsafe struct GroupNormRuns<T> : IParallelWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int PartValues = 1 << 17;
    private readonly RowNormArguments<T> arguments;
    private readonly int inner;
    private readonly int channels; // of a group
    private readonly int rowsAPart;
    private GradientSums* sums; // [samples, groups * channels]

    private GroupNormRuns(in RowNormArguments<T> arguments, int inner)
    {
        this.arguments = arguments;
        this.inner = inner;
        channels = arguments.Width / inner;
        rowsAPart = Math.Clamp(PartValues / arguments.Width, 1, (arguments.Samples * arguments.Groups / 16) + 1);
    }

    public static void Run(in RowNormArguments<T> arguments, int inner, int threads)
    {
        var work = new GroupNormRuns<T>(arguments, inner);
        int rows = arguments.Samples * arguments.Groups;
        int parts = (rows + work.rowsAPart - 1) / work.rowsAPart;
        threads = Pieces.Threads(arguments.Length, threads);
        if (arguments.GradOutput is null)
        {
            Workers.Run(ref work, parts, threads);
            return;
        }

        work.sums = (GradientSums*)NativePool.Rent((long)rows * work.channels * sizeof(GradientSums));
        try
        {
            Workers.Run(ref work, parts, threads);
            work.PutTogether();
        }
        finally
        {
            NativePool.Return(work.sums);
        }
    }

    public readonly void Run(int part)
    {
        int end = Math.Min((part + 1) * rowsAPart, arguments.Samples * arguments.Groups);
        for (int row = part * rowsAPart; row < end; row++)
        {
            // While results are written, the memory can send the next row.
            nint ahead = row + 1 < end ? arguments.Width : 0;
            if (arguments.GradOutput is null)
            {
                Forward(row, ahead);
            }
            else
            {
                Backward(row, ahead);
            }
        }

        if (arguments.Stream)
        {
            Interlocked.MemoryBarrier(); // stores past the caches are ordered with nothing else
        }
    }

    private readonly double Weight(int channel) =>
        arguments.Weight is null ? 1 : double.CreateTruncating(arguments.Weight[channel]);

    private readonly void Forward(int row, nint ahead)
    {
        RowNormArguments<T> a = arguments;
        ChannelConstants<T> hat = a.Finish(row, MomentSums.Of(a.X + ((nint)row * a.Width), 1, a.Width, a.Width));
        double r = double.CreateTruncating(hat.Scale);
        double shift = double.CreateTruncating(hat.Offset);
        for (int i = channels - 1; i >= 0 && a.Y is not null; i--)
        {
            int channel = (row % a.Groups * channels) + i;
            nint at = ((nint)row * a.Width) + ((nint)i * inner);
            double weight = Weight(channel);
            double bias = a.Bias is null ? 0 : double.CreateTruncating(a.Bias[channel]);
            ChannelConstants<T> constants = new(
                hat.Centre, T.CreateTruncating(r * weight), T.CreateTruncating((shift * weight) + bias), T.Zero);
            NormRuns.Affine(a.X + at, a.Y + at, inner, constants, a.Relu, a.Stream, ahead);
        }
    }

    // The derivation is that of RowNorm.Backward, where the sums over a row are sums over its channels of weight times
    // the sums of a channel. Those stay behind, for the gradients of weight and bias.
    private readonly void Backward(int row, nint ahead)
    {
        RowNormArguments<T> a = arguments;
        GradientSums* own = sums + ((long)row * channels);
        int first = row % a.Groups * channels;
        nint start = (nint)row * a.Width;
        T centre = a.Mean[row];
        double r = double.CreateTruncating(a.InverseStd[row]);
        GradientSums all = default;
        for (int i = 0; i < channels; i++)
        {
            nint at = start + ((nint)i * inner);
            own[i] = NormRuns.Sums(a.X + at, a.GradOutput + at, a.Y is null ? null : a.Y + at, 1, inner, inner, centre);
            double weight = Weight(first + i);
            all += new GradientSums(own[i].Deviations, weight * own[i].Gradients, weight * own[i].Products);
        }

        double rest = all.Deviations / a.Width;
        double ofInput = -r * r * r * (all.Products - (rest * all.Gradients)) / a.Width;
        double offset = (-r * all.Gradients / a.Width) - (ofInput * rest);
        for (int i = channels - 1; i >= 0; i--)
        {
            nint at = start + ((nint)i * inner);
            own[i] = new(0, own[i].Gradients, r * (own[i].Products - (rest * own[i].Gradients)));
            if (a.GradInput is not null)
            {
                NormRuns.Gradient(
                    a.X + at, a.GradOutput + at, a.Y is null ? null : a.Y + at, a.GradInput + at, inner,
                    new(
                        centre, T.CreateTruncating(r * Weight(first + i)), T.CreateTruncating(offset),
                        T.CreateTruncating(ofInput)),
                    a.Stream, ahead);
            }
        }
    }

    private readonly void PutTogether()
    {
        int all = arguments.Groups * channels;
        for (int channel = 0; channel < all; channel++)
        {
            GradientSums sum = default;
            for (int sample = 0; sample < arguments.Samples; sample++)
            {
                sum += sums[((long)sample * all) + channel];
            }

            if (arguments.GradWeight is not null)
            {
                arguments.GradWeight[channel] = T.CreateTruncating(sum.Products);
            }

            if (arguments.GradBias is not null)
            {
                arguments.GradBias[channel] = T.CreateTruncating(sum.Gradients);
            }
        }
    }
}
