namespace NormTools;

/// <summary>The parts of the data that are checked.</summary>
internal sealed class CheckedData
{
    private readonly Lazy<RowGroups> groups;

    public CheckedData(Dataset train, Dataset? validation, Dataset? test)
    {
        Train = new CheckedPart("Train", train);
        groups = new Lazy<RowGroups>(() => new RowGroups(Train));
        Others = new[] { ("Validation", validation), ("Test", test) }
            .Where(part => part.Item2 is { Count: > 0 }).Select(part => new CheckedPart(part.Item1, part.Item2!)).ToArray();
    }

    public CheckedPart Train { get; }

    /// <summary>The training rows by their values: several checks ask for it.</summary>
    public RowGroups TrainGroups => groups.Value;

    /// <summary>Training, validation and test, those that there are.</summary>
    public IEnumerable<CheckedPart> All => new[] { Train }.Concat(Others);

    /// <summary>Validation and test, those that there are.</summary>
    public CheckedPart[] Others { get; }
}
