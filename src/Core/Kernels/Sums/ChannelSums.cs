using System.Numerics;
using NormTools.Core.Threading;

namespace NormTools.Core.Kernels;

/// <summary>The sum of each channel over samples and positions: the gradient of a transposed convolution's
/// bias.</summary>
internal static unsafe class ChannelSums
{
    /// <summary>sums[c] = sum over i, p of x[i, c, p].</summary>
    /// <param name="x">[samples, channels, positions].</param>
    /// <param name="sums">[channels].</param>
    public static void Of(float* x, float* sums, int samples, int channels, int positions)
    {
        int done = 0;
        for (int channel = 0; channel < channels; channel++)
        {
            double sum = 0;
            for (int sample = 0; sample < samples; sample++)
            {
                Slices.Count(ref done, positions);
                sum += Sum(x + ((((long)sample * channels) + channel) * positions), positions);
            }

            sums[channel] = (float)sum;
        }
    }

    private static float Sum(float* x, int count)
    {
        Vector<float> sums = Vector<float>.Zero;
        int i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            sums += Vector.Load(x + i);
        }

        float sum = Vector.Sum(sums);
        for (; i < count; i++)
        {
            sum += x[i];
        }

        return sum;
    }
}
