namespace NormTools.Contract;

/// <summary>How deeply blocks of layers may be nested.</summary>
internal static class Nesting
{
    /// <summary>The most levels of blocks (Sequential, Residual).</summary>
    public const int MostBlocks = 100;

    /// <summary>The most levels of a specification in JSON: two per block, and a few for the whole and for
    /// arguments.</summary>
    public const int MostLevels = (2 * MostBlocks) + 4;

    /// <summary>The message for a model that is nested deeper.</summary>
    public static readonly string Refusal =
        $"Blocks are nested more than {MostBlocks} deep, which is the limit.";
}
