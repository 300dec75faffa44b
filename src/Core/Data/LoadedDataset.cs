using NormTools.Core.Memory;

namespace NormTools.Core.Data;

/// <summary>The blocks of a data set that has been read, until the caller takes them over.</summary>
internal sealed unsafe class LoadedDataset : IDisposable
{
    private void* features;
    private void* targets;

    /// <summary>Takes over two blocks of the pool; the targets may be null.</summary>
    public LoadedDataset(void* features, void* targets, DatasetDescription description)
    {
        this.features = features;
        this.targets = targets;
        Description = description;
    }

    public DatasetDescription Description { get; }

    /// <summary>Features, [rows, shape of a row]; for reading.</summary>
    public void* Features => features;

    /// <summary>Targets: int64 [rows] for classes, float32 [rows, names] for regression, or null.</summary>
    public void* Targets => targets;

    /// <summary>Hands the features (0) or the targets (1) to the caller, who returns the block to the pool.</summary>
    public void* Take(int part)
    {
        void* block = part switch
        {
            0 => features,
            1 => targets,
            _ => throw CoreException.Argument(
                "InvalidPart", $"A dataset has part 0, features, and 1, targets: {part} was asked for."),
        };
        if (block is null)
        {
            throw CoreException.State(
                "NothingToTake", $"The {(part == 0 ? "features" : "targets")} do not exist, or were taken already.");
        }

        features = part == 0 ? null : features;
        targets = part == 1 ? null : targets;
        return block;
    }

    public void Dispose()
    {
        NativePool.Return(features);
        NativePool.Return(targets);
        features = null;
        targets = null;
    }
}
