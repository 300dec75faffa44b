using NormTools.Native;

namespace NormTools;

/// <summary>A table that a preprocessor made, with the warnings about it.</summary>
internal sealed class PreparedTable
{
    private const int MostValues = 5; // listed in a warning

    private readonly Dictionary<string, object?>? about; // null for a table that a script made

    /// <summary>Takes over a table that the core made.</summary>
    public unsafe PreparedTable(IntPtr prepared, DType type)
    {
        using var handle = new ObjectHandle(prepared);
        about = (Dictionary<string, object?>)Json.Read(NativeText.Read(
            (buffer, capacity, length) => NativeMethods.PreparedDescribe(handle, buffer, capacity, length)))!;
        List<Dictionary<string, object?>> columns = Items("columns").ToList();
        Names = columns.Select(column => (string)column["name"]!).ToArray();
        Texts = columns
            .Where(column => column.ContainsKey("texts"))
            .ToDictionary(
                column => (string)column["name"]!,
                column => ((List<object?>)column["texts"]!).Select(text => (string)text!).ToArray(),
                StringComparer.Ordinal);
        long[] shape = { (long)about["rows"]!, Names.Length };
        NativeMethods.PreparedTake(handle, out IntPtr memory).ThrowIfFailed();
        Values = new Tensor(TensorHandle.Adopt(memory, TensorShape.Count(shape) * type.Size()), type, shape);
        if (about.TryGetValue("lengths", out object? lengths))
        {
            long[] counts = ((List<object?>)lengths!).Select(count => Convert.ToInt64(count)).ToArray();
            WordCount = TensorReader.Read(counts, DType.Int64);
            StepCount = TensorReader.Read(Array.ConvertAll(counts, count => Math.Min(count, Names.Length)), DType.Int64);
        }
    }

    /// <summary>A table that a script step made.</summary>
    public PreparedTable(Tensor values, string[] names, IReadOnlyDictionary<string, string[]> texts)
    {
        Values = values;
        Names = names;
        Texts = texts;
    }

    /// <summary>[rows, columns].</summary>
    public Tensor Values { get; }

    public string[] Names { get; }

    /// <summary>The texts of the columns that are still text.</summary>
    public IReadOnlyDictionary<string, string[]> Texts { get; }

    /// <summary>Int64 [rows]: the words of each text, those that were cut as well; null where the rows are no texts.</summary>
    public Tensor? WordCount { get; }

    /// <summary>Int64 [rows]: the columns of each row that are no padding; null where all are.</summary>
    public Tensor? StepCount { get; }

    /// <summary>The table of the stage before, whose warnings count too.</summary>
    public PreparedTable? Before { get; set; }

    /// <summary>Columns of the table that the preprocessor does not know.</summary>
    public IEnumerable<string> Ignored =>
        Before?.Ignored ?? (about is null ? Array.Empty<string>() : ((List<object?>)about["ignored"]!).Cast<string>());

    /// <summary>A sentence for each column with categories that the training rows did not have.</summary>
    public IEnumerable<string> UnknownCategories() => (Before?.UnknownCategories() ?? Array.Empty<string>()).Concat(Unknown());

    /// <summary>The table as input for the next stage.</summary>
    public RawTable ToRaw() => new RawTable(Values, Names, Texts);

    /// <summary>Rows that a step of the core cannot take.</summary>
    public IEnumerable<(int Row, string Id, string Message)> Refused() =>
        Items("refused").Select(item => (checked((int)(long)item["row"]!), (string)item["id"]!, (string)item["message"]!));

    private IEnumerable<FarValues> BeyondTraining() => (Before?.BeyondTraining() ?? Array.Empty<FarValues>()).Concat(Items("beyond").Select(item =>
    {
        double[] value = JsonNumber.Reals(item["value"]), seen = JsonNumber.Reals(item["seen"]);
        return new FarValues((string)item["column"]!, value.Length == 0 ? double.PositiveInfinity : value[0], seen.Length == 0 ? null : (seen[0], seen[1]));
    }));

    private IEnumerable<string> Unknown() => Items("unknown")
        .GroupBy(item => (Name: (string)item["column"]!, Kind: (string)item["kind"]!))
        .Select(column =>
        {
            long count = column.Sum(item => (long)item["count"]!);
            string values = string.Join(", ", column.Take(MostValues).Select(item => (string)item["value"]!))
                + (column.Count() > MostValues ? ", ..." : string.Empty);
            return $"Column '{Text.Shorten(column.Key.Name)}' has " + column.Key.Kind switch
            {
                "NoDate" => $"{Text.Count(count, "text")} that {(count == 1 ? "is no date" : "are no dates")}, of which {(count == 1 ? "a gap is" : "gaps are")} made: {values}.",
                "DoubtfulDate" => $"{Text.Count(count, "date")} of which one cannot say what is the day and what the month, for the training rows do not tell: {values}. "
                    + $"{(count == 1 ? "A gap is" : "Gaps are")} made; written as 2024-06-05 {(count == 1 ? "it is" : "they are")} read, and -Format of the step says how dates are written.",
                _ when column.Count() is var different && different > 1 => $"{Text.Count(different, "value")} that the training rows did not have, in {Text.Count(count, "row")}: {values}.",
                _ => $"a value that the training rows did not have{(count == 1 ? string.Empty : $", in {Text.Count(count, "row")}")}: {values}.",
            };
        });

    /// <summary>Passes on the warnings about the rows.</summary>
    /// <param name="warn">Takes each.</param>
    /// <param name="leftOut">Columns of which there is nothing to say.</param>
    public void Warn(Action<string> warn, string[] leftOut)
    {
        string[] ignored = Ignored.Except(leftOut, StringComparer.OrdinalIgnoreCase).ToArray();
        if (ignored.Length > 0)
        {
            warn(Errors.IgnoredColumns(ignored));
        }

        foreach (string sentence in UnknownCategories().Concat(FarValues.Sentences(BeyondTraining())).Concat(TextRows.Doubts(this, Refused().Select(refused => refused.Row))))
        {
            warn(sentence);
        }
    }

    private IEnumerable<Dictionary<string, object?>> Items(string name) => about is null
        ? Array.Empty<Dictionary<string, object?>>()
        : ((List<object?>)about[name]!).Cast<Dictionary<string, object?>>();
}
