namespace NormTools.Core.Data;

/// <summary>How a table writes numbers and missing values, and what happens to the latter.</summary>
/// <param name="Format">How numbers are written.</param>
/// <param name="Markers">The texts that stand for a missing value.</param>
/// <param name="Missing">What happens to a missing value.</param>
/// <param name="Proposals">What messages propose to type.</param>
internal sealed record TableRules(NumberFormat Format, MissingMarkers Markers, MissingValue Missing, TableProposals Proposals);
