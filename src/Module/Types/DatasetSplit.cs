namespace NormTools;

/// <summary>The parts of a data set; they share its memory.</summary>
public sealed class DatasetSplit
{
    internal DatasetSplit(Dataset train, Dataset? validation, Dataset? test)
    {
        Train = train;
        Validation = validation;
        Test = test;
    }

    /// <summary>What the model learns from.</summary>
    public Dataset Train { get; }

    /// <summary>What each epoch is judged by; null where none was split off.</summary>
    public Dataset? Validation { get; }

    /// <summary>What the finished model is judged by; null where none was split off.</summary>
    public Dataset? Test { get; }
}
