namespace NormTools.Contract;

/// <summary>The texts that mean a missing value unless the user names others: one list for files and for rows of the
/// pipeline. An empty text always means one.</summary>
internal static class MissingText
{
    /// <summary>In ASCII; compared without regard to case.</summary>
    public static readonly string[] Usual = { "?", "-", "NA", "N/A", "#N/A", "<NA>", "NaN", "null", "none" };
}
