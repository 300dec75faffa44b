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

    // A label, a weight or a text that two columns are named is neither of them, unless the others are left out; and so is one that two are named
    // in another case.
    private void RefuseTwins(DatasetOptions options)
    {
        RefuseTwins("Label", options.Label, options);
        RefuseTwins("SampleWeight", options.Weight is null ? [] : [options.Weight], options);
        RefuseTwins("Text", options.Text is null ? [] : [options.Text], options);
    }

    private void RefuseTwins(string parameter, string[] named, DatasetOptions options)
    {
        HashSet<int>? left = null;
        foreach (string wanted in named)
        {
            string Line(int column, IEnumerable<string> others)
            {
                IEnumerable<string> taken = named.Select(name => name == wanted ? Names[column] : name);
                string excluded = string.Join(", ", options.ExcludeProperty.Concat(others).Distinct(StringComparer.Ordinal).Select(Typed.Of));
                return $"-{parameter} {string.Join(", ", taken.Select(Typed.Of))}{(excluded.Length == 0 ? string.Empty : $" -ExcludeProperty {excluded}")} takes column {column + 1}";
            }

            List<int> columns = twins.TryGetValue(wanted, out List<int>? alike) ? alike : places.ContainsKey(wanted) ? [] : [.. InAnyCase(wanted)];
            bool areTwins = alike is not null, isLabel = parameter == "Label";
            left ??= columns.Count > 1 ? [.. Match(options.ExcludeProperty)] : null;
            if (columns.Count > 1 && !columns.Skip(1).All(left!.Contains))
            {
                // The name of twins leaves all of them out: of a feature that is one of them the others stay.
                throw CoreException.Argument(
                    "DuplicateColumn",
                    $"{fileName}: columns {columns[0] + 1} and {columns[1] + 1} are both named '{Excerpt.Of(wanted)}'{(areTwins ? string.Empty : " in one case or another")}, and -{parameter} may mean either: "
                    + string.Join(", ", columns.Take(MostNotes).Select(column => Line(
                        column, !areTwins ? [] : column == columns[0] ? columns.Skip(1).Select(other => Names[other]) : isLabel ? [Names[columns[0]]] : []))) + ".");
            }
        }
    }

    // The header may stand below a title.
    private string Hint(string name) => hint + (hasHeaderLine ? TableHead.Below(record, name) : string.Empty);
}
