namespace NormTools;

/// <summary>How a sweep ends trials that do not promise much before their last epoch.</summary>
public enum SweepPruner
{
    /// <summary>All trials train for a few epochs, the best of them for more, and so on (Jamieson and Talwalkar 2016).</summary>
    SuccessiveHalving,

    /// <summary>Several brackets of successive halving, from many trials that are judged early to few that are not judged before their end
    /// (Li et al. 2018).</summary>
    Hyperband,

    /// <summary>A trial whose best epoch so far is worse than the median of the trials before it, at the same epoch, ends there.</summary>
    Median,
}
