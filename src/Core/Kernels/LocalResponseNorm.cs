using System.Numerics;

namespace NormTools.Core.Kernels;

/// <summary>Local response normalisation of [n, c, inner]: y = x / (k + alpha * average of x^2 over a window of channels)^beta.</summary>
/// <remarks>
/// Krizhevsky et al. 2012, with torch's conventions: the window's sum is always divided by size (outside are zeros); a window of
/// even size has size / 2 channels before and size / 2 - 1 after.
/// </remarks>
internal static class LocalResponseNorm
{
    public static void Forward<T>(
        ReadOnlySpan<T> x, Span<T> y, int n, int c, int inner, int size, double alpha, double beta, double k, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < n * c * inner; i++)
        {
            double scale = Scale(x, i, c, inner, size, alpha, k);
            y[i] = T.CreateTruncating(double.CreateTruncating(x[i]) * Math.Pow(scale, -beta));
        }
    }

    /// <summary>The gradient of the input.</summary>
    public static void Backward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> gradOutput, Span<T> gradInput, int n, int c, int inner,
        int size, double alpha, double beta, double k, int threads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < n * c * inner; i++)
        {
            int channel = i / inner % c;
            double sum = 0;
            for (int other = Math.Max(0, channel - ((size - 1) / 2)); other <= Math.Min(c - 1, channel + (size / 2)); other++)
            {
                int at = i + ((other - channel) * inner);
                sum += double.CreateTruncating(gradOutput[at]) * double.CreateTruncating(x[at])
                    * Math.Pow(Scale(x, at, c, inner, size, alpha, k), -beta - 1);
            }

            gradInput[i] = T.CreateTruncating(
                (double.CreateTruncating(gradOutput[i]) * Math.Pow(Scale(x, i, c, inner, size, alpha, k), -beta))
                - (2 * alpha * beta / size * double.CreateTruncating(x[i]) * sum));
        }
    }

    private static double Scale<T>(ReadOnlySpan<T> x, int i, int c, int inner, int size, double alpha, double k)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int channel = i / inner % c;
        double sum = 0;
        for (int other = Math.Max(0, channel - (size / 2)); other <= Math.Min(c - 1, channel + ((size - 1) / 2)); other++)
        {
            double value = double.CreateTruncating(x[i + ((other - channel) * inner)]);
            sum += value * value;
        }

        return k + (alpha * sum / size);
    }
}
