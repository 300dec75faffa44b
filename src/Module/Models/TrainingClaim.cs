namespace NormTools;

/// <summary>The claim of the one command that trains a model, from before its run is made until the run has ended or
/// was interrupted.</summary>
internal sealed class TrainingClaim : IDisposable
{
    private Action? release;

    public TrainingClaim(Action release) => this.release = release;

    /// <summary>Gives the run's epoch and the number of epochs; null while the run is being made.</summary>
    public Func<(long Epoch, long Of)>? Place { get; set; }

    /// <summary>Whether a script of the run is being called, which may change the model between two epochs.</summary>
    public bool IsPaused { get; set; }

    public void Dispose() => Interlocked.Exchange(ref release, null)?.Invoke();

    /// <summary>As in "another run (epoch 3 of 50)".</summary>
    public override string ToString()
    {
        if (Place is null)
        {
            return "another run";
        }

        (long epoch, long of) = Place();
        return FormattableString.Invariant($"another run (epoch {epoch} of {of})");
    }
}
