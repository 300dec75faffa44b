using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using NormTools.Core.Random;

namespace NormTools.Core.Augmentations;

/// <summary>Adds normal noise: torchvision's GaussianNoise for images, jitter in each column's own unit for tables.</summary>
/// <remarks>
/// The deviation is sigma times the range of the values for images, and the result is kept within that range; for tables sigma times
/// the standard deviation of each column over the training rows.
/// </remarks>
internal sealed unsafe class NoiseAugmentation : SampleAugmentation
{
    private readonly double sigma;
    private readonly bool clips;
    private float[] deviations = [];
    private (float Low, float High) range = (float.NegativeInfinity, float.PositiveInfinity);
    private int count;

    public NoiseAugmentation(Arguments arguments)
    {
        sigma = arguments.Number("sigma", 0.1, 0);
        clips = arguments.Flag("clip", true);
    }

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "Noise", "adds normal noise: a share of an image's range, or of each column's deviation", arguments => new NoiseAugmentation(arguments));

    public override void Begin(AugmentedData data)
    {
        count = data.Count;
        if (!data.IsImage)
        {
            deviations = [.. data.Deviations.Select(deviation => (float)(sigma * deviation))];
            return;
        }

        (float low, float high) = data.Range;
        deviations = [(float)(sigma * ((double)high - low))];
        range = clips ? data.Range : range;
    }

    public override void Apply(ref SampleStream stream, float* source, float* destination)
    {
        Span<float> values = new(destination, count);
        stream.AddNormal(values, deviations);
        if (float.IsFinite(range.Low))
        {
            TensorPrimitives.Clamp(values, range.Low, range.High, values);
        }
    }
}
