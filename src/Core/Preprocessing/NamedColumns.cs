using NormTools.Core.Data;

namespace NormTools.Core.Preprocessing;

/// <summary>Columns by exact name if there is one, otherwise by pattern; each once.</summary>
internal static class NamedColumns
{
    /// <summary>The positions of the selected columns, in the order in which they were named.</summary>
    /// <exception cref="CoreException">ColumnNotFound.</exception>
    public static int[] Find(string[] patterns, ColumnInfo[] columns, string subject)
    {
        List<int> found = [];
        foreach (string pattern in patterns)
        {
            int[] places = Where(columns, name => name == pattern);
            places = places.Length > 0
                ? places
                : Where(columns, name => name.Equals(pattern, StringComparison.OrdinalIgnoreCase));
            places = places.Length > 0 ? places : Where(columns, name => NamePattern.Matches(pattern, name));
            if (places.Length == 0)
            {
                throw CoreException.NotFound(
                    "ColumnNotFound",
                    $"{subject}: there is no column '{Excerpt.Of(pattern)}'; there are {List(columns.Select(column => column.Name))}.");
            }

            found.AddRange(places.Where(place => !found.Contains(place)));
        }

        return [.. found];
    }

    /// <summary>The positions of columns that must exist under exactly these names.</summary>
    public static int[] Places(string[] names, ColumnInfo[] columns, string subject)
    {
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        for (int i = 0; i < columns.Length; i++)
        {
            places.TryAdd(columns[i].Name, i);
        }

        if (names.Distinct(StringComparer.Ordinal).Count() < names.Length)
        {
            throw CoreException.Read("InvalidPreprocessor", $"{subject} learnt of a column twice.");
        }

        return [.. names.Select(name => places.TryGetValue(name, out int place)
            ? place
            : throw CoreException.Read("InvalidPreprocessor", $"{subject} learnt of a column '{Excerpt.Of(name)}' that no step before it gives."))];
    }

    public static string List(IEnumerable<string> names) => Excerpt.Names([.. names]);

    private static int[] Where(ColumnInfo[] columns, Func<string, bool> isMeant) =>
        [.. Enumerable.Range(0, columns.Length).Where(i => isMeant(columns[i].Name))];
}
