namespace NormTools;

/// <summary>What one check of a data set found: the figures, what they mean, what to do.</summary>
public sealed class DatasetFinding
{
    internal DatasetFinding(string check, FindingSeverity severity, string evidence, string meaning, string remedy)
    {
        Check = check;
        Severity = severity;
        Evidence = evidence;
        Meaning = meaning;
        Remedy = remedy;
    }

    /// <summary>The check's name, such as TestRowInTraining.</summary>
    public string Check { get; }

    /// <summary>How much it matters.</summary>
    public FindingSeverity Severity { get; }

    /// <summary>The part of the data that it was found in: Train, Validation or Test.</summary>
    public string Part { get; internal set; } = "Train";

    /// <summary>The columns that it is about; empty where it is about rows or the whole.</summary>
    public string[] Column { get; internal set; } = Array.Empty<string>();

    /// <summary>Numbers of rows within the part, from 0, as in $split.Train[$finding.Row]; at most 1,000 of them.</summary>
    public long[] Row { get; internal set; } = Array.Empty<long>();

    /// <summary>How many rows, columns or values it is about.</summary>
    public long Affected { get; internal set; }

    /// <summary>What was measured: a share, a distance or a score, whichever the evidence names.</summary>
    public double Value { get; internal set; }

    /// <summary>The figures in words, with the number of rows that they rest on.</summary>
    public string Evidence { get; }

    /// <summary>What that means for a model.</summary>
    public string Meaning { get; }

    /// <summary>What to do.</summary>
    public string Remedy { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{Check}: {Evidence}";
}
