using System.Management.Automation;

namespace NormTools;

/// <summary>The rows of a table as objects with a property for each column: numbers, texts, and null for a missing
/// value.</summary>
internal sealed class TableRows
{
    private readonly double[] values;
    private readonly string[] names; // of the properties
    private readonly string[]?[] texts;

    public TableRows(RawTable table)
    {
        names = RowNames.Of(table.Names!);
        texts = Array.ConvertAll(table.Names!, name => table.TextsOf(name));
        values = table.ToNumbers();
        Count = checked((int)table.Count);
    }

    public int Count { get; }

    public PSObject Row(int row)
    {
        PSObject result = NewRow.Of(names.Length);
        for (int i = 0; i < names.Length; i++)
        {
            double value = values[(row * names.Length) + i];
            object? cell = double.IsNaN(value) ? null : texts[i] is string[] known ? known[(int)value] : (object)value;
            result.Properties.Add(new PSNoteProperty(names[i], cell), preValidated: true);
        }

        return result;
    }
}
