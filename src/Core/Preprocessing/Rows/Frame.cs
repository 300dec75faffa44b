namespace NormTools.Core.Preprocessing;

/// <summary>The name of a column and whether it holds texts.</summary>
internal readonly record struct ColumnInfo(string Name, bool IsText);

/// <summary>One column of some rows: numbers, or the numbers of texts. NaN is a missing value.</summary>
/// <param name="info">Name and kind.</param>
/// <param name="values">[rows].</param>
/// <param name="texts">The texts by their numbers; null for a column of numbers.</param>
internal sealed class FrameColumn(ColumnInfo info, Memory<double> values, string[]? texts)
{
    public ColumnInfo Info { get; } = info;

    public Span<double> Values => values.Span;

    /// <summary>The same array for every block of a table, so that look-ups keyed by it are done once.</summary>
    public string[]? Texts { get; } = texts;

    /// <summary>The text in a row; null where it is missing.</summary>
    public string? Text(int row) => double.IsNaN(Values[row]) ? null : Texts![(int)Values[row]];

    /// <summary>The same values under other texts.</summary>
    public FrameColumn With(string[]? others) => new(Info, values, others);

    /// <summary>The same values under another name.</summary>
    public FrameColumn With(ColumnInfo other) => new(other, values, null);
}

/// <summary>Some rows of a table, column by column, in double precision. Steps change its list of columns.</summary>
/// <remarks>A step may write to the columns in it; they are gone once the rows have been dealt with.</remarks>
internal sealed class Frame(int rows, FrameMemory memory)
{
    public int Rows { get; } = rows;

    public List<FrameColumn> Columns { get; set; } = [];

    /// <summary>How many steps each row had, padding left out and those that were cut as well; null where rows have none.</summary>
    public int[]? Lengths { get; set; }

    /// <summary>Categories that were not among the training rows, with counts.</summary>
    public Dictionary<UnknownValue, long> Unknown { get; } = [];

    /// <summary>Columns that are far from what a scaling step learnt from; null where nobody asks.</summary>
    public Dictionary<string, BeyondTraining>? Beyond { get; set; }

    /// <summary>Rows that a step cannot take, and the first thing that is wrong with each; null to have it thrown.</summary>
    public SortedDictionary<int, CoreException>? Refused { get; set; }

    /// <summary>Refuses a row; the others go on.</summary>
    public void Refuse(int row, CoreException failure)
    {
        if (Refused is null)
        {
            throw failure;
        }

        Refused.TryAdd(row, failure);
    }

    /// <summary>Values of a further column, [rows], with anything in them.</summary>
    public Memory<double> NewValues() => memory.Column(Rows);

    /// <summary>Values of a further column, [rows], all the same.</summary>
    public Memory<double> NewValues(double value)
    {
        Memory<double> values = NewValues();
        values.Span.Fill(value);
        return values;
    }
}

/// <summary>Why a value says nothing to a step.</summary>
internal enum UnknownKind
{
    /// <summary>It is a category that was not among the training rows.</summary>
    Category,

    /// <summary>It is no date.</summary>
    NoDate,

    /// <summary>One cannot say what is the day and what the month.</summary>
    DoubtfulDate,
}

/// <summary>A value that was not among the training rows.</summary>
internal readonly record struct UnknownValue(string Column, string Value, UnknownKind Kind = UnknownKind.Category);
