using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using NormTools.Core.Random;

namespace NormTools.Core.Augmentations;

/// <summary>Adds normal noise: torchvision's GaussianNoise for images, jitter in units of each column's standard
/// deviation for tables.</summary>
/// <remarks>
/// The noise has a standard deviation of sigma times the range of the values for images, whose results are clamped to
/// that range, and of sigma times each column's standard deviation over the training rows for tables.
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
        sigma = arguments.Number("sigma", 0.1, 0, Most);
        clips = arguments.Flag("clip", true);
    }

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "Noise",
        "adds normal noise: a share of an image's range, or of each column's deviation",
        arguments => new NoiseAugmentation(arguments));

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

    public override void Apply(ref SampleStream stream, long trainingRow, float* source, float* destination)
    {
        Span<float> values = new(destination, count);
        stream.AddNormal(values, deviations);
        if (float.IsFinite(range.Low))
        {
            TensorPrimitives.Clamp(values, range.Low, range.High, values);
        }
    }
}
