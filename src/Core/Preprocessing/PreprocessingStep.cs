using System.Text.Json;

namespace NormTools.Core.Preprocessing;

/// <summary>One step: its arguments, what it learns from the training rows, and how it transforms rows.</summary>
/// <remarks>
/// The result for a row depends only on that row and on what was learnt: a table gives the same bits whether it comes
/// whole, in blocks or row by row.
/// </remarks>
internal abstract class PreprocessingStep(StepArguments arguments)
{
    /// <summary>The step's name in the catalogue.</summary>
    public string Type { get; } = arguments.Type;

    /// <summary>How failures name the step.</summary>
    public string Subject { get; } = arguments.Subject;

    /// <summary>The step's arguments, as in the document.</summary>
    public JsonElement Told { get; } = arguments.Element;

    /// <summary>Names or patterns of the columns it works on; null for all of a suitable kind.</summary>
    public string[]? Chosen { get; } = arguments.Texts("columns");

    /// <summary>Notes on the training rows for the user, one sentence each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Whether <see cref="Invert"/> recovers the input.</summary>
    public virtual bool HasInverse => true;

    /// <summary>Whether what it gives are the steps of a sequence, which no other step changes: see <see cref="Frame.Lengths"/>.</summary>
    public virtual bool GivesSteps => false;

    /// <summary>Whether <see cref="Apply"/> refuses rows that <see cref="Fit"/> learns from.</summary>
    public virtual bool MayRefuseRows => false;

    /// <summary>Learns from the training rows.</summary>
    /// <exception cref="CoreException">The columns are missing or of the wrong kind.</exception>
    public abstract void Fit(TrainingRows training);

    /// <summary>Reads what was learnt from JSON written by <see cref="WriteLearnt"/>.</summary>
    public abstract void Read(Learnt learnt);

    /// <summary>Finds its columns among the input columns; returns the output columns.</summary>
    public abstract ColumnInfo[] Bind(ColumnInfo[] columns);

    /// <summary>What it does to values, or with <paramref name="inverse"/> the reverse, in this order, if it changes
    /// each number by itself and nothing else; otherwise null.</summary>
    /// <remarks>Tables that only such steps change are never turned into columns.</remarks>
    public virtual ColumnChange[]? Changes(bool inverse) => null;

    /// <summary>Transforms the rows.</summary>
    public abstract void Apply(Frame rows);

    /// <summary>Reverses the transformation.</summary>
    public abstract void Invert(Frame rows);

    /// <summary>What was learnt, for the document.</summary>
    public abstract void WriteLearnt(Utf8JsonWriter json);

    /// <summary>What was learnt, one readable line per column.</summary>
    public abstract IEnumerable<(string Column, string Text)> Describe();

    /// <summary>The columns that the step works on: those chosen, or all of a kind.</summary>
    protected int[] Choose(ColumnInfo[] columns, Func<ColumnInfo, bool> suits) => Chosen is null
        ? [.. Enumerable.Range(0, columns.Length).Where(i => suits(columns[i]))]
        : NamedColumns.Find(Chosen, columns, Subject);

    /// <summary>The numeric columns that the step works on.</summary>
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
