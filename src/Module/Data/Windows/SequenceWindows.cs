namespace NormTools;

/// <summary>What windows of a series know beside their samples: how they were cut, and what no model is needed to say of the rows behind
/// them.</summary>
internal sealed class SequenceWindows
{
    /// <param name="length">Rows of a window.</param>
    /// <param name="horizon">Rows behind it that are to be predicted; 0 for none.</param>
    /// <param name="stride">Rows from a window to the next.</param>
    public SequenceWindows(int length, int horizon, int stride)
    {
        Length = length;
        Horizon = horizon;
        Stride = stride;
    }

    public int Length { get; }

    public int Horizon { get; }

    public int Stride { get; }

    /// <summary>Whether a row is in several windows, or the target of one and in another.</summary>
    public bool SharesRows => Stride < Length + Horizon;

    /// <summary>The quantities that are predicted of each row; none of classes.</summary>
    public string[] Targets { get; set; } = Array.Empty<string>();

    /// <summary>What the rows of a window are of, one list for each label that they have; empty where nothing says it.</summary>
    public WindowLabel[] Labels { get; set; } = Array.Empty<WindowLabel>();

    /// <summary>The steps that the rows went through before windows were cut; null where they are as they came.</summary>
    public Preprocessor? RowSteps { get; set; }

    /// <summary>The forecasts that need no model; none of classes.</summary>
    public NaiveForecast[] Naive { get; set; } = Array.Empty<NaiveForecast>();

    /// <summary>What windows of several data sets know together; null where none has any.</summary>
    public static SequenceWindows? Of(IReadOnlyList<Dataset> parts)
    {
        if (parts.Select(part => part.Windows).FirstOrDefault(known => known is not null) is not { } first)
        {
            return null;
        }

        int other = parts.ToList().FindIndex(part => part.Windows is { } own && !AreAlike(own.RowSteps, first.RowSteps));
        if (other >= 0)
        {
            throw Errors.JoinedOtherwise(other);
        }

        // Without the forecasts where some of the rows have none.
        bool areAlike = parts.All(part => part.Windows?.Naive.Select(naive => naive.Name).SequenceEqual(first.Naive.Select(naive => naive.Name)) == true);
        return new SequenceWindows(first.Length, first.Horizon, parts.Min(part => part.Windows?.Stride ?? int.MaxValue))
        {
            Targets = first.Targets,
            RowSteps = first.RowSteps,
            Labels = WindowLabel.Join(parts),
            Naive = !areAlike ? Array.Empty<NaiveForecast>() : first.Naive.Select((naive, i) => new NaiveForecast(
                naive.Name, Tensor.JoinRows(parts.Select(part => part.OwnRows(part.Windows!.Naive[i].Values)!).ToArray()), naive.Changes)).ToArray(),
        };
    }

    /// <summary>Whether rows went through the same steps, or through none.</summary>
    public static bool AreAlike(Preprocessor? own, Preprocessor? other) => own is null || other is null ? own is null && other is null : own.IsLike(other);

    /// <summary>As in "24 rows each, the target is the row behind them".</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Text.Count(Length, "row")} each, ")
        + (Horizon == 0 ? "without targets" : Horizon == 1 ? "the target is the row behind them" : FormattableString.Invariant($"targets are the {Horizon:N0} rows behind them"))
        + (Stride == 1 ? string.Empty : FormattableString.Invariant($", one every {Stride:N0} rows"));
}

/// <summary>A forecast that repeats what was: the last value, or that of a season before.</summary>
internal sealed class NaiveForecast
{
    /// <param name="name">What is repeated.</param>
    /// <param name="values">Float32 [windows, outputs].</param>
    /// <param name="changes">How far such a forecast of the next row is off in the training rows, on average, of each target; NaN where
    /// there are none.</param>
    public NaiveForecast(string name, Tensor values, double[] changes)
    {
        Name = name;
        Values = values;
        Changes = changes;
    }

    public string Name { get; }

    public Tensor Values { get; }

    public double[] Changes { get; }
}
