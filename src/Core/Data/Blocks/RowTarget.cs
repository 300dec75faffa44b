namespace NormTools.Core.Data;

/// <summary>The columns that rows go into, and the first thing that is wrong with one.</summary>
internal sealed class RowTarget
{
    private const int MostBytesInMessage = 40;

    private readonly Lock gate = new();
    private (long Line, int Column) failed = (long.MaxValue, 0);
    private (string Id, string Message, string Field) failure;

    public RowTarget(FeatureColumn[] features, LabelColumn[] labels, NumberColumns numbers)
    {
        Features = features;
        Labels = labels;
        Numbers = numbers;
    }

    public FeatureColumn[] Features { get; }

    public LabelColumn[] Labels { get; }

    public NumberColumns Numbers { get; }

    /// <summary>Whether somebody will ask for the sum of a column.</summary>
    public bool NeedsSums { get; init; }

    /// <summary>The place of the last row.</summary>
    public long LastPlace { get; set; }

    /// <summary>For each feature the field that it is read from.</summary>
    public int[] FeaturePlaces { get; set; } = [];

    /// <summary>So many rows will come, as far as one can tell.</summary>
    public void Expect(GrowingRows<float> rows, long count)
    {
        rows.Expect(count);
        Array.ForEach(Labels, label => label.Expect(count));
    }

    /// <summary>Keeps what is wrong with a value, if nothing before it is.</summary>
    public void Fail(RowBlock block, int row, int column, ReadOnlySpan<byte> field, string id, string message)
    {
        string shown = Excerpt.Of(NameText.Decode(field[..Math.Min(field.Length, MostBytesInMessage)]))
            + (field.Length > MostBytesInMessage ? "..." : string.Empty);
        (long Line, int Column) place = (block.LineOf(row), column);
        lock (gate)
        {
            if (place.CompareTo(failed) < 0)
            {
                failed = place;
                failure = (id, message, shown);
            }
        }
    }

    /// <exception cref="CoreException">Something is wrong with a value.</exception>
    public void ThrowIfFailed(string fileName)
    {
        if (failed.Line == long.MaxValue)
        {
            return;
        }

        string name = failed.Column < Features.Length ? Features[failed.Column].Name : Labels[failed.Column - Features.Length].Name;
        throw CoreException.InvalidData(
            failure.Id,
            $"{fileName}, line {failed.Line}, column '{Excerpt.Of(name)}': '{failure.Field}' {failure.Message}");
    }
}
