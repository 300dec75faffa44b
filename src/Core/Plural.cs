using System.Globalization;

namespace NormTools.Core;

/// <summary>Counts in messages, with the right plural.</summary>
internal static class Plural
{
    /// <summary>As in "1 row" and "1,500 rows".</summary>
    public static string Of(long count, string one, string? several = null) =>
        count.ToString("N0", CultureInfo.InvariantCulture) + " " + (count == 1 ? one : several ?? one + "s");
}
