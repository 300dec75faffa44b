namespace NormTools.Core.Graph;

/// <summary>An operation that takes the mean and the variance of all rows together from batch after batch.</summary>
internal interface IPoolsStatistics
{
    /// <summary>Makes them the layer's running statistics.</summary>
    void Write();
}
