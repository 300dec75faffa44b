using System.Runtime.CompilerServices;
using NormTools.Core.Random;

namespace NormTools.Core.Augmentations;

/// <summary>Rotates an image about its centre: torchvision's RandomRotation(degrees).</summary>
/// <remarks>
/// One word: the angle a, uniform from -degrees to degrees, counterclockwise. With x and y from the centre, y
/// downwards, the value at (x, y) is that of (x cos a - y sin a, x sin a + y cos a): the nearest pixel (halves round to
/// even), or bilinear interpolation of the four around it. Outside is fill.
/// </remarks>
internal sealed unsafe class RandomRotationAugmentation : ImageAugmentation
{
    private readonly double degrees;
    private readonly bool isBilinear;
    private readonly float fill;

    public RandomRotationAugmentation(Arguments arguments)
    {
        degrees = arguments.Number("degrees", 10, 0, 180);
        isBilinear = arguments.OneOf("interpolation", "nearest", "nearest", "bilinear") == "bilinear";
        fill = arguments.Single("fill", 0);
    }

    public override bool Moves => true;

    public override bool IsGeometric => true;

    [ModuleInitializer]
    internal static void Add() =>
        Catalog.Add(
            "RandomRotation", "rotates an image about its centre",
            arguments => new RandomRotationAugmentation(arguments));

    public override void Apply(ref SampleStream stream, long trainingRow, float* source, float* destination)
    {
        (double sin, double cos) = StableMath.SinCos(stream.Uniform(-degrees, degrees) * (Math.PI / 180));
        double middleX = (Width - 1) / 2.0, middleY = (Height - 1) / 2.0;
        int plane = Height * Width;
        for (int row = 0; row < Height; row++)
        {
            double y = row - middleY;
            double startX = middleX - (y * sin), startY = middleY + (y * cos);
            for (int column = 0; column < Width; column++, source++, destination++)
            {
                double x = column - middleX;
                double fromX = startX + (x * cos), fromY = startY + (x * sin);
                float* image = source - ((row * Width) + column);
                if (isBilinear)
                {
                    Bilinear(image, destination, fromX, fromY);
                    continue;
                }

                int nearestX = (int)Math.Round(fromX), nearestY = (int)Math.Round(fromY);
                bool isInside = (uint)nearestX < (uint)Width && (uint)nearestY < (uint)Height;
                int at = (nearestY * Width) + nearestX;
                for (int channel = 0; channel < Channels; channel++)
                {
                    destination[channel * plane] = isInside ? image[(channel * plane) + at] : fill;
                }
            }
        }
    }

    private void Bilinear(float* image, float* destination, double x, double y)
    {
        int left = (int)Math.Floor(x), top = (int)Math.Floor(y);
        float right = (float)(x - left), bottom = (float)(y - top);
        int plane = Height * Width;
        for (int channel = 0; channel < Channels; channel++, image += plane, destination += plane)
        {
            float upper = ((1 - right) * At(image, left, top)) + (right * At(image, left + 1, top));
            float lower = ((1 - right) * At(image, left, top + 1)) + (right * At(image, left + 1, top + 1));
            *destination = ((1 - bottom) * upper) + (bottom * lower);
        }
    }

    private float At(float* plane, int x, int y) =>
        (uint)x < (uint)Width && (uint)y < (uint)Height ? plane[(y * Width) + x] : fill;
}
