namespace NormTools;

/// <summary>The parts of the data that are checked.</summary>
internal sealed class CheckedData
{
    public CheckedData(Dataset train, Dataset? validation, Dataset? test)
    {
        Train = new CheckedPart("Train", train);
        Others = new[] { ("Validation", validation), ("Test", test) }
            .Where(part => part.Item2 is { Count: > 0 }).Select(part => new CheckedPart(part.Item1, part.Item2!)).ToArray();
    }

    public CheckedPart Train { get; }

    /// <summary>Validation and test, those that there are.</summary>
    public CheckedPart[] Others { get; }
}
