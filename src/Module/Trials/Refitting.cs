namespace NormTools;

/// <summary>Some rows of a training part, with what was fitted on all of it fitted anew on them: scaling, categories, what fills
/// gaps.</summary>
internal static class Refitting
{
    /// <param name="training">A part that is trained on.</param>
    /// <param name="rows">Numbers of its rows.</param>
    /// <param name="warn">Takes what is odd about the rows.</param>
    public static Dataset On(Dataset training, long[] rows, Action<string> warn)
    {
        Dataset part = training.Part(rows);
        if (part.IsPrepared)
        {
            return part.PrepareWith(part.Fit(training.ForModel()!), warn);
        }

        if (part.Standardization is not null)
        {
            part.Standardize(part.Fit());
        }

        return part;
    }

    /// <summary>Makes parts of a data set whose preparation is fitted on the training part of each.</summary>
    /// <param name="data">Raw, or prepared: then its steps are fitted anew.</param>
    /// <param name="steps">Steps in place of those of the data; null for these.</param>
    public static DatasetParts Parts(Dataset data, Preprocessor? steps) => new DatasetParts(data)
    {
        IsDrawn = true,
        Preprocessor = steps ?? (data.IsPrepared ? data.ForModel() : null),
        Standardize = steps is null && !data.IsPrepared && data.Standardization is not null,
    };
}
