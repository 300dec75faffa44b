namespace NormTools;

/// <summary>A trial that this process does, until it is disposed of.</summary>
internal sealed class SweepClaim : IDisposable
{
    private readonly string folder;
    private readonly Action<SweepClaim> ended;
    private int isEnded;

    public SweepClaim(string folder, int number, Action<SweepClaim> ended)
    {
        this.folder = folder;
        this.ended = ended;
        Number = number;
    }

    /// <summary>How many had it, this one included.</summary>
    public int Number { get; }

    /// <summary>Whether nobody has taken over, as from a machine that slept.</summary>
    public bool IsOwn => SweepClaims.Highest(folder) == Number;

    /// <summary>Shows that its owner lives.</summary>
    public void Beat()
    {
        try
        {
            File.SetLastWriteTimeUtc(SweepClaims.PathOf(folder, Number), DateTime.UtcNow);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // One beat may fail; several make others take over, and then this one's result does not count.
        }
    }

    /// <summary>Gives the trial up. The own file goes last: as long as it is there nobody begins to count anew.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isEnded, 1) != 0)
        {
            return;
        }

        try
        {
            if (Number > 1 && !IsOwn)
            {
                return; // those of the others are theirs
            }

            for (int number = 1; number <= Number; number++)
            {
                File.Delete(SweepClaims.PathOf(folder, number));
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It stands still from now on, and the next one takes over.
        }
        finally
        {
            ended(this);
        }
    }
}
