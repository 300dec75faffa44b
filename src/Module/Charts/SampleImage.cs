namespace NormTools.Charts;

/// <summary>A sample as a picture: one channel in grey, three as red, green and blue.</summary>
internal static class SampleImage
{
    /// <summary>The [channels, height, width] of samples that are images; null for others.</summary>
    public static int[]? Shape(long[] sample)
    {
        int[] shape = Array.ConvertAll(sample, size => (int)size);
        return shape.Length == 3 && shape[0] is 1 or 3 ? shape
            : shape.Length == 2 ? new[] { 1, shape[0], shape[1] }
            : null;
    }

    /// <summary>A PNG in which the least value is black and the largest white.</summary>
    /// <param name="values">The samples one after the other, [samples, channels, height, width].</param>
    /// <param name="sample">Which of them.</param>
    /// <param name="shape">[channels, height, width].</param>
    /// <param name="low">The least value.</param>
    /// <param name="high">The largest value.</param>
    public static byte[] Png(float[] values, int sample, int[] shape, float low, float high)
    {
        int channels = shape[0], plane = shape[1] * shape[2];
        var pixels = new byte[channels * plane];
        float scale = high > low ? 255 / (high - low) : 0;
        for (int i = 0; i < pixels.Length; i++)
        {
            float value = values[(sample * pixels.Length) + (i % channels * plane) + (i / channels)];
            pixels[i] = (byte)Math.Round((value - low) * scale);
        }

        return PngImage.Write(pixels, shape[2], shape[1], channels);
    }
}
