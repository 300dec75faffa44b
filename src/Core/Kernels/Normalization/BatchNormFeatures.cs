using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>
/// The arithmetic between the two passes for many channels at once, where each channel is one column of few samples.
/// </summary>
/// <remarks>
/// Does in T, for a vector of channels, what <see cref="BatchNormArguments{T}.Finish"/> does in double for one: with
/// few samples of one value per channel, this arithmetic takes the time, not the memory.
/// </remarks>
internal static unsafe class BatchNormFeatures
{
    /// <summary>Turns the columns' moments into constants, and stores the statistics where they are wanted.</summary>
    /// <param name="first">The channel of the first column.</param>
    /// <param name="moments">
    /// The centres, and the sums of deviations from them and of their squares, [3, width].
    /// </param>
    /// <param name="constants">Receives centre, scale and offset, the first three rows of [4, width].</param>
    /// <returns>
    /// False, with nothing stored, if a column needs more care: (nearly) constant, not finite, or out of T's range.
    /// </returns>
    public static bool TryFinish<T>(in BatchNormArguments<T> a, int first, int width, T* moments, T* constants)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T tiny = T.CreateTruncating(a.Count * (typeof(T) == typeof(float) ? 1e-30 : 1e-290));
        Vector<T> share = Vector.Create(T.One / T.CreateTruncating(a.N));
        Vector<T> least = Vector.Create(tiny), part = Vector.Create(T.CreateTruncating(1e-3));
        for (int i = 0; i < width; i += Vector<T>.Count)
        {
            int at = Math.Min(i, width - Vector<T>.Count);
            Vector<T> one = Vector.Load(moments + width + at), two = Vector.Load(moments + (2 * width) + at);
            Vector<T> squares = two - (one * one * share);
            if (!(Vector.GreaterThanAll(two, least) && Vector.GreaterThanAll(squares, part * two)))
            {
                return false;
            }
        }

        Vector<T> eps = Vector.Create(T.CreateTruncating(a.Eps));
        int whole = width - (width % Vector<T>.Count);
        for (int i = 0; i < whole; i += Vector<T>.Count)
        {
            Vector<T> one = Vector.Load(moments + width + i), two = Vector.Load(moments + (2 * width) + i);
            Vector<T> centre = Vector.Load(moments + i), step = one * share, mean = centre + step;
            Vector<T> rest = step - (mean - centre);
            Vector<T> variance = (two - (one * step)) * share;
            Vector<T> inverseStd = Vector<T>.One / Vector.SquareRoot(variance + eps);
            Vector<T> scale = a.Weight is null ? inverseStd : inverseStd * Vector.Load(a.Weight + first + i);
            Vector<T> bias = a.Bias is null ? Vector<T>.Zero : Vector.Load(a.Bias + first + i);
            mean.Store(constants + i);
            scale.Store(constants + width + i);
            (bias - (rest * scale)).Store(constants + (2 * width) + i);
            Keep(a, first + i, mean, variance, inverseStd);
        }

        double inverse = 1 / a.Count;
        for (int i = whole; i < width; i++)
        {
            double one = double.CreateTruncating(moments[width + i]), two = double.CreateTruncating(
                moments[(2 * width) + i]);
            double mean = double.CreateTruncating(moments[i]) + (one * inverse);
            ChannelConstants<T> of = a.Finish(first + i, mean, two - (one * one * inverse));
            (constants[i], constants[width + i], constants[(2 * width) + i]) = (of.Centre, of.Scale, of.Offset);
        }

        return true;
    }

    /// <summary>
    /// Turns the columns' sums into the gradients of weight and bias, and into the constants for the gradient of the
    /// input.
    /// </summary>
    /// <param name="first">The channel of the first column.</param>
    /// <param name="sums">Of x - centre, of g and of their product, [3, width].</param>
    /// <param name="constants">Receives centre, scale, offset and ofInput, [4, width].</param>
    public static void FinishGradient<T>(in BatchNormArguments<T> a, int first, int width, T* sums, T* constants)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> share = Vector.Create(T.One / T.CreateTruncating(a.N));
        int whole = a.Training && a.N > 1 ? width - (width % Vector<T>.Count) : 0;
        for (int i = 0; i < whole; i += Vector<T>.Count)
        {
            Vector<T> gradients = Vector.Load(sums + width + i), inverseStd = Vector.Load(a.InverseStd + first + i);
            Vector<T> rest = Vector.Load(sums + i) * share;
            Vector<T> products = inverseStd * (Vector.Load(sums + (2 * width) + i) - (rest * gradients));
            Vector<T> scale = a.Weight is null ? inverseStd : inverseStd * Vector.Load(a.Weight + first + i);
            Vector<T> ofInput = -scale * inverseStd * products * share;
            Vector.Load(a.Mean + first + i).Store(constants + i);
            scale.Store(constants + width + i);
            ((-scale * gradients * share) - (ofInput * rest)).Store(constants + (2 * width) + i);
            ofInput.Store(constants + (3 * width) + i);
            if (a.GradWeight is not null)
            {
                products.Store(a.GradWeight + first + i);
            }

            if (a.GradBias is not null)
            {
                gradients.Store(a.GradBias + first + i);
            }
        }

        for (int i = whole; i < width; i++)
        {
            ChannelConstants<T> of = a.Finish(
                first + i,
                new GradientSums(
                    double.CreateTruncating(sums[i]), double.CreateTruncating(sums[width + i]),
                    double.CreateTruncating(sums[(2 * width) + i])));
            (constants[i], constants[width + i]) = (of.Centre, of.Scale);
            (constants[(2 * width) + i], constants[(3 * width) + i]) = (of.Offset, of.OfInput);
        }
    }

    private static void Keep<T>(
        in BatchNormArguments<T> a, int channel, Vector<T> mean, Vector<T> variance, Vector<T> inverseStd)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (a.Mean is not null)
        {
            mean.Store(a.Mean + channel);
            inverseStd.Store(a.InverseStd + channel);
        }

        if (a.RunningMean is not null)
        {
            Vector<T> of = Vector.Create(T.CreateTruncating(a.Factor)), old = Vector.Create(
                T.CreateTruncating(1 - a.Factor));
            T unbiased = T.CreateTruncating(a.Count / (a.Count - 1));
            ((old * Vector.Load(a.RunningMean + channel)) + (of * mean)).Store(a.RunningMean + channel);
            ((old * Vector.Load(a.RunningVar + channel)) + (of * variance * unbiased)).Store(a.RunningVar + channel);
        }
    }
}
