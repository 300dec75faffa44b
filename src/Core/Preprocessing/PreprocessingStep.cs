using System.Text.Json;

namespace NormTools.Core.Preprocessing;

/// <summary>One step: what it was told, what it learns from the training rows, and what it makes of any rows.</summary>
/// <remarks>
/// What becomes of a row depends on that row and on what was learnt, never on other rows: a table gives the same bits
/// whether it comes whole, in blocks or row by row.
/// </remarks>
internal abstract class PreprocessingStep(StepArguments arguments)
{
    /// <summary>The step's name in the catalogue.</summary>
    public string Type { get; } = arguments.Type;

    /// <summary>How failures name the step.</summary>
    public string Subject { get; } = arguments.Subject;

    /// <summary>What the step was told, as the document has it.</summary>
    public JsonElement Told { get; } = arguments.Element;

    /// <summary>Names or patterns of the columns that it takes; null for all that suit it.</summary>
    public string[]? Chosen { get; } = arguments.Texts("columns");

    /// <summary>What the training rows had that the user should know, a sentence each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Whether <see cref="Invert"/> gives back what came in.</summary>
    public virtual bool HasInverse => true;

    /// <summary>Learns from the training rows.</summary>
    /// <exception cref="CoreException">The columns are not there or do not suit the step.</exception>
    public abstract void Fit(Frame training);

    /// <summary>Takes what was learnt from the JSON that <see cref="WriteLearnt"/> wrote.</summary>
    public abstract void Read(Learnt learnt);

    /// <summary>Finds its columns among those that come; gives those that leave.</summary>
    public abstract ColumnInfo[] Bind(ColumnInfo[] columns);

    /// <summary>Changes the rows.</summary>
    public abstract void Apply(Frame rows);

    /// <summary>Takes the change back.</summary>
    public abstract void Invert(Frame rows);

    /// <summary>What was learnt, for the document.</summary>
    public abstract void WriteLearnt(Utf8JsonWriter json);

    /// <summary>What was learnt, one line a column, for people.</summary>
    public abstract IEnumerable<(string Column, string Text)> Describe();

    /// <summary>The columns that the step takes: those chosen, or all of a kind.</summary>
    protected int[] Choose(ColumnInfo[] columns, Func<ColumnInfo, bool> suits) => Chosen is null
        ? [.. Enumerable.Range(0, columns.Length).Where(i => suits(columns[i]))]
        : ColumnChoice.Find(Chosen, columns, Subject);

    /// <summary>The number columns that the step takes.</summary>
    /// <exception cref="CoreException">A chosen column holds text.</exception>
    protected int[] ChooseNumbers(ColumnInfo[] columns)
    {
        int[] chosen = Choose(columns, column => !column.IsText);
        foreach (int i in chosen)
        {
            if (columns[i].IsText)
            {
                throw CoreException.InvalidData(
                    "TextColumn",
                    $"{Subject}: column '{Excerpt.Of(columns[i].Name)}' holds text, and the step takes numbers. OneHot or Ordinal "
                    + "in front of it makes numbers of text.");
            }
        }

        return chosen;
    }

    protected CoreException NoInverse() => CoreException.State(
        "NoInverse", $"{Subject} has no inverse: what came in cannot be told from what came out.");
}
