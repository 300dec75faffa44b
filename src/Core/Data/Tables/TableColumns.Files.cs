namespace NormTools.Core.Data;

/// <content>The columns of further files, which are those of the first.</content>
internal sealed partial class TableColumns
{
    /// <summary>The positions in this file of the first file's columns: by name, or by position where there are no
    /// names.</summary>
    /// <exception cref="CoreException">ColumnsDiffer: a column is missing, or the number of columns
    /// differs.</exception>
    public int[] PlacesOf(TableColumns first, int[] columns, bool isNamed)
    {
        if (!isNamed)
        {
            return Names.Length == first.Names.Length
                ? columns
                : throw CoreException.InvalidData(
                    "ColumnsDiffer",
                    $"{fileName} has {Plural.Of(Names.Length, "column")}, and {first.fileName} {first.Names.Length}.");
        }

        int[] found = [.. columns.Select(column => Among(null, first.Names[column]))];
        if (columns.FirstOrDefault(column => twins.ContainsKey(first.Names[column]) && !first.twins.ContainsKey(first.Names[column]), -1) is >= 0 and int twin)
        {
            List<int> alike = twins[first.Names[twin]];
            throw CoreException.InvalidData(
                "DuplicateColumn", $"{fileName}: columns {alike[0] + 1} and {alike[1] + 1} are both named '{Excerpt.Of(first.Names[twin])}', of which {first.fileName} has one: rename one of them in the file.");
        }

        string[] missing = [.. columns.Where((_, i) => found[i] < 0).Select(column => first.Names[column])];
        return missing.Length == 0
            ? found
            : throw CoreException.InvalidData(
                "ColumnsDiffer",
                $"{fileName} lacks {Excerpt.Names(missing)}, which {first.fileName} has; it has {Excerpt.Names(Names)}.{Hint(missing[0])}");
    }

    /// <summary>What to say of columns that the first file has not.</summary>
    public string[] Further(TableColumns first) => Names.Where(name => first.Among(null, name) < 0).ToArray() is { Length: > 0 } further
        ? [$"{fileName} has {Excerpt.Names(further)}, which {first.fileName} has not: left out."] : [];
}
