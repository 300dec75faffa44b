using System.Globalization;

namespace NormTools;

/// <summary>A column of a table as it was read: its kind, its values, and what will be done with it.</summary>
public sealed class DatasetColumn
{
    internal DatasetColumn(string name, string kind)
    {
        Name = name;
        Kind = kind;
    }

    /// <summary>The name in the header.</summary>
    public string Name { get; }

    /// <summary>Number, Text or Category for a feature, Class or Quantity for a label, Weight for that of -SampleWeight, LeftOut for
    /// a column that was not asked for.</summary>
    public string Kind { get; private set; }

    /// <summary>The number of different values: exact up to 1,024 and of the rows of a part, an estimate beyond; null for a column
    /// that was left out, of a part.</summary>
    public long? Distinct { get; internal set; }

    /// <summary>The number of values that were missing in the file; null where the rows of a part do not tell.</summary>
    public long? Missing { get; internal set; }

    /// <summary>The smallest number; null for text.</summary>
    public double? Minimum { get; internal set; }

    /// <summary>The largest number; null for text.</summary>
    public double? Maximum { get; internal set; }

    /// <summary>The smallest and the largest number.</summary>
    public string Range => Minimum is double least && Maximum is double most
        ? least.Equals(most) ? Number(least) : $"{Number(least)} to {Number(most)}"
        : string.Empty;

    /// <summary>What will be done with the column before a model sees it.</summary>
    public string Treatment { get; private set; } = string.Empty;

    /// <summary>What looks odd; empty if nothing does.</summary>
    public string Remark { get; internal set; } = string.Empty;

    /// <summary>Whether a model cannot take the column as it is.</summary>
    internal bool IsText => Kind == "Text";

    /// <summary>Whether its numbers were written with a percent sign.</summary>
    internal bool IsPercent { get; private set; }

    /// <summary>The names of the currencies that its amounts may be in, with blanks between them; empty for none.</summary>
    internal string Currency { get; private set; } = string.Empty;

    /// <summary>Whether its texts are dates or times.</summary>
    internal bool HoldsDates => IsText && (Remark == "dates" || Remark.StartsWith("dates;", StringComparison.Ordinal) || Remark.StartsWith("dates,", StringComparison.Ordinal));

    /// <summary>The step that makes numbers of its dates, as it is typed; null where it holds none, or nobody knows one.</summary>
    internal string? DateStep { get; private set; }

    /// <summary>The number of values that are still missing.</summary>
    internal long Gaps { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Kind}";

    /// <summary>Columns that the core describes: a list for each of their properties.</summary>
    /// <param name="about">The lists.</param>
    /// <param name="features">Names that are kept already, which the first columns have.</param>
    internal static IEnumerable<DatasetColumn> Read(IDictionary<string, object?> about, IEnumerable<string> features)
    {
        List<object?> Of(string name) => (List<object?>)about[name]!;
        List<object?> names = Of("name"), kinds = Of("kind"), distinct = Of("distinct"), missing = Of("missing"), gaps = Of("gaps"),
            minimum = Of("minimum"), maximum = Of("maximum"), remarks = Of("remark"), percent = Of("percent"), currency = Of("currency"), dates = Of("dateStep");
        string[] known = features.Take(names.Count).ToArray();
        for (int i = 0; i < names.Count; i++)
        {
            var name = (string)names[i]!;
            yield return new DatasetColumn(i < known.Length && known[i] == name ? known[i] : name, string.Intern((string)kinds[i]!))
            {
                Distinct = Convert.ToInt64(distinct[i], CultureInfo.InvariantCulture),
                Missing = Convert.ToInt64(missing[i], CultureInfo.InvariantCulture),
                Gaps = Convert.ToInt64(gaps[i], CultureInfo.InvariantCulture),
                Minimum = Optional(minimum[i]),
                Maximum = Optional(maximum[i]),
                Remark = (string)remarks[i]!,
                IsPercent = (bool)percent[i]!,
                Currency = (string)currency[i]!,
                DateStep = (string?)dates[i],
            };
        }
    }

    /// <summary>Whether it is neither a feature nor a label.</summary>
    internal bool IsAside => Kind is "LeftOut" or "Weight";

    /// <summary>The same column, treated as text.</summary>
    internal DatasetColumn AsText() => Of("Text");

    /// <summary>The same column as the weights of the rows.</summary>
    internal DatasetColumn AsWeight()
    {
        DatasetColumn column = Of("Weight");
        column.Gaps = 0; // weights have none
        return column;
    }

    private DatasetColumn Of(string kind)
    {
        var column = (DatasetColumn)MemberwiseClone();
        column.Kind = kind;
        return column;
    }

    /// <summary>The same column with the figures of some rows; null for what they do not tell.</summary>
    internal DatasetColumn WithFigures(long? distinct, long? missing, double? minimum, double? maximum)
    {
        var column = (DatasetColumn)MemberwiseClone();
        (column.Distinct, column.Missing, column.Minimum, column.Maximum) = (distinct, missing, minimum, maximum);
        column.Gaps = Gaps > 0 ? missing ?? 0 : 0;
        return column;
    }

    /// <summary>The same column of several tables together. Distinct is then a lower bound: the largest of
    /// them.</summary>
    internal DatasetColumn With(IEnumerable<DatasetColumn> parts)
    {
        DatasetColumn[] all = parts.Distinct().ToArray(); // parts of one table share its columns
        var column = (DatasetColumn)MemberwiseClone();
        column.Distinct = all.Max(part => part.Distinct);
        column.Missing = all.Sum(part => part.Missing);
        column.Gaps = all.Sum(part => part.Gaps);
        column.Minimum = all.Min(part => part.Minimum);
        column.Maximum = all.Max(part => part.Maximum);
        return column;
    }

    /// <summary>The same column with what a data set will do with it (Treatment).</summary>
    internal DatasetColumn In(Dataset data)
    {
        var column = (DatasetColumn)MemberwiseClone();
        column.Treatment = Kind switch
        {
            "Text" or "Category" or "Number" when data.IsPrepared => "prepared",
            "Text" => "to be prepared",
            "LeftOut" => "left out",
            "Weight" => "weight of the row",
            "Class" => Text.Count(Distinct ?? 0, "class", "classes"),
            "Quantity" => "as it is",
            _ when Gaps > 0 => Text.Count(Gaps, "gap") + " to be filled",
            _ when data.Standardization is not null => "standardised",
            "Category" => FormattableString.Invariant($"0 to {Math.Max(0, (Distinct ?? 0) - 1)}"),
            _ when Missing > 0 && data.FilledValues > 0 => "gaps filled with the mean",
            _ => "as it is",
        };
        return column;
    }

    private static double? Optional(object? value) =>
        value is null ? null : Convert.ToDouble(value, CultureInfo.InvariantCulture);

    // Time stamps and identifiers keep their digits.
    private static string Number(double value) =>
        value.ToString(Math.Abs(value) is >= 1e7 and < 1e15 ? "0.##" : "G7", CultureInfo.InvariantCulture);
}
