namespace NormTools;

/// <summary>Follows the one run of a trial, whose epochs are compared with those of others.</summary>
internal abstract class PruningWatch : EpochWatch
{
    private bool begun;

    /// <inheritdoc/>
    /// <exception cref="NormToolsException">SecondRun: the epochs of two runs have no order.</exception>
    public sealed override string? Begin(long epochs)
    {
        if (begun)
        {
            throw Errors.SecondRun();
        }

        begun = true;
        return From(epochs);
    }

    private protected abstract string? From(long epochs);
}
