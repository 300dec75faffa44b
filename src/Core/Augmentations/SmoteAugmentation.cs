using System.Runtime.CompilerServices;
using NormTools.Core.Random;

namespace NormTools.Core.Augmentations;

/// <summary>Puts new rows between rows of a rare class: x + u (n - x), n one of its k nearest neighbours of the same class.</summary>
/// <remarks>
/// Chawla et al. 2002, SMOTE, with one u in [0, 1) for a row. Neighbours are those among the training rows, by the distance of their scaled
/// values. Classes are drawn alike (as by -Oversample), a row of a class with a share s of all rows and K classes 1 / (s K) times an epoch
/// on average; where that is more than once, a draw gives a new row with probability 1 - s K, so that each row itself comes about once, as
/// in a table to which SMOTE has added rows. One word decides, one chooses the neighbour, one is u.
/// </remarks>
internal sealed unsafe class SmoteAugmentation : SampleAugmentation
{
    private readonly int k;
    private RareRows? rows;
    private int count;

    public SmoteAugmentation(Arguments arguments) => k = (int)Math.Min(arguments.Integer("k", 5), int.MaxValue);

    public override bool Moves => true;

    public override bool DrawsClassesAlike => true;

    [ModuleInitializer]
    internal static void Add() => Catalog.Add(
        "Smote", "puts new rows between neighbouring rows of rare classes, and draws all classes alike", arguments => new SmoteAugmentation(arguments));

    public override void Begin(AugmentedData data)
    {
        if (!data.IsTable)
        {
            throw DoesNotFit("rows of a table, [columns] (for images, -Oversample with RandomCrop or Mixup makes rare classes come more often)", data);
        }

        count = data.Count;
        rows = data.RareRows(k);
    }

    public override void Apply(ref SampleStream stream, long trainingRow, float* source, float* destination)
    {
        if (!(stream.NextSingle() < rows!.Share(trainingRow)))
        {
            new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(destination, count));
            return;
        }

        int[] neighbours = rows.Neighbours(trainingRow);
        rows.Read(neighbours[stream.Integer(neighbours.Length)], destination);
        float u = stream.NextSingle();
        for (int i = 0; i < count; i++)
        {
            destination[i] = source[i] + (u * (destination[i] - source[i]));
        }
    }
}
