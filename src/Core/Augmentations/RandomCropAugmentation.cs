using System.Runtime.CompilerServices;
using NormTools.Core.Random;

namespace NormTools.Core.Augmentations;

/// <summary>Pads an image on all sides and crops it back to its size: torchvision's RandomCrop(size,
/// padding).</summary>
/// <remarks>
/// Two words: the first row and the first column, each uniform from 0 to twice the padding. The padding is fill, the
/// nearest edge, or the image mirrored at its edge without repeating the edge values.
/// </remarks>
internal sealed unsafe class RandomCropAugmentation : ImageAugmentation
{
    private readonly int padding;
    private readonly float fill;
    private readonly string mode;

    public RandomCropAugmentation(Arguments arguments)
    {
        padding = (int)arguments.Integer("padding", 4);
        fill = arguments.Single("fill", 0);
        mode = arguments.OneOf("padding_mode", "constant", "constant", "edge", "reflect");
    }

    public override bool Moves => true;

    public override bool IsGeometric => true;

    [ModuleInitializer]
    internal static void Add() =>
        Catalog.Add(
            "RandomCrop", "pads an image and crops it back to its size",
            arguments => new RandomCropAugmentation(arguments));

    public override void Begin(AugmentedData data)
    {
        base.Begin(data);
        if (padding >= Math.Min(Height, Width))
        {
            throw DoesNotFit($"images of more than {Plural.Of(padding, "row")} and columns at a padding of {padding}", data);
        }
    }

    public override void Apply(ref SampleStream stream, long trainingRow, float* source, float* destination)
    {
        int down = stream.Integer((2 * padding) + 1) - padding;
        int right = stream.Integer((2 * padding) + 1) - padding;
        int first = Math.Max(0, -right), end = Width - Math.Max(0, right); // the columns that come from inside
        for (int line = 0; line < Channels * Height; line++, destination += Width)
        {
            int row = (line % Height) + down;
            Span<float> result = new(destination, Width);
            int inside = Inside(row, Height);
            if (inside < 0)
            {
                result.Fill(fill);
                continue;
            }

            ReadOnlySpan<float> from = new(source + ((long)((line / Height * Height) + inside) * Width), Width);
            from[(first + right)..(end + right)].CopyTo(result[first..]);
            Outside(from, result[..first], right);
            Outside(from, result[end..], end + right);
        }
    }

    private void Outside(ReadOnlySpan<float> from, Span<float> result, int start)
    {
        for (int i = 0; i < result.Length; i++)
        {
            int inside = Inside(start + i, Width);
            result[i] = inside < 0 ? fill : from[inside];
        }
    }

    // The position inside the image that gives the value of a position; -1 for the fill.
    private int Inside(int place, int size) =>
        (uint)place < (uint)size ? place
        : mode == "constant" ? -1
        : mode == "edge" ? (place < 0 ? 0 : size - 1)
        : place < 0 ? -place : (2 * (size - 1)) - place;
}
