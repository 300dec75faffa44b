using System.Runtime.CompilerServices;
using NormTools.Core.Random;

namespace NormTools.Core.Augmentations;

/// <summary>Changes brightness, contrast, saturation and hue of an image, in random order: torchvision's
/// ColorJitter.</summary>
/// <remarks>
/// Three words give the order of the four, as torch.randperm(4); then each whose argument is not 0 draws its factor:
/// uniform from max(0, 1 - b) to 1 + b, the hue's from -h to h turns. Brightness: f x; contrast: f x + (1 - f) of the
/// mean of the grey image; saturation: f x + (1 - f) of the grey image, with grey = 0.2989 r + 0.587 g + 0.114 b; each
/// kept within the range of the values.
/// </remarks>
internal sealed unsafe class ColorJitterAugmentation : ImageAugmentation
{
    private const float Red = 0.2989f, Green = 0.587f, Blue = 0.114f;

    private readonly double[] amounts;
    private float low;
    private float high;

    public ColorJitterAugmentation(Arguments arguments) => amounts =
    [
        arguments.Number("brightness", 0.2, 0, Most),
        arguments.Number("contrast", 0.2, 0, Most),
        arguments.Number("saturation", 0.2, 0, Most),
        arguments.Number("hue", 0, 0, 0.5),
    ];

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "ColorJitter",
        "changes brightness, contrast, saturation and hue",
        arguments => new ColorJitterAugmentation(arguments));

    public override void Begin(AugmentedData data)
    {
        base.Begin(data);
        if (Channels is not (1 or 3))
        {
            throw DoesNotFit("images of one channel (grey) or three (red, green, blue)", data);
        }

        (low, high) = data.Range;
    }

    public override void Apply(ref SampleStream stream, long trainingRow, float* source, float* destination)
    {
        Span<int> order = [0, 1, 2, 3];
        for (int i = 0; i < 3; i++)
        {
            int other = i + stream.Integer(4 - i);
            (order[i], order[other]) = (order[other], order[i]);
        }

        Span<float> factors = stackalloc float[4];
        for (int i = 0; i < 4; i++)
        {
            double amount = amounts[i];
            factors[i] = (float)(amount == 0 ? 0
                : i == 3 ? stream.Uniform(-amount, amount)
                : stream.Uniform(Math.Max(0, 1 - amount), 1 + amount));
        }

        foreach (int what in order)
        {
            if (amounts[what] > 0)
            {
                Change(what, factors[what], destination);
            }
        }
    }

    private void Change(int what, float factor, float* x)
    {
        int plane = Height * Width;
        switch (what)
        {
            case 0:
                Blend(x, factor, 0);
                break;
            case 1:
                Blend(x, factor, (1 - factor) * MeanOfGrey(x));
                break;
            case 2 when Channels == 3:
                for (int i = 0; i < plane; i++)
                {
                    float grey = (1 - factor) * Grey(x, i, plane);
                    for (int channel = 0; channel < 3; channel++)
                    {
                        ref float value = ref x[i + (channel * plane)];
                        value = Math.Clamp((value * factor) + grey, low, high);
                    }
                }

                break;
            case 3 when Channels == 3:
                for (int i = 0; i < plane; i++)
                {
                    Turn(ref x[i], ref x[i + plane], ref x[i + (2 * plane)], factor);
                }

                break;
        }
    }

    private void Blend(float* x, float factor, float offset)
    {
        foreach (ref float value in new Span<float>(x, Count))
        {
            value = Math.Clamp((value * factor) + offset, low, high);
        }
    }

    private float MeanOfGrey(float* x)
    {
        int plane = Height * Width;
        double sum = 0;
        for (int i = 0; i < plane; i++)
        {
            sum += Channels == 1 ? x[i] : Grey(x, i, plane);
        }

        return (float)(sum / plane);
    }

    private static float Grey(float* x, int i, int plane) => (Red * x[i]) + (Green * x[i + plane]) + (Blue * x[i + (2 * plane)]);

    // The hue is a colour's position on the six-sided colour circle; turning it keeps the largest and the least of the
    // three values.
    private static void Turn(ref float r, ref float g, ref float b, float turns)
    {
        float most = Math.Max(r, Math.Max(g, b)), least = Math.Min(r, Math.Min(g, b)), chroma = most - least;
        if (chroma == 0)
        {
            return;
        }

        float side = most == r ? (g - b) / chroma : most == g ? 2 + ((b - r) / chroma) : 4 + ((r - g) / chroma);
        side += 6 * turns;
        side -= 6 * MathF.Floor(side / 6);
        int sector = Math.Min((int)side, 5);
        float falling = most - ((side - sector) * chroma), rising = most - ((1 - (side - sector)) * chroma);
        (r, g, b) = sector switch
        {
            0 => (most, rising, least),
            1 => (falling, most, least),
            2 => (least, most, rising),
            3 => (least, falling, most),
            4 => (rising, least, most),
            _ => (most, least, falling),
        };
    }
}
