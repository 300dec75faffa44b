namespace NormTools.Commands;

/// <summary>Which parameters of Split-Dataset can be combined.</summary>
internal static class SplitRules
{
    /// <exception cref="NormToolsException">A parameter has no effect with another one.</exception>
    public static void Check(SplitDatasetCommand split)
    {
        Streams.RefuseBoth(split.Generator, split.Seed);
        if (split.Preprocessor is not null && split.Standardize)
        {
            throw Errors.TwoScalings();
        }

        if (split.Standardize && split.InputObject.IsPrepared)
        {
            throw Errors.PreparedAlready();
        }

        if (split.Gap > 0 && split.Time is null)
        {
            throw Errors.NoEffect("Gap", "Time");
        }

        bool folds = split.Fold is not null;
        bool draws = split.Seed is not null || split.Generator is not null;
        string drawing = split.Seed is not null ? "Seed" : "Generator";
        Refuse(split.NoShuffle && split.Stratify && !folds, "Stratify", "NoShuffle");
        Refuse(split.NoShuffle && draws, drawing, "NoShuffle");
        Refuse(split.NoShuffle && split.Group is not null && !folds, "NoShuffle", "Group");
        Refuse(split.Time is not null && split.Stratify, "Stratify", "Time");
        Refuse(split.Time is not null && split.Group is not null, "Group", "Time");
        Refuse(split.Time is not null && split.NoShuffle, "NoShuffle", "Time");
        Refuse(split.Time is not null && draws, drawing, "Time");
        Refuse(folds && split.Group is not null && draws, drawing, "Group");
        Refuse(folds && split.Validation is not null, "Validation", "Fold");
        Refuse(folds && split.Time is null && split.Test is not null, "Test", "Fold");
        Refuse(folds && split.Time is null && split.Train is not null, "Train", "Fold");
        if (folds)
        {
            Whole("Test", split.Test);
            Whole("Train", split.Train);
        }
    }

    private static void Refuse(bool isIdle, string parameter, string other)
    {
        if (isIdle)
        {
            throw Errors.Exclusive(parameter, other);
        }
    }

    private static void Whole(string parameter, double? size)
    {
        if (size is double value && (!(value >= 1) || value != Math.Floor(value) || value > int.MaxValue))
        {
            throw Errors.RowsOfFold(parameter, value);
        }
    }
}
