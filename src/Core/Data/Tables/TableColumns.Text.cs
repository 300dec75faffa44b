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

    // The header may stand below a title.
    private string Hint(string name) => hint + (hasHeaderLine ? TableHead.Below(record, name) : string.Empty);
}
