using System.Runtime.CompilerServices;
using NormTools.Core.Random;

namespace NormTools.Core.Augmentations;

/// <summary>Erases a rectangle of an image: torchvision's RandomErasing.</summary>
/// <remarks>
/// Zhong et al. 2017. One word decides whether, with probability p; then up to ten tries: the share of the area and the
/// logarithm of height over width are uniform, and both sides, rounded, must be less than the image's; then the first
/// row and the first column. After ten failed tries the image is left unchanged.
/// </remarks>
internal sealed unsafe class RandomErasingAugmentation : ImageAugmentation
{
    private const int Tries = 10;

    private readonly double p;
    private readonly (double Least, double Most) scale;
    private readonly (double Least, double Most) logRatio;
    private readonly float value;

    public RandomErasingAugmentation(Arguments arguments)
    {
        p = arguments.Number("p", 0.5, 0, 1);
        scale = arguments.Pair("scale", 0.02, 0.33, 0, 1);
        (double least, double most) = arguments.Pair("ratio", 0.3, 3.3, double.Epsilon, double.MaxValue);
        logRatio = (StableMath.Log(least), StableMath.Log(most));
        value = arguments.Single("value", 0);
        if (scale.Least > scale.Most || least > most)
        {
            throw arguments.Invalid(least > most ? "ratio" : "scale", "has to be the least and the largest, in this order");
        }
    }

    [ModuleInitializer]
    internal static void Add() =>
        Catalog.Add(
            "RandomErasing", "erases a rectangle of an image",
            arguments => new RandomErasingAugmentation(arguments));

    public override void Apply(ref SampleStream stream, long trainingRow, float* source, float* destination)
    {
        if (stream.NextSingle() >= p)
        {
            return;
        }

        for (int i = 0; i < Tries; i++)
        {
            double area = stream.Uniform(scale.Least, scale.Most) * (Height * (double)Width);
            double ratio = StableMath.Exp(stream.Uniform(logRatio.Least, logRatio.Most));
            double height = Math.Round(Math.Sqrt(area * ratio)), width = Math.Round(Math.Sqrt(area / ratio));
            if (height < Height && width < Width)
            {
                Erase(destination, ref stream, (int)height, (int)width);
                return;
            }
        }
    }

    private void Erase(float* image, ref SampleStream stream, int height, int width)
    {
        int top = stream.Integer(Height - height + 1);
        int left = stream.Integer(Width - width + 1);
        for (int channel = 0; channel < Channels; channel++)
        {
            for (int row = top; row < top + height; row++)
            {
                new Span<float>(image + ((((long)channel * Height) + row) * Width) + left, width).Fill(value);
            }
        }
    }
}
