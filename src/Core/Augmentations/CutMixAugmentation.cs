using System.Runtime.CompilerServices;
using NormTools.Core.Random;

namespace NormTools.Core.Augmentations;

/// <summary>Pastes a rectangle of another image into an image and mixes the targets by area: torchvision's
/// CutMix.</summary>
/// <remarks>
/// Yun et al. 2019. One word decides whether, with probability p; then a share is drawn from Beta(alpha, alpha), and
/// the column and row of the rectangle's centre. Its half sides are sqrt(1 - share) / 2 of the image's, rounded down;
/// it is clipped at the edges, and the share becomes that of the area that is kept. The other image is the sample
/// before it in the batch.
/// </remarks>
internal sealed unsafe class CutMixAugmentation : MixingAugmentation
{
    private readonly double alpha;
    private readonly double p;
    private int channels;
    private int height;
    private int width;

    public CutMixAugmentation(Arguments arguments)
    {
        alpha = arguments.Number("alpha", 1, 1e-3, 1e6);
        p = arguments.Number("p", 1, 0, 1);
    }

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "CutMix",
        "pastes in a rectangle of another image and mixes the targets by area",
        arguments => new CutMixAugmentation(arguments));

    public override void Begin(AugmentedData data)
    {
        if (!data.IsImage)
        {
            throw DoesNotFit("images, [channels, height, width]", data);
        }

        (channels, height, width) = (data.Channels, data.Height, data.Width);
    }

    public override float Mix(ref SampleStream stream, float* own, float* other, float* destination)
    {
        int plane = height * width;
        new ReadOnlySpan<float>(own, channels * plane).CopyTo(new Span<float>(destination, channels * plane));
        if (stream.NextSingle() >= p)
        {
            return 1;
        }

        double half = 0.5 * Math.Sqrt(1 - stream.Beta(alpha));
        int x = stream.Integer(width), y = stream.Integer(height);
        int halfWidth = (int)(half * width), halfHeight = (int)(half * height);
        int left = Math.Max(x - halfWidth, 0), right = Math.Min(x + halfWidth, width);
        int top = Math.Max(y - halfHeight, 0), bottom = Math.Min(y + halfHeight, height);
        for (int channel = 0; channel < channels; channel++)
        {
            for (int row = top; row < bottom; row++)
            {
                int at = (channel * plane) + (row * width) + left;
                new ReadOnlySpan<float>(other + at, right - left).CopyTo(new Span<float>(destination + at, right - left));
            }
        }

        return (float)(1 - ((right - left) * (double)(bottom - top) / plane));
    }
}
