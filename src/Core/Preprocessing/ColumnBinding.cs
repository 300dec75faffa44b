namespace NormTools.Core.Preprocessing;

/// <summary>The positions in a table of the columns that a preprocessor needs.</summary>
internal sealed class ColumnBinding
{
    /// <exception cref="CoreException">MissingColumn, ColumnKindDiffers, FeatureWidthMismatch.</exception>
    public ColumnBinding(ColumnInfo[] wanted, TableSource table)
    {
        Infos = wanted;
        bool hasNames = Array.TrueForAll(table.Names, name => name is not null);
        if (!hasNames && table.Names.Length != wanted.Length)
        {
            throw CoreException.Shape(
                "FeatureWidthMismatch",
                $"{Plural.Of(wanted.Length, "column")} are wanted ({NamedColumns.List(wanted.Select(info => info.Name))}), and "
                + $"{table.Names.Length} without names were given.");
        }

        Places = hasNames ? ByName(wanted, table) : [.. Enumerable.Range(0, wanted.Length)];
        Ignored = [.. Enumerable.Range(0, table.Names.Length).Except(Places).Select(place => table.Names[place]!)];
        for (int i = 0; i < wanted.Length; i++)
        {
            bool isText = table.Texts[Places[i]] is not null;
            if (isText != wanted[i].IsText)
            {
                throw CoreException.InvalidData(
                    "ColumnKindDiffers",
                    $"Column '{Excerpt.Of(wanted[i].Name)}' holds {(isText ? "text" : "numbers")}, and among the training rows it "
                    + $"held {(isText ? "numbers" : "text")}. Import-Dataset -Like reads a table as the training data was read.");
            }
        }
    }

    /// <summary>The columns under the preprocessor's names.</summary>
    public ColumnInfo[] Infos { get; }

    /// <summary>Their positions in the table.</summary>
    public int[] Places { get; }

    /// <summary>The other columns of the table.</summary>
    public string[] Ignored { get; }

    // By exact name, otherwise regardless of case.
    private static int[] ByName(ColumnInfo[] wanted, TableSource table)
    {
        Dictionary<string, int> exact = new(StringComparer.Ordinal);
        Dictionary<string, int> anyCase = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < table.Names.Length; i++)
        {
            exact.TryAdd(table.Names[i]!, i);
            anyCase.TryAdd(table.Names[i]!, i);
        }

        int[] places = [.. wanted.Select(info => exact.TryGetValue(info.Name, out int place)
            ? place
            : anyCase.GetValueOrDefault(info.Name, -1))];
        string[] missing = [.. wanted.Where((_, i) => places[i] < 0).Select(info => info.Name)];
        return missing.Length == 0
            ? places
            : throw CoreException.InvalidData(
                "MissingColumn",
                $"Column{(missing.Length == 1 ? string.Empty : "s")} {NamedColumns.List(missing)} "
                + $"{(missing.Length == 1 ? "is" : "are")} missing; there are {NamedColumns.List(table.Names!)}.");
    }
}
