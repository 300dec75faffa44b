namespace NormTools;

/// <summary>The claim of the one command that trains a model, from before its run is made until it has ended or was
/// broken off.</summary>
internal sealed class TrainingClaim : IDisposable
{
    private Action? release;

    public TrainingClaim(Action release) => this.release = release;

    /// <summary>The run; null while it is being made.</summary>
    public TrainingRun? Run { get; set; }

    /// <summary>Whether a script of the run has the word, which may change the model between two epochs.</summary>
    public bool IsPaused { get; set; }

    public void Dispose() => Interlocked.Exchange(ref release, null)?.Invoke();

    /// <summary>As in "another run (epoch 3 of 50)".</summary>
    public override string ToString() => Run is null
        ? "another run"
        : FormattableString.Invariant($"another run (epoch {Run.Progress.Epoch} of {Run.Options.Epoch})");
}
