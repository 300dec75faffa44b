namespace NormTools.Contract;

/// <summary>The texts that stand for a value that is not there unless others are named: one list for files and for rows of
/// the pipeline. Nothing at all is always one.</summary>
internal static class MissingText
{
    /// <summary>In ASCII; they count in any case.</summary>
    public static readonly string[] Usual = { "?", "-", "NA", "N/A", "#N/A", "<NA>", "NaN", "null", "none" };
}
