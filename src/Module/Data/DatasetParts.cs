namespace NormTools;

/// <summary>Makes the parts of a data set from row numbers, and fits preprocessing on the training part.</summary>
internal sealed class DatasetParts
{
    private readonly Dataset data;

    public DatasetParts(Dataset data) => this.data = data;

    public bool Standardize { get; set; }

    /// <summary>Steps to fit on the training part; null for none.</summary>
    public Preprocessor? Preprocessor { get; set; }

    /// <summary>Whether the rows were drawn: then what varies in one part alone is the few rows of another, and no news of the data.</summary>
    public bool IsDrawn { get; set; }

    /// <summary>Warnings for the user, one sentence each.</summary>
    public List<string> Warnings { get; } = new List<string>();

    public DatasetSplit Make(params long[][] rows)
    {
        if (data.Windows is { SharesRows: true } windows)
        {
            throw Errors.WindowsOverlap(windows.Stride, windows.Length + windows.Horizon);
        }

        Preprocessor? steps = TextRows.Steps(data, Preprocessor);
        if (Standardize && (steps ?? data.Preprocessor)?.TakesTexts == true)
        {
            throw Errors.StandardizeOfTexts();
        }

        Dataset whole = steps is null ? data : Prepare(data.Part(rows[0]), steps);
        Dataset?[] parts = Array.ConvertAll(rows, part => part.Length > 0 ? whole.Part(part) : null);
        if (steps is null && (Standardize || data.FitsOnSplit))
        {
            if (Standardize && data.ScaledBefore is string twice)
            {
                Warn(twice);
            }

            parts[0]!.RefuseSetAside();
            Standardization fitted = parts[0]!.Fit();
            if (!data.FitsOnSplit && parts[0]!.LostDigits(fitted) is string lost) // otherwise it was warned of already
            {
                Warn(lost);
            }

            foreach (string far in (IsDrawn ? Array.Empty<Dataset?>() : new[] { parts[1], parts[2] }).SelectMany(part => part?.FarFrom(fitted) ?? Array.Empty<string>()))
            {
                Warn(far);
            }

            Array.ForEach(parts, part => part?.Standardize(fitted));
        }

        SetAside(parts[1], "validation");
        SetAside(parts[2], "test");
        return new DatasetSplit(parts[0]!, parts[1], parts[2]).Known();
    }

    /// <summary>The class of each row, for -Stratify.</summary>
    public Tensor Classes()
    {
        if (data.ClassCounts is not { } counts)
        {
            throw Errors.Invalid("NotClasses", "-Stratify keeps the shares of classes, and the data set has no classes.");
        }

        foreach (string name in counts.Keys)
        {
            if (counts[name] is 1L)
            {
                throw Errors.Data(
                    "ClassTooSmall", $"Class '{name}' has only one row, so -Stratify cannot divide it between parts.");
            }
        }

        return data.Target!;
    }

    /// <summary>Adds a warning, unless it is there already.</summary>
    public void Warn(string sentence)
    {
        if (!Warnings.Contains(sentence))
        {
            Warnings.Add(sentence);
        }
    }

    // All rows, prepared by steps that are fitted on the training part.
    private Dataset Prepare(Dataset training, Preprocessor steps)
    {
        if (data.FitsOnSplit)
        {
            throw Errors.StandardizedAlready();
        }

        if (data.Raw.ScaledBefore is string twice)
        {
            Warn(twice);
        }

        Preprocessor fitted = training.Fit(steps);
        foreach (string note in fitted.Notes)
        {
            Warn(note);
        }

        Dataset prepared = data.PrepareWith(fitted, Warn);
        if (StoredGaps.Warning(prepared) is string gaps)
        {
            Warn(gaps);
        }

        return prepared;
    }

    private static void SetAside(Dataset? part, string purpose)
    {
        if (part is not null)
        {
            part.SetAsideFor ??= purpose;
        }
    }
}
