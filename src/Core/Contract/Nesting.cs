namespace NormTools.Contract;

/// <summary>How deep blocks of layers may lie in each other.</summary>
internal static class Nesting
{
    /// <summary>Blocks (Sequential, Residual) in blocks.</summary>
    public const int MostBlocks = 100;

    /// <summary>Levels of a specification in JSON: two for each block, some for the whole and for arguments.</summary>
    public const int MostLevels = (2 * MostBlocks) + 4;

    /// <summary>What is said of a model that is nested deeper.</summary>
    public static readonly string Refusal =
        $"Blocks are nested more than {MostBlocks} deep, which is the most.";
}
