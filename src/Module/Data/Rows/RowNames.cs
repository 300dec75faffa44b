namespace NormTools;

/// <summary>Names of columns as names of an object's properties, which know no case: of a and A the second becomes A_2.</summary>
internal sealed class RowNames
{
    private readonly string[] columns;
    private readonly bool[]? areAlike; // those that differ in case alone from another one; null where none does

    public RowNames(string[] columns)
    {
        this.columns = columns;
        Properties = Of(columns);
        if (!ReferenceEquals(Properties, columns))
        {
            ILookup<string, string> all = columns.ToLookup(name => name, StringComparer.OrdinalIgnoreCase);
            areAlike = Array.ConvertAll(columns, name => all[name].Skip(1).Any());
        }
    }

    /// <summary>For each column the name of its property.</summary>
    public string[] Properties { get; }

    /// <summary>Whether a column is to be found by its name regardless of case.</summary>
    public bool IsInAnyCase(int column) => areAlike?[column] != true;

    /// <summary>Where each column is among some names: by exact name, otherwise regardless of case; -1 where there is none.</summary>
    public int[] PlacesIn(RowShape shape)
    {
        int[] places = shape.PlacesOf(columns);
        for (int i = 0; i < columns.Length && areAlike is not null; i++)
        {
            int place = areAlike[i] ? Array.IndexOf(shape.Names, Properties[i]) : places[i];
            places[i] = place < 0 && areAlike[i] ? Array.IndexOf(shape.Names, columns[i]) : place;
        }

        return places;
    }

    /// <summary>The names, with a number behind those that differ in case alone from one before; the same array where there are none.</summary>
    public static string[] Of(string[] names)
    {
        var taken = new HashSet<string>(names, StringComparer.OrdinalIgnoreCase);
        if (taken.Count == names.Length)
        {
            return names;
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return Array.ConvertAll(names, name =>
        {
            string free = name;
            for (int number = 2; !seen.Add(free) || (free != name && taken.Contains(free)); number++)
            {
                free = FormattableString.Invariant($"{name}_{number}");
            }

            return free;
        });
    }
}
