namespace NormTools.Core.Data;

/// <summary>One feature column while a table is read: numbers with gaps, or text that is encoded as numbers.</summary>
internal sealed unsafe class FeatureColumn
{
    private readonly Categories? categories;
    private readonly bool fillsGaps;
    private readonly NumberFormat format;
    private readonly MissingMarkers markers;
    private double sum;

    /// <param name="name">For messages and the description.</param>
    /// <param name="categories">Numbers the texts of an encoded column; null for numbers.</param>
    /// <param name="fillsGaps">Whether missing values become the mean.</param>
    /// <param name="format">How numbers are written.</param>
    /// <param name="markers">What stands for a missing value.</param>
    public FeatureColumn(
        string name, Categories? categories, bool fillsGaps, NumberFormat format, MissingMarkers markers)
    {
        this.format = format;
        this.markers = markers;
        Name = name;
        this.categories = categories;
        this.fillsGaps = fillsGaps;
    }

    public string Name { get; }

    /// <summary>Values that were not there.</summary>
    public long Missing { get; private set; }

    /// <summary>Takes a trimmed field.</summary>
    /// <param name="field">UTF-8 without quotes.</param>
    /// <param name="value">The number, the number of the text, or NaN for a gap that will be filled.</param>
    /// <returns>Null, or the id and the sentence of what is wrong with the field.</returns>
    public (string Id, string Message)? Read(ReadOnlySpan<byte> field, out float value)
    {
        value = float.NaN; // a gap; nothing else in the table is NaN, so Complete finds it again
        if (categories is not null)
        {
            return Encode(field, categories, out value);
        }

        if (!(markers.AreGiven && markers.Contain(field)) && format.TryParse(field, out double number))
        {
            sum += number;
            value = (float)number;
            return float.IsFinite(value)
                ? null
                : ("ValueOutOfRange", "is beyond the range of a 32-bit floating-point number.");
        }

        if (!markers.Contain(field))
        {
            return (
                "TextInNumberColumn",
                "is not a number; -Encode makes categories of such text, -ExcludeProperty leaves the column out."
                    + format.Proposal(field));
        }

        Missing++;
        return fillsGaps
            ? null
            : (
                "MissingValue",
                "is a missing value; -MissingValue Mean fills it with the column's mean, -MissingValue DropRow leaves "
                    + "its row out.");
    }

    /// <summary>Fills the gaps of the finished column, or brings the numbers of its texts into sorted order.</summary>
    /// <param name="column">The first value in [rows, width].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="width">Values from one row to the next.</param>
    /// <returns>The texts in their order, or null for a column of numbers.</returns>
    /// <exception cref="CoreException">ColumnWithoutValues: there is no mean.</exception>
    public string[]? Complete(float* column, long rows, int width)
    {
        if (categories is not null)
        {
            string[] names = categories.Sorted(out int[] ranks);
            for (long row = 0; row < rows; row++)
            {
                column[row * width] = ranks[(int)column[row * width]];
            }

            return names;
        }

        if (Missing == rows)
        {
            throw CoreException.InvalidData(
                "ColumnWithoutValues", $"Column '{Excerpt.Of(Name)}' has no value, so no mean to fill its gaps with.");
        }

        float mean = (float)(sum / (rows - Missing));
        for (long row = 0; Missing > 0 && row < rows; row++)
        {
            float value = column[row * width];
            column[row * width] = float.IsNaN(value) ? mean : value;
        }

        return null;
    }

    private (string Id, string Message)? Encode(ReadOnlySpan<byte> field, Categories categories, out float value)
    {
        value = 0;
        if (markers.Contain(field))
        {
            return ("MissingValue", "is a missing text, and texts have no mean; -MissingValue DropRow leaves its row out.");
        }

        int number = categories.Number(field);
        value = number;
        return number < 0 ? categories.Explain(number) : null;
    }
}
