namespace NormTools;

/// <summary>Which of the user's columns a gap behind the steps comes from: the one that makes it though all others have a value.</summary>
/// <remarks>The row is sent through the steps again, with some of its values replaced: so each step counts for what it does, and none has to say
/// it.</remarks>
internal sealed class GapOrigin
{
    private static readonly float[] Numbers = { 1, 1_000_000 }; // of which steps make a number, whatever they do
    private static readonly string[] Dates = { "2024-06-05", "2024-06-05T14:30:00" };

    private readonly Dataset raw;
    private readonly Dataset data;
    private readonly Preprocessor? steps;
    private readonly string[] columns;
    private readonly Dictionary<string, string?> known = new Dictionary<string, string?>(StringComparer.Ordinal); // of rows with the same gaps

    /// <param name="raw">The rows before they were prepared.</param>
    /// <param name="data">The same rows behind the steps.</param>
    public GapOrigin(Dataset raw, Dataset data)
    {
        this.raw = raw;
        this.data = data;
        steps = data.ForModel();
        columns = raw.HasNamedColumns ? raw.FeatureNames! : Array.Empty<string>();
    }

    /// <param name="gap">The place of the gap in the sample.</param>
    /// <param name="row">The row.</param>
    /// <param name="number">What the user counts it as.</param>
    public NormToolsException Failure(int gap, long row, long number)
    {
        string name = data.FeatureNames?[gap] ?? FormattableString.Invariant($"value {gap}");
        if (columns.Length == 0 || steps is not { HasCoreSteps: true })
        {
            return Errors.GapForModel(name, number);
        }

        float[] cells = (float[])raw.Part(new[] { row }).StoredRowsOf().ToArray();
        string[] missing = columns.Where((_, i) => float.IsNaN(cells[i])).ToArray();
        if (steps.MakerOf(name) is (string step, string column) && !missing.Contains(column, StringComparer.Ordinal))
        {
            return Errors.GapOfScript(column, step, number);
        }

        string key = FormattableString.Invariant($"{gap} {string.Join("\n", missing)}");
        if (!known.TryGetValue(key, out string? found))
        {
            known.Add(key, found = Find(cells, gap, missing));
        }

        int place = Array.IndexOf(columns, found);
        return place >= 0 && !float.IsNaN(cells[place])
            ? Errors.ValueForModel(columns[place], Shown(place, cells[place]), number)
            : Errors.GapForModel(found ?? name, number);
    }

    // Null where no column alone is known to make it.
    private string? Find(float[] cells, int gap, string[] missing)
    {
        var own = new HashSet<string>(steps!.Column.Except(steps.Absent), StringComparer.OrdinalIgnoreCase);
        string[] taken = columns.Where(name => own.Contains(name) && steps.Fills?.ContainsKey(name) != true).ToArray();
        string[] gaps = missing.Where(taken.Contains).ToArray();
        return gaps.FirstOrDefault(name => IsGap(cells, gap, gaps.Where(other => other != name)) && !IsGap(cells, gap, gaps))
            ?? taken.Except(gaps).FirstOrDefault(name => !IsGap(cells, gap, gaps.Append(name)));
    }

    // Whether the gap is there with values in some columns.
    private bool IsGap(float[] cells, int gap, IEnumerable<string> filled) => Enumerable.Range(0, Numbers.Length).All(attempt =>
    {
        var values = (float[])cells.Clone();
        var texts = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, string[]> column in raw.Categories ?? new Dictionary<string, string[]>())
        {
            texts.Add(column.Key, column.Value.Append(Text(column.Key, attempt)).ToArray());
        }

        foreach (string name in filled)
        {
            values[Array.IndexOf(columns, name)] = texts.TryGetValue(name, out string[] own) ? own.Length - 1 : Numbers[attempt];
        }

        var refusals = new RowRefusals(row => row);
        try
        {
            var table = new RawTable(TensorReader.Read(values, DType.Float32).Reshape(1, values.Length), columns, texts);
            using Tensor made = steps!.Apply(table, DType.Float32, refusals: refusals).Values;
            return refusals.Contains(0) || float.IsNaN(((float[])made.ToArray())[gap]);
        }
        catch (NormToolsException)
        {
            return true; // a step takes no such row
        }
    });

    private string Text(string column, int attempt) => steps!.Categories(column).FirstOrDefault() ?? Dates[attempt];

    private string Shown(int place, float value) => raw.Categories is { } texts && texts.TryGetValue(columns[place], out string[] own)
        ? $"'{NormTools.Text.Shorten(own[(int)value])}'" : NormTools.Text.Number(value);
}
