using System.Runtime.CompilerServices;

namespace NormTools;

/// <summary>Which of a script's objects are rows that Invoke-Preprocessor made, as long as they are there.</summary>
internal static class PreparedRows
{
    private static readonly ConditionalWeakTable<object, Preprocessor> Known = new ConditionalWeakTable<object, Preprocessor>();
    private static volatile bool any; // rows are asked for by the hundred thousand, and most sessions have none

    public static void Add(object row, Preprocessor by)
    {
        Known.Add(row, by);
        any = true;
    }

    public static bool IsKnown(object row) => any && Known.TryGetValue(row, out _);

    /// <summary>What all of these rows went through; null where some did not, or through something else.</summary>
    public static Preprocessor? Of(IReadOnlyList<object?> rows)
    {
        Preprocessor? all = null;
        foreach (object? row in rows)
        {
            if (!any || Unwrapped.Of(row) is not { } basic || !Known.TryGetValue(basic, out Preprocessor by) || !ReferenceEquals(all ??= by, by))
            {
                return null;
            }
        }

        return all;
    }
}
