namespace NormTools;

/// <summary>What says of each window when it is and of which series: a time, or a group.</summary>
internal sealed class WindowLabel
{
    /// <param name="name">The column that it came from, or Time and Group.</param>
    /// <param name="values">One for each stored window: a number, a text or a date.</param>
    public WindowLabel(string name, object[] values)
    {
        Name = name;
        Values = values;
    }

    public string Name { get; }

    public object[] Values { get; }

    /// <summary>The labels of some windows: that of the first row behind each, or of its last row where nothing is predicted.</summary>
    /// <param name="parameter">What the rows' values were given for.</param>
    /// <param name="given">A column's name, or a value for each row; null for none.</param>
    /// <param name="values">The values of all rows; null for none.</param>
    /// <param name="rows">The row of each window.</param>
    public static IEnumerable<WindowLabel> Of(string parameter, object? given, object[]? values, int[] rows)
    {
        if (values is not null)
        {
            yield return new WindowLabel(Unwrapped.Of(given) as string ?? parameter, Array.ConvertAll(rows, row => values[row]));
        }
    }

    /// <summary>The values of a part of the windows.</summary>
    public object[] In(Dataset part) => part.Rows is not { } rows ? Values : Array.ConvertAll((long[])rows.ToArray(), row => Values[row]);

    /// <summary>The labels of several data sets one after another; none where one of them has not all of them.</summary>
    public static WindowLabel[] Join(IReadOnlyList<Dataset> parts)
    {
        WindowLabel[] first = parts[0].Windows?.Labels ?? Array.Empty<WindowLabel>();
        string[] names = Array.ConvertAll(first, label => label.Name);
        bool areAlike = parts.All(part => part.Windows?.Labels.Select(label => label.Name).SequenceEqual(names, StringComparer.OrdinalIgnoreCase) == true);
        return !areAlike ? Array.Empty<WindowLabel>()
            : first.Select((label, i) => new WindowLabel(label.Name, parts.SelectMany(part => part.Windows!.Labels[i].In(part)).ToArray())).ToArray();
    }
}
