namespace NormTools;

/// <summary>Where the values of a tensor come from: what they went through, and what their rows are for.</summary>
/// <remarks>Views, slices, rows and other shapes of the tensor keep it; arithmetic makes other values.</remarks>
internal sealed class SampleSource
{
    private SampleSource(Preprocessor? preparedBy, string? setAsideFor, bool isFurther)
    {
        PreparedBy = preparedBy;
        SetAsideFor = setAsideFor;
        IsFurther = isFurther;
    }

    /// <summary>What the values went through last, fitted; null where they are as they came.</summary>
    public Preprocessor? PreparedBy { get; }

    /// <summary>What a split set the rows aside for, "test" or "validation"; null for nothing.</summary>
    public string? SetAsideFor { get; }

    /// <summary>Whether the values went through other steps before those.</summary>
    public bool IsFurther { get; }

    /// <summary>Null where there is nothing to know.</summary>
    public static SampleSource? Of(Preprocessor? preparedBy, string? setAsideFor, bool isFurther = false) =>
        preparedBy is { Step.Length: > 0 } ? new SampleSource(preparedBy, setAsideFor, isFurther)
        : setAsideFor is null ? null
        : new SampleSource(null, setAsideFor, isFurther: false);

    /// <summary>Whether samples are raw rows that went through the steps, and nothing else: their columns are those that
    /// left them, as far as they have names.</summary>
    public bool IsAllOf(Tensor samples) => PreparedBy is not null && !IsFurther
        && (samples.ColumnNames is not string[] names || names.SequenceEqual(PreparedBy.Output, StringComparer.Ordinal));
}
