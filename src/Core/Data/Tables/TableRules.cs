namespace NormTools.Core.Data;

/// <summary>How a table writes numbers and gaps, and what becomes of these.</summary>
/// <param name="Format">How numbers are written.</param>
/// <param name="Markers">What stands for a missing value.</param>
/// <param name="Missing">What becomes of one.</param>
internal sealed record TableRules(NumberFormat Format, MissingMarkers Markers, MissingValue Missing);
