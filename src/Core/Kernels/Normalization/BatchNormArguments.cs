using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>
/// What the passes of a batch normalisation share: the tensors, their sizes, and the arithmetic of one channel.
/// </summary>
internal unsafe struct BatchNormArguments<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T* X;
    public T* Y;
    public T* Weight;
    public T* Bias;
    public T* Mean;
    public T* InverseStd;
    public T* RunningMean;
    public T* RunningVar;
    public T* GradOutput;
    public T* GradInput;
    public T* GradWeight;
    public T* GradBias;
    public int N;
    public int C;
    public int Inner;
    public double Eps;
    public double Factor;
    public bool Relu;

    /// <summary>Whether the statistics are the batch's (otherwise the running ones).</summary>
    public bool Training;

    /// <summary>Whether the result is so large that it is written past the caches (non-temporal stores).</summary>
    public bool Stream;

    public readonly long Length => (long)N * C * Inner;

    /// <summary>The distance from one sample to the next, in values.</summary>
    public readonly nint Stride => (nint)C * Inner;

    /// <summary>The number of values in one channel.</summary>
    public readonly double Count => (double)N * Inner;

    /// <summary>Whether this is a forward pass by the running statistics: nothing has to be summed.</summary>
    public readonly bool Evaluates => !Training && GradOutput is null;

    /// <summary>Whether there is anything to write besides statistics and parameter gradients.</summary>
    public readonly bool HasResult => (GradOutput is null ? Y : GradInput) is not null;

    /// <summary>What is subtracted from a channel's values before they are summed for a gradient.</summary>
    public readonly T Centre(int channel) => Training ? Mean[channel] : RunningMean[channel];

    /// <summary>
    /// The moments (forward) or the gradient's sums (backward) over <paramref name="runs"/> runs of <paramref
    /// name="length"/> values of a channel, the first of them at <paramref name="offset"/>.
    /// </summary>
    public readonly Partial Sum(int channel, nint offset, int runs, int length, nint stride)
    {
        if (GradOutput is null)
        {
            return new(MomentSums.Of(X + offset, runs, length, stride), default);
        }

        T* y = Y is null ? null : Y + offset;
        return new(default, NormRunLoops.Sums(X + offset, GradOutput + offset, y, runs, length, stride, Centre(channel)));
    }

    /// <summary>
    /// The second pass over the same runs, from the last to the first, as what was read last is still in the cache.
    /// </summary>
    public readonly void Apply(nint offset, int runs, int length, in ChannelConstants<T> constants)
    {
        for (nint at = offset + ((runs - 1) * Stride); at >= offset && HasResult; at -= Stride)
        {
            if (GradOutput is null)
            {
                NormRunLoops.Affine(X + at, Y + at, length, constants, Relu, Stream);
            }
            else
            {
                T* y = Y is null ? null : Y + at;
                NormRunLoops.Gradient(
                    Training ? X + at : null, GradOutput + at, y, GradInput + at, length, constants, Stream,
                    ahead: Stream && Training ? Inner : 0);
            }
        }
    }

    /// <summary>Whether a channel's second pass and the next channel's first can share one loop.</summary>
    public readonly bool Pairs =>
        Alternates && (GradOutput is null ? NormPairLoops.Fit(X, Y) : NormPairLoops.Fit(GradOutput, GradInput));

    /// <summary>The second pass over a channel, and the first over the next channel.</summary>
    public readonly Partial ApplyAndSumNext(int channel, in ChannelConstants<T> constants)
    {
        MomentSums moments = default;
        GradientSums sums = default;
        nint at = First(channel + 1) - Inner;
        nint step = Step(channel + 1);
        for (int sample = 0; sample < N; sample++, at += step)
        {
            if (GradOutput is null)
            {
                moments = NormPairLoops.Forward(
                    X + at, Y + at, X + at + Inner, Inner, constants, Relu, step - Inner, moments);
            }
            else
            {
                sums += NormPairLoops.Backward(
                    X + at, GradOutput + at, Y is null ? null : Y + at, GradInput + at, Inner, constants, Inner,
                    Centre(channel + 1), step - Inner);
            }
        }

        return new(moments, sums);
    }

    /// <summary>
    /// The offset of the run of a channel that is summed first. Where channels alternate, this is the last run of every
    /// other channel: the pass over a channel then begins where its sums ended, with what is still in the cache.
    /// </summary>
    public readonly nint First(int channel) => ((nint)channel * Inner) + (Reverse(channel) ? (N - 1) * Stride : 0);

    /// <summary>The distance from a run to the one that is summed after it.</summary>
    public readonly nint Step(int channel) => Reverse(channel) ? -Stride : Stride;

    // Unlike Pairs, this ignores where the results lie in memory: that must not change a single bit of them.
    private readonly bool Alternates => Stream && Training && NormPairLoops.Fit<T>(Inner);

    private readonly bool Reverse(int channel) => Alternates && channel % 2 == 1;

    /// <summary>The constants of a channel for the second pass, once all its values have been summed.</summary>
    public readonly ChannelConstants<T> Finish(int channel, in Partial partial) => GradOutput is null
        ? Finish(channel, partial.Moments.Mean, partial.Moments.Squares)
        : Finish(channel, partial.Sums);

    /// <summary>
    /// Stores a channel's statistics where they are wanted; returns the constants of y = (x - centre) * scale + offset.
    /// </summary>
    public readonly ChannelConstants<T> Finish(int channel, double mean, double squares)
    {
        double variance = squares / Count;
        double inverseStd = variance + Eps == 0 ? 0 : 1 / Math.Sqrt(variance + Eps); // equal values become the bias
        if (Mean is not null)
        {
            Mean[channel] = T.CreateTruncating(mean);
            InverseStd[channel] = T.CreateTruncating(inverseStd);
        }

        if (RunningMean is not null)
        {
            RunningMean[channel] = Mix(RunningMean[channel], mean);
            RunningVar[channel] = Mix(RunningVar[channel], squares / (Count - 1));
        }

        return Constants(channel, mean, inverseStd);
    }

    /// <summary>The constants of y = (x - centre) * scale + offset by the running statistics.</summary>
    public readonly ChannelConstants<T> Frozen(int channel) =>
        Constants(channel, double.CreateTruncating(RunningMean[channel]), FrozenInverseStd(channel));

    /// <summary>
    /// Writes the gradients of a channel's weight and bias; returns the constants of
    /// dx = scale * g + ofInput * (x - centre) + offset.
    /// </summary>
    /// <remarks>
    /// With m values, mean mu, r = 1 / sqrt(var + eps) and h = (x - mu) r:
    /// dbias = sum g, dweight = sum g h, and as mu and r depend on every x,
    /// dx = r weight (g - (sum g) / m - h (sum g h) / m).
    /// In evaluation mu and r are constants, so dx = r weight g.
    /// Only x - centre is available here. With mu = centre + rest and rest = sum(x - centre) / m,
    /// sum g h = r (sum g (x - centre) - rest sum g).
    /// </remarks>
    public readonly ChannelConstants<T> Finish(int channel, GradientSums sums)
    {
        T centre = Centre(channel);
        double inverseStd = Training ? double.CreateTruncating(InverseStd[channel]) : FrozenInverseStd(channel);
        double rest = Training ? sums.Deviations / Count : 0;
        double products = inverseStd * (sums.Products - (rest * sums.Gradients));
        if (GradWeight is not null)
        {
            GradWeight[channel] = T.CreateTruncating(products);
        }

        if (GradBias is not null)
        {
            GradBias[channel] = T.CreateTruncating(sums.Gradients);
        }

        double scale = inverseStd * (Weight is null ? 1 : double.CreateTruncating(Weight[channel]));
        if (!Training)
        {
            return new(centre, T.CreateTruncating(scale), T.Zero, T.Zero);
        }

        if (Count == 1)
        {
            return default; // y is the bias, whatever x is; the terms below would cancel only up to rounding
        }

        double ofInput = -scale * inverseStd * products / Count;
        double offset = (-scale * sums.Gradients / Count) - (ofInput * rest);
        return new(centre, T.CreateTruncating(scale), T.CreateTruncating(offset), T.CreateTruncating(ofInput));
    }

    private readonly double FrozenInverseStd(int channel) =>
        1 / Math.Sqrt(double.CreateTruncating(RunningVar[channel]) + Eps);

    private readonly ChannelConstants<T> Constants(int channel, double mean, double inverseStd)
    {
        T centre = T.CreateTruncating(mean);
        double scale = inverseStd * (Weight is null ? 1 : double.CreateTruncating(Weight[channel]));
        double bias = Bias is null ? 0 : double.CreateTruncating(Bias[channel]);
        double rest = mean - double.CreateTruncating(centre);
        return new(centre, T.CreateTruncating(scale), T.CreateTruncating(bias - (rest * scale)), T.Zero);
    }

    private readonly T Mix(T running, double batch) =>
        T.CreateTruncating(((1 - Factor) * double.CreateTruncating(running)) + (Factor * batch));
}
