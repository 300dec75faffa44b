namespace NormTools.Core.Data;

/// <content>The column of texts, and what is said of a name that is none.</content>
internal sealed partial class TableColumns
{
    private int TextColumn(string name)
    {
        int column = Find([name], "ColumnNotFound")[0];
        return Features.Contains(column) ? column : throw CoreException.Argument(
            "TextIsNoFeature",
            $"-Text names '{Excerpt.Of(name)}', which is {(Labels.Contains(column) ? "the label" : "left out")}: the texts are what a model learns from.");
    }

    // A label that two columns are named is neither of them, unless the others are left out; and so is one that two are named in another case.
    private void RefuseTwins(DatasetOptions options)
    {
        HashSet<int>? left = null;
        foreach (string label in options.Label)
        {
            string Line(int column, IEnumerable<string> others)
            {
                IEnumerable<string> labels = options.Label.Select(name => name == label ? Names[column] : name);
                string excluded = string.Join(", ", options.ExcludeProperty.Concat(others).Distinct(StringComparer.Ordinal).Select(Typed.Of));
                return $"-Label {string.Join(", ", labels.Select(Typed.Of))}{(excluded.Length == 0 ? string.Empty : $" -ExcludeProperty {excluded}")} takes column {column + 1}";
            }

            List<int> columns = twins.TryGetValue(label, out List<int>? alike) ? alike : places.ContainsKey(label) ? [] : [.. InAnyCase(label)];
            bool areTwins = alike is not null;
            left ??= columns.Count > 1 ? [.. Match(options.ExcludeProperty)] : null;
            if (columns.Count > 1 && !columns.Skip(1).All(left!.Contains))
            {
                throw CoreException.Argument(
                    "DuplicateColumn",
                    $"{fileName}: columns {columns[0] + 1} and {columns[1] + 1} are both named '{Excerpt.Of(label)}'{(areTwins ? string.Empty : " in one case or another")}, and -Label may mean either: "
                    + string.Join(", ", columns.Take(MostNotes).Select(column => Line(
                        column, !areTwins ? [] : column == columns[0] ? columns.Skip(1).Select(other => Names[other]) : [Names[columns[0]]]))) + ".");
            }
        }
    }

    // The header may stand below a title.
    private string Hint(string name) => hint + (hasHeaderLine ? TableHead.Below(record, name) : string.Empty);
}
