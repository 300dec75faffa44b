using System.Collections.Specialized;
using NormTools.Contract;
using NormTools.Native;

namespace NormTools;

/// <summary>A table before preprocessing: numbers with gaps, and texts as numbers with a list of the texts.</summary>
internal sealed class RawTable
{
    /// <param name="values">[rows, columns]; NaN is a missing value.</param>
    /// <param name="names">The names of the columns; null where they have none.</param>
    /// <param name="texts">The texts of text columns, by the column's name; null where there are none.</param>
    public RawTable(Tensor values, string[]? names, IReadOnlyDictionary<string, string[]>? texts)
    {
        Values = values;
        Names = names;
        Texts = texts;
    }

    public Tensor Values { get; }

    public string[]? Names { get; }

    public IReadOnlyDictionary<string, string[]>? Texts { get; }

    /// <summary>Int64: the numbers of the rows that belong to the table, in order; null for all.</summary>
    public Tensor? Rows { get; set; }

    /// <summary>The texts of a column; null where it holds numbers.</summary>
    public string[]? TextsOf(string name) => Texts is not null && Texts.TryGetValue(name, out string[] texts) ? texts : null;

    /// <summary>All values, row by row; only for a table without <see cref="Rows"/>.</summary>
    public double[] ToNumbers() => (double[])Values.To(DType.Float64).ToArray();

    public long Count => Rows?.Count ?? (Values.Rank == 0 ? 0 : Values.Dimensions[0]);

    private long Width => Values.Rank == 0 ? 0 : TensorShape.Count(Values.Dimensions.Skip(1).ToArray());

    /// <summary>Makes a call with a view of the table and the JSON of its columns.</summary>
    public unsafe void Use(Action<TableView, byte[]> call)
    {
        using HandleLease values = Values.Hold();
        using HandleLease rows = Rows?.Hold() ?? default;
        var view = new TableView
        {
            Values = (void*)values.Value,
            Rows = Rows is null ? null : (long*)rows.Value,
            StoredRows = Values.Dimensions[0],
            RowCount = Count,
            Width = Width,
            DType = (int)Values.DType,
        };
        call(view, Json.WriteUtf8(Columns()));
    }

    private IEnumerable<OrderedDictionary> Columns()
    {
        for (int i = 0; i < Width; i++)
        {
            var column = new OrderedDictionary();
            if (Names is not null)
            {
                column.Add("name", Names[i]);
                if (TextsOf(Names[i]) is string[] texts)
                {
                    column.Add("texts", texts);
                }
            }

            yield return column;
        }
    }
}
