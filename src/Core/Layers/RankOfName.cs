namespace NormTools.Core.Layers;

/// <summary>
/// The number of spatial axes implied by a layer's name: torch's MaxPool2d has two. Names without a rank imply none.
/// </summary>
/// <param name="flat">Whether a single axis may be missing: torch's BatchNorm1d also takes [rows, features].</param>
internal sealed class RankOfName(LayerArguments arguments, bool flat)
{
    private readonly long? rank = arguments.IntegerOrNull("rank", null, 1, 3);

    /// <summary>What is wrong with a sample's shape; null if nothing is.</summary>
    public string? Problem(long[] sample)
    {
        bool fits = rank is null || sample.Length == rank + 1 || (flat && rank == 1 && sample.Length == 1);
        return fits
            ? null
            : $"expected {(flat && rank == 1 ? "2D or 3D" : $"{rank + 2}D")} input (got {sample.Length + 1}D input)";
    }
}
