namespace NormTools;

/// <summary>The parts of a data set; they share its memory.</summary>
public sealed class DatasetSplit : IDisplay
{
    /// <summary>What a list of values is called where a column's name would stand.</summary>
    internal const string GivenValues = "given values";

    internal DatasetSplit(Dataset train, Dataset? validation, Dataset? test)
    {
        Train = train;
        Validation = validation;
        Test = test;
    }

    /// <summary>Has its training part know it, so that a run on that part alone is known to be of this split.</summary>
    internal DatasetSplit Known()
    {
        Train.Whole = this;
        return this;
    }

    /// <summary>The part that the model learns from.</summary>
    public Dataset Train { get; }

    /// <summary>The part that each epoch is judged by; null if there is none.</summary>
    public Dataset? Validation { get; }

    /// <summary>The part that the finished model is judged by; null if there is none.</summary>
    public Dataset? Test { get; }

    /// <summary>Which of several folds this is, from 1; null for a single split.</summary>
    public int? Fold { get; internal set; }

    /// <summary>The seed that drew the rows; null if a generator did, or they were taken in order.</summary>
    public ulong? Seed { get; internal set; }

    /// <summary>Whether the rows were drawn, by a seed or a generator.</summary>
    public bool IsShuffled { get; internal set; }

    /// <summary>Whether every part has the same shares of the classes.</summary>
    public bool IsStratified { get; internal set; }

    /// <summary>The column whose groups are not divided, "given values" where they were a list; null if rows were divided.</summary>
    public string? Group { get; private set; }

    /// <summary>The column whose order the parts follow, "given values" where they were a list; null if time did not matter.</summary>
    public string? Time { get; private set; }

    /// <summary>Takes note of what -Group and -Time were.</summary>
    internal DatasetSplit DividedBy(object? group, object? time)
    {
        static string? Said(object? value) => value is null ? null : Unwrapped.Of(value) as string ?? GivenValues;

        (Group, Time) = (Said(group), Said(time));
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"Train {Train.Count:N0}, Validation {Validation?.Count ?? 0:N0}, Test {Test?.Count ?? 0:N0} rows");

    /// <summary>The parts with their rows and classes as text.</summary>
    public string ToDisplayString() => DatasetDisplay.Render(this, Display.UsualWidth);

    string IDisplay.ToDisplayString(int width) => DatasetDisplay.Render(this, width);
}
