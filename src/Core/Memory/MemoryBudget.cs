namespace NormTools.Core.Memory;

/// <summary>Grants requests for memory as long as some is left.</summary>
/// <remarks>
/// Asking the system takes as long as a small request itself, so one answer serves until a share of what was left has
/// been granted: many small requests are refused just as one large one is.
/// </remarks>
/// <param name="available">Gives the bytes left at this moment.</param>
internal sealed class MemoryBudget(Func<long> available)
{
    private const int Share = 16;
    private const long Most = 64L << 20;

    private readonly Lock gate = new();
    private long allowance;

    /// <summary>Whether that many bytes can be taken.</summary>
    public bool Allows(long bytes)
    {
        lock (gate)
        {
            if (bytes > allowance)
            {
                long left = available() - bytes;
                allowance = bytes + Math.Clamp(left / Share, 0, Most);
                if (left < 0)
                {
                    allowance = 0;
                    return false;
                }
            }

            allowance -= bytes;
            return true;
        }
    }
}
