namespace NormTools.Core.Checkpoints;

/// <summary>A part of a run with a state of its own that a checkpoint carries.</summary>
internal interface ICheckpointed
{
    /// <summary>Adds all that changes while a run goes on, under names with a prefix of the part's own.</summary>
    void Save(CheckpointWriter entries);

    /// <summary>Takes over what <see cref="Save"/> added; each entry is asked for with its bounds.</summary>
    /// <exception cref="CoreException">NotACheckpoint.</exception>
    void Restore(CheckpointReader entries);
}
