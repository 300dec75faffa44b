using System.Runtime.CompilerServices;
using NormTools.Core.Random;

namespace NormTools.Core.Augmentations;

/// <summary>Mirrors an image: torchvision's RandomHorizontalFlip and RandomVerticalFlip.</summary>
/// <remarks>Each direction draws one uniform, and flips where it is below p.</remarks>
internal sealed unsafe class RandomFlipAugmentation : ImageAugmentation
{
    private readonly double p;
    private readonly string direction;

    public RandomFlipAugmentation(Arguments arguments)
    {
        p = arguments.Number("p", 0.5, 0, 1);
        direction = arguments.OneOf("direction", "horizontal", "horizontal", "vertical", "both");
    }

    public override bool IsGeometric => true;

    [ModuleInitializer]
    internal static void Add() =>
        Catalog.Add("RandomFlip", "mirrors an image, left to right or upside down", arguments => new RandomFlipAugmentation(arguments));

    public override void Apply(ref SampleStream stream, long trainingRow, float* source, float* destination)
    {
        bool turnsLines = direction != "vertical" && stream.NextSingle() < p;
        bool turnsColumns = direction != "horizontal" && stream.NextSingle() < p;
        for (int line = 0; turnsLines && line < Channels * Height; line++)
        {
            new Span<float>(destination + ((long)line * Width), Width).Reverse();
        }

        for (int channel = 0; turnsColumns && channel < Channels; channel++)
        {
            float* plane = destination + ((long)channel * Height * Width);
            for (int row = 0; row < Height / 2; row++)
            {
                Span<float> upper = new(plane + ((long)row * Width), Width);
                Span<float> lower = new(plane + ((long)(Height - 1 - row) * Width), Width);
                for (int i = 0; i < upper.Length; i++)
                {
                    (upper[i], lower[i]) = (lower[i], upper[i]);
                }
            }
        }
    }
}
