namespace NormTools;

/// <summary>Rows that a step cannot take, and the first thing that is wrong with each.</summary>
internal sealed class RowRefusals
{
    private readonly SortedDictionary<int, NormToolsException> failures = new SortedDictionary<int, NormToolsException>();
    private readonly Func<int, long> number;

    /// <param name="number">What the user counts a row of the table as.</param>
    public RowRefusals(Func<int, long> number) => this.number = number;

    /// <summary>For a table of which every row is wanted.</summary>
    public static RowRefusals Of(RawTable table)
    {
        long[]? own = null;
        return new RowRefusals(row => table.Rows is null ? row : (own ??= (long[])table.Rows.ToArray())[row]);
    }

    /// <summary>Refuses a row, unless it is refused already.</summary>
    /// <param name="row">Its place in the table.</param>
    /// <param name="failure">What is wrong with it.</param>
    public void Add(int row, NormToolsException failure)
    {
        if (!failures.ContainsKey(row))
        {
            failures.Add(row, failure);
        }
    }

    /// <summary>What the user counts a row as, by its place in the table.</summary>
    public long Number(int row) => number(row);

    public void Each(Action<int, NormToolsException> of)
    {
        foreach (KeyValuePair<int, NormToolsException> entry in failures)
        {
            of(entry.Key, entry.Value);
        }
    }

    public bool Contains(int row) => failures.ContainsKey(row);

    public void ThrowFirst()
    {
        if (failures.Count > 0)
        {
            throw failures.Values.First();
        }
    }
}
