namespace NormTools.Core;

/// <summary>Names and texts in commands that messages propose, as they are typed in PowerShell.</summary>
internal static class Typed
{
    /// <summary>A text in single quotes.</summary>
    public static string Of(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
