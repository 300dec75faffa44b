using System.Runtime.CompilerServices;
using NormTools.Core.Random;

namespace NormTools.Core.Augmentations;

/// <summary>Mixes samples and their targets: share x + (1 - share) other.</summary>
/// <remarks>Zhang et al. 2018; the share is drawn from Beta(alpha, alpha) for each sample, and the other is the sample
/// before it in the batch, as torchvision's MixUp rolls a batch by one. A first word decides whether, with probability
/// p.</remarks>
internal sealed unsafe class MixupAugmentation : MixingAugmentation
{
    private readonly double alpha;
    private readonly double p;
    private int count;

    public MixupAugmentation(Arguments arguments)
    {
        alpha = arguments.Number("alpha", 1, 1e-3, 1e6);
        p = arguments.Number("p", 1, 0, 1);
    }

    [ModuleInitializer]
    internal static void Add() =>
        Catalog.Add(
            "Mixup", "mixes samples and their targets by a share",
            arguments => new MixupAugmentation(arguments));

    public override void Begin(AugmentedData data) => count = data.Count;

    public override float Mix(ref SampleStream stream, float* own, float* other, float* destination)
    {
        float share = stream.NextSingle() < p ? (float)stream.Beta(alpha) : 1;
        for (int i = 0; i < count; i++)
        {
            destination[i] = (share * own[i]) + ((1 - share) * other[i]);
        }

        return share;
    }
}
