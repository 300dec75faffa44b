using System.Numerics;
using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>
/// Group normalisation where a channel is a long run of neighbours: a part is a few rows, a row being one group of one
/// sample.
/// </summary>
/// <remarks>
/// There is one weight per channel, not one per value as in <see cref="SampleNorm{T}"/>, whose arguments it shares.
/// </remarks>
internal unsafe struct GroupNormRuns<T> : IParallelWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly SampleNormArguments<T> arguments;
    private readonly int inner;
    private readonly int channels; // of a group
    private EvenCut ranges; // of rows
    private GradientSums* sums; // [samples, groups * channels]

    private GroupNormRuns(in SampleNormArguments<T> arguments, int inner)
    {
        this.arguments = arguments;
        this.inner = inner;
        channels = arguments.Width / inner;
    }

    public static void Run(in SampleNormArguments<T> arguments, int inner, int threads)
    {
        var work = new GroupNormRuns<T>(arguments, inner);
        int rows = arguments.Samples * arguments.Groups;
        threads = CacheBlocks.Threads(arguments.Length, threads);
        work.ranges = EvenCut.Of(rows, 4L * (threads > 0 ? threads : Workers.DefaultThreads));
        if (arguments.GradOutput is null)
        {
            Workers.Run(ref work, work.ranges.Parts, threads);
            return;
        }

        work.sums = (GradientSums*)NativePool.Rent((long)rows * work.channels * sizeof(GradientSums));
        try
        {
            Workers.Run(ref work, work.ranges.Parts, threads);
            work.PutTogether();
        }
        finally
        {
            NativePool.Return(work.sums);
        }
    }

    public readonly void Run(int part)
    {
        (int first, int end) = (ranges.First(part), ranges.End(part));
        if (arguments.GradOutput is null)
        {
            Forward(first, end);
        }
        else
        {
            Backward(first, end);
        }

        if (arguments.Stream)
        {
            Interlocked.MemoryBarrier(); // non-temporal stores are ordered with nothing else
        }
    }

    // One row after another; in pairs, each row but the first is summed while the one before it is written.
    private readonly void Forward(int first, int end)
    {
        ref readonly SampleNormArguments<T> a = ref arguments;
        bool pairs = a.Stream && NormPairLoops.Fit<T>(inner) && NormPairLoops.Fit(a.X, a.Y);
        MomentSums moments = default;
        for (int row = first; row < end; row++)
        {
            if (row == first || !pairs)
            {
                moments = MomentSums.Of(a.X + ((nint)row * a.Width), channels, inner, inner);
            }

            moments = Apply(row, a.Finish(row, moments), pairs && row + 1 < end);
        }
    }

    private readonly double Weight(int channel) =>
        arguments.Weight is null ? 1 : double.CreateTruncating(arguments.Weight[channel]);

    // Returns the moments of the next row, if that is to be summed.
    private readonly MomentSums Apply(int row, in ChannelConstants<T> hat, bool next)
    {
        ref readonly SampleNormArguments<T> a = ref arguments;
        double r = double.CreateTruncating(hat.Scale);
        double shift = double.CreateTruncating(hat.Offset);
        MomentSums moments = default;
        for (int i = 0; i < channels && a.Y is not null; i++)
        {
            int channel = (row % a.Groups * channels) + i;
            nint at = ((nint)row * a.Width) + ((nint)i * inner);
            double weight = Weight(channel);
            double bias = a.Bias is null ? 0 : double.CreateTruncating(a.Bias[channel]);
            ChannelConstants<T> constants = new(
                hat.Centre, T.CreateTruncating(r * weight), T.CreateTruncating((shift * weight) + bias), T.Zero);
            if (next)
            {
                moments = NormPairLoops.Forward(
                    a.X + at, a.Y + at, a.X + at + a.Width, inner, constants, a.Relu, 0, moments);
            }
            else
            {
                NormRunLoops.Affine(a.X + at, a.Y + at, inner, constants, a.Relu, a.Stream);
            }
        }

        return moments;
    }

    // As in Forward: in pairs, each row but the first is summed while the one before it is written.
    private readonly void Backward(int first, int end)
    {
        ref readonly SampleNormArguments<T> a = ref arguments;
        bool pairs = a.Stream && NormPairLoops.Fit<T>(inner) && NormPairLoops.Fit(a.GradOutput, a.GradInput);
        for (int row = first; row < end; row++)
        {
            for (int i = 0; i < channels && (row == first || !pairs); i++)
            {
                nint at = At(row, i);
                sums[((long)row * channels) + i] = NormRunLoops.Sums(
                    a.X + at, a.GradOutput + at, a.Y is null ? null : a.Y + at, 1, inner, inner, a.Mean[row]);
            }

            Backward(row, pairs && row + 1 < end);
        }
    }

    // The derivation is that of SampleNorm.Finish; here the sums over a row are the sums over its channels of weight times
    // the channel's sums. The channel's sums are kept for the gradients of weight and bias.
    private readonly void Backward(int row, bool next)
    {
        ref readonly SampleNormArguments<T> a = ref arguments;
        GradientSums* own = sums + ((long)row * channels);
        int first = row % a.Groups * channels;
        double r = double.CreateTruncating(a.InverseStd[row]);
        GradientSums all = default;
        for (int i = 0; i < channels; i++)
        {
            double weight = Weight(first + i);
            all += new GradientSums(own[i].Deviations, weight * own[i].Gradients, weight * own[i].Products);
        }

        double rest = all.Deviations / a.Width;
        double ofInput = -r * r * r * (all.Products - (rest * all.Gradients)) / a.Width;
        double offset = (-r * all.Gradients / a.Width) - (ofInput * rest);
        for (int i = 0; i < channels; i++)
        {
            own[i] = new(0, own[i].Gradients, r * (own[i].Products - (rest * own[i].Gradients)));
            ChannelConstants<T> constants = new(
                a.Mean[row], T.CreateTruncating(
                    r * Weight(first + i)), T.CreateTruncating(offset), T.CreateTruncating(ofInput));
            nint at = At(row, i);
            T* y = a.Y is null ? null : a.Y + at;
            if (next)
            {
                own[channels + i] = NormPairLoops.Backward(
                    a.X + at, a.GradOutput + at, y, a.GradInput + at, inner, constants, a.Width, a.Mean[row + 1], 0);
            }
            else if (a.GradInput is not null)
            {
                NormRunLoops.Gradient(
                    a.X + at, a.GradOutput + at, y, a.GradInput + at, inner, constants, a.Stream,
                    ahead: a.Stream ? a.Width : 0);
            }
        }
    }

    private readonly nint At(int row, int channel) => ((nint)row * arguments.Width) + ((nint)channel * inner);

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
