namespace NormTools.Core.Checkpoints;

/// <summary>A part of a run whose own state goes into checkpoints.</summary>
internal interface ICheckpointed
{
    /// <summary>Adds everything that changes during a run, under names with the part's own prefix.</summary>
    void Save(CheckpointWriter entries);

    /// <summary>Restores what <see cref="Save"/> added; each entry is read with its bounds.</summary>
    /// <exception cref="CoreException">NotACheckpoint.</exception>
    void Restore(CheckpointReader entries);
}
