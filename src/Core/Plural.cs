using System.Globalization;

namespace NormTools.Core;

/// <summary>Numbers of things in messages.</summary>
internal static class Plural
{
    /// <summary>As in "1 row" and "1,500 rows".</summary>
    public static string Of(long count, string one) =>
        count.ToString("N0", CultureInfo.InvariantCulture) + " " + one + (count == 1 ? string.Empty : "s");
}
