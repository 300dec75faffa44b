namespace NormTools.Core.Layers;

/// <summary>
/// The spatial axes that a layer's name asks for: torch's MaxPool2d has two. Names for all ranks ask for none.
/// </summary>
/// <param name="flat">Whether one axis may be none: torch's BatchNorm1d takes [rows, features] too.</param>
internal sealed class RankOfName(LayerArguments arguments, bool flat)
{
    private readonly long? rank = arguments.IntegerOrNull("rank", null, 1, 3);

    /// <summary>What is wrong with a sample's shape, if anything is.</summary>
    public string? Problem(long[] sample)
    {
        bool fits = rank is null || sample.Length == rank + 1 || (flat && rank == 1 && sample.Length == 1);
        return fits
            ? null
            : $"expected {(flat && rank == 1 ? "2D or 3D" : $"{rank + 2}D")} input (got {sample.Length + 1}D input)";
    }
}
