using NormTools.Core.Catalogs;
using NormTools.Core.Random;

namespace NormTools.Core.Augmentations;

/// <summary>A small random change of the training samples, each time they are read.</summary>
/// <remarks>
/// It sees a sample's values as stored, before the data's scaling, and draws from that sample's own stream. It keeps no
/// state between samples: the result is a function of its arguments, the stream and the values.
/// </remarks>
internal abstract class Augmentation
{
    /// <summary>The largest amount of a change: beyond it nothing of a sample is left, and its values overflow.</summary>
    protected const double Most = 1e6;

    /// <summary>All augmentations by their names.</summary>
    public static Catalog<Augmentation> Catalog { get; } = new("augmentation", "UnknownAugmentation");

    /// <summary>Its name in the catalog.</summary>
    public string Name { get; private set; } = string.Empty;

    /// <summary>Its arguments, defaults filled in.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; private set; } = new Dictionary<string, string>();

    /// <summary>The JSON that makes the same augmentation, defaults filled in.</summary>
    public string Specification { get; private set; } = string.Empty;

    /// <summary>Whether values move to other positions, so that per-position targets would have to follow.</summary>
    public virtual bool IsGeometric => false;

    /// <summary>Whether the rows of an epoch are drawn so that each class comes as often as the others.</summary>
    public virtual bool DrawsClassesAlike => false;

    /// <summary>Reads an augmentation from its specification.</summary>
    /// <exception cref="CoreException">UnknownAugmentation, UnknownOption, InvalidRunOptions.</exception>
    public static Augmentation Create(System.Text.Json.JsonElement element)
    {
        Augmentation made = Catalog.Create(element, out Arguments read);
        made.Name = Catalog.Find(element).Name;
        made.Settings = read.Settings;
        made.Specification = read.Specification(made.Name);
        return made;
    }

    /// <summary>Tells it about the samples.</summary>
    /// <exception cref="CoreException">AugmentationDoesNotFit.</exception>
    public abstract void Begin(AugmentedData data);

    protected CoreException DoesNotFit(string wanted, AugmentedData data) => CoreException.Argument(
        "AugmentationDoesNotFit", $"{Name} is for {wanted}, but a sample has the shape {data.Shape}.");
}

/// <summary>An augmentation that changes each sample by itself.</summary>
internal abstract unsafe class SampleAugmentation : Augmentation
{
    /// <summary>Whether it writes a sample to another buffer; otherwise it works in place.</summary>
    public virtual bool Moves => false;

    /// <summary>Changes a sample.</summary>
    /// <param name="stream">The sample's stream.</param>
    /// <param name="trainingRow">Its number among the training rows.</param>
    /// <param name="source">Its values.</param>
    /// <param name="destination">Where they go: the source itself unless <see cref="Moves"/>.</param>
    public abstract void Apply(ref SampleStream stream, long trainingRow, float* source, float* destination);
}

/// <summary>An augmentation that mixes each sample of a batch with the one before it, the first with the last.</summary>
internal abstract unsafe class MixingAugmentation : Augmentation
{
    /// <summary>Mixes two samples.</summary>
    /// <param name="stream">The first sample's stream.</param>
    /// <param name="own">The first sample's values.</param>
    /// <param name="other">The values of the sample before it.</param>
    /// <param name="destination">Where the mixture goes; neither of the two inputs.</param>
    /// <returns>The share of the first, by which the targets are mixed.</returns>
    public abstract float Mix(ref SampleStream stream, float* own, float* other, float* destination);
}

/// <summary>An augmentation of images, [channels, height, width].</summary>
internal abstract class ImageAugmentation : SampleAugmentation
{
    protected int Channels { get; private set; }

    protected int Height { get; private set; }

    protected int Width { get; private set; }

    protected int Count => Channels * Height * Width;

    public override void Begin(AugmentedData data)
    {
        if (!data.IsImage)
        {
            throw DoesNotFit("images, [channels, height, width]", data);
        }

        (Channels, Height, Width) = (data.Channels, data.Height, data.Width);
    }
}
