namespace NormTools;

/// <summary>Makes the parts of a data set of row numbers; what is to be learnt is learnt from the training part.</summary>
internal sealed class DatasetParts
{
    private readonly Dataset data;

    public DatasetParts(Dataset data) => this.data = data;

    public bool Standardize { get; set; }

    /// <summary>Steps to fit on the training part; null for none.</summary>
    public Preprocessor? Preprocessor { get; set; }

    /// <summary>What could not be done well, a sentence each.</summary>
    public List<string> Warnings { get; } = new List<string>();

    public DatasetSplit Make(params long[][] rows)
    {
        Dataset whole = Preprocessor is null ? data : Prepare(data.Part(rows[0]));
        Dataset?[] parts = Array.ConvertAll(rows, part => part.Length > 0 ? whole.Part(part) : null);
        if (Preprocessor is null && (Standardize || data.FitsOnSplit))
        {
            if (Standardize && data.ScaledBefore is string twice)
            {
                Warn(twice);
            }

            parts[0]!.RefuseSetAside();
            Standardization fitted = parts[0]!.Fit();
            if (!data.FitsOnSplit && parts[0]!.LostDigits(fitted) is string lost) // else it has been said
            {
                Warn(lost);
            }

            Array.ForEach(parts, part => part?.Standardize(fitted));
        }

        SetAside(parts[1], "validation");
        SetAside(parts[2], "test");
        return new DatasetSplit(parts[0]!, parts[1], parts[2]);
    }

    /// <summary>The class of each row, to keep the shares of.</summary>
    public Tensor Classes()
    {
        if (data.ClassCounts is not { } counts)
        {
            throw Errors.Invalid("NotClasses", "-Stratify keeps the shares of classes, and the data set has none.");
        }

        foreach (string name in counts.Keys)
        {
            if (counts[name] is 1L)
            {
                throw Errors.Data(
                    "ClassTooSmall", $"Class '{name}' has one row only, so -Stratify cannot share it between parts.");
            }
        }

        return data.Target!;
    }

    /// <summary>Says something once.</summary>
    public void Warn(string sentence)
    {
        if (!Warnings.Contains(sentence))
        {
            Warnings.Add(sentence);
        }
    }

    // All rows, as the steps make them that are fitted on the training part.
    private Dataset Prepare(Dataset training)
    {
        if (data.FitsOnSplit)
        {
            throw Errors.StandardizedAlready();
        }

        if (data.Raw.ScaledBefore is string twice)
        {
            Warn(twice);
        }

        Preprocessor fitted = training.Fit(Preprocessor!);
        foreach (string note in fitted.Notes)
        {
            Warn(note);
        }

        return data.PrepareWith(fitted, Warn);
    }

    private static void SetAside(Dataset? part, string purpose)
    {
        if (part is not null)
        {
            part.SetAsideFor ??= purpose;
        }
    }
}
