namespace NormTools;

/// <content>The preprocessor of the features, and the raw columns that it was fitted on.</content>
public sealed partial class Dataset
{
    private Preprocessor? preprocessor;
    private Preprocessor? shortForm; // stands for -Standardize and -Encode; made on demand
    private Dataset? raw;
    private Preprocessor? preparedBefore; // what the tensor went through that New-Dataset made this of
    private bool hasAllPrepared; // whether the features are all that left those steps

    /// <summary>The fitted preprocessor of the features; null if they are used as they are.</summary>
    public Preprocessor? Preprocessor =>
        IsAsItCame ? null : ForModel() is { Step.Length: > 0 } learnt ? learnt : null;

    /// <summary>The part of a split that the rows were set aside for, "test" or "validation": nothing may be fitted on
    /// them.</summary>
    internal string? SetAsideFor { get; set; }

    /// <summary>The raw samples; this data set itself if nothing was prepared.</summary>
    internal Dataset Raw => raw ?? this;

    /// <summary>Takes note of where the samples of New-Dataset come from.</summary>
    internal void IsMadeOf(Tensor feature)
    {
        preparedBefore = feature.Source?.PreparedBy;
        SetAsideFor = feature.Source?.SetAsideFor;
        hasAllPrepared = preparedBefore is { } steps && feature.Rank > 1 && steps.Target is null
            && feature.Source!.IsAllOf(feature) && (!steps.IsTable || FeatureWidth == steps.Output.Length);
        if (preparedBefore is not null && !hasAllPrepared)
        {
            FeatureNames = null; // raw rows have columns of these names that are something else
        }
    }

    /// <summary>Whether the samples went through steps before they came here, which nobody can undo.</summary>
    internal bool WasPreparedBefore => preparedBefore is not null;

    // Nothing that a preprocessor would stand for: to make one only to see that is dear where parts are taken by the thousand.
    private bool IsAsItCame => preprocessor is null && !hasAllPrepared && Standardization is null && EncodedCategories() is not { Count: > 0 };

    /// <summary>Whether a preprocessor made the features.</summary>
    internal bool IsPrepared => preprocessor is not null;

    /// <summary>A warning if the samples come from a data set that was prepared already; otherwise null.</summary>
    internal string? ScaledBefore => preparedBefore is { } before
        ? $"The features are those of a data set that was prepared already ({before}): they are scaled twice."
        : null;

    /// <summary>What the words of the texts became; null where the rows are no texts, or raw.</summary>
    public TextSummary? TextSummary => StoredWordCount is null ? null : new TextSummary(this, preprocessor!);

    /// <summary>How targets are scaled for the loss; null if they are not.</summary>
    internal TargetScaling? TargetScaling => preprocessor?.Target;

    /// <summary>Whether a sample is a row of named columns.</summary>
    internal bool HasNamedColumns =>
        StoredFeature.Rank == 2 && StoredFeature.DType == DType.Float32 && FeatureNames?.Length == FeatureWidth;

    /// <summary>Columns of the file that are neither features nor labels.</summary>
    internal string[] LeftOutColumns => Columns?.Where(column => column.IsAside).Select(column => column.Name).ToArray() ?? Array.Empty<string>();

    /// <summary>The column of the rows' weights; null where they have none, or none of a column.</summary>
    internal string? WeightColumn => StoredWeight is null ? null : Raw.Columns?.FirstOrDefault(column => column.Kind == "Weight")?.Name;

    /// <summary>The preprocessor that a model trained on this data has to remember; null if its columns are neither
    /// named nor scaled.</summary>
    internal Preprocessor? ForModel() => preprocessor
        ?? (hasAllPrepared && Standardization is null ? preparedBefore : null)
        ?? (Standardization is not null || HasNamedColumns || StepNames is not null ? shortForm ??= Preprocessor.Of(this) : null);

    /// <summary>The values as they are stored, before any scaling.</summary>
    internal RawTable ToTable() => new RawTable(StoredFeature, HasNamedColumns ? FeatureNames : null, Categories) { Rows = Rows };

    /// <summary>Steps fitted on the rows of this part.</summary>
    /// <exception cref="NormToolsException">The rows were set aside, or the samples are not a table.</exception>
    internal Preprocessor Fit(Preprocessor steps)
    {
        RefuseSetAside();
        return StoredFeature.Rank == 2 ? steps.Fit(Raw.ToTable(), Raw)
            : throw (StepNames is null ? Errors.NoTable(FeatureShape) : Errors.StepsOfWindows());
    }

    /// <exception cref="NormToolsException">The rows were set aside to judge a model by.</exception>
    internal void RefuseSetAside()
    {
        if (SetAsideFor is not null)
        {
            throw Errors.FitOnTest(SetAsideFor);
        }
    }

    /// <summary>The rows of this part, prepared by a fitted preprocessor.</summary>
    /// <param name="fitted">The fitted preprocessor.</param>
    /// <param name="warn">Called with each warning about the rows.</param>
    /// <param name="isFirst">Whether they are the first of several tables that come one after another.</param>
    /// <param name="refusals">Takes the rows that a step cannot take, which mean nothing then; null where all are wanted.</param>
    /// <param name="filled">The raw rows with the fills of the steps in their gaps, where they have been looked at; null otherwise.</param>
    internal Dataset PrepareWith(Preprocessor fitted, Action<string> warn, bool isFirst = true, RowRefusals? refusals = null, Dataset? filled = null)
    {
        Dataset source = filled ?? TableFills.Fill(Raw, fitted);
        if (isFirst && PreparedLook.Of(fitted, source.ToTable()) is string twice)
        {
            warn(twice);
        }

        bool asItIs = !fitted.IsTable
            || (!fitted.HasCoreSteps && source.Categories is null && (!source.HasNamedColumns || source.FeatureNames!.SequenceEqual(fitted.Column)));
        Dataset result;
        if (asItIs)
        {
            result = StepColumns.InOrder(StepColumns.Prepared(source, fitted.RowSteps, warn), fitted.StepNames);
        }
        else
        {
            PreparedTable table = fitted.Apply(source.ToTable(), DType.Float32, refusals: refusals);
            if (table.Texts.Count > 0)
            {
                throw Errors.TextRemains(
                    table.Texts.Keys.ToArray(),
                    source.Columns?.Where(column => column.HoldsDates && table.Texts.ContainsKey(column.Name)).Select(column => (column.Name, column.DateStep ?? $"DatePart {Text.Quoted(column.Name)}")).ToArray()
                        ?? Array.Empty<(string, string)>());
            }

            table.Warn(warn, fitted.LeftOut);
            result = new Dataset(table.Values, source.Target)
            {
                ClassNames = ClassNames,
                FeatureNames = table.Names,
                TargetNames = TargetNames,
                Source = Source,
                StoredWeight = source.SampleWeight,
                StoredLength = table.StepCount ?? source.SequenceLength,
                StoredWordCount = table.WordCount,
                TextColumn = TextColumn,
            };
        }

        if (fitted.Scaling is not null)
        {
            foreach (string far in result.FarFrom(fitted.Scaling))
            {
                warn(far);
            }

            result.Standardize(fitted.Scaling);
        }

        result.preprocessor = fitted;
        result.raw = Raw;
        result.SetAsideFor = SetAsideFor;
        return result;
    }

    /// <summary>Prepares the samples of a file as those of the data set of -Like were.</summary>
    internal Dataset TakeAfter(Dataset like, Action<string> warn)
    {
        TableReading.CheckSigns(Columns, like.Raw.Columns, "the data of -Like", warn);
        var texts = new HashSet<string>(like.Raw.TextColumns(), StringComparer.Ordinal);
        Columns = Columns?.Select(column => texts.Contains(column.Name) ? column.AsText() : column).ToArray();
        if (like.IsPrepared)
        {
            return PrepareWith(like.ForModel()!, warn);
        }

        StandardizeLike(like);
        return this;
    }

    /// <summary>Takes over the scale of another data set with the same features.</summary>
    internal void UseLike(Dataset other)
    {
        Scale = other.Scale;
        Shift = other.Shift;
        Standardization = other.Standardization;
        FitsOnSplit = other.FitsOnSplit;
    }

    /// <summary>Whether both have the same standardisation, or neither has one.</summary>
    internal bool IsScaledLike(Dataset other) => (Standardization is null) == (other.Standardization is null)
        && (Standardization is null
            || (Standardization.Mean.SequenceEqual(other.Standardization!.Mean)
                && Standardization.Deviation.SequenceEqual(other.Standardization.Deviation)));

    /// <summary>The columns of several tables with the same columns; their counts are added up.</summary>
    internal DatasetColumn[]? JoinColumns(IReadOnlyList<Dataset> parts)
    {
        if (Columns is null || parts.Any(part => part.Columns is null))
        {
            return Columns;
        }

        ILookup<string, DatasetColumn>[] named = parts
            .Select(part => part.Columns!.ToLookup(column => column.Name, StringComparer.OrdinalIgnoreCase)).ToArray();
        return Array.ConvertAll(Columns, column => column.With(named.SelectMany(columns => columns[column.Name].Take(1))));
    }

    /// <summary>Raw rows with what is to be predicted of them, as a model calls it.</summary>
    internal Dataset With(Tensor? target, Tensor? weight, string[]? classNames, string[]? targetNames) => new Dataset(StoredFeature, target)
    {
        FeatureNames = FeatureNames,
        Categories = Categories,
        ClassNames = classNames,
        TargetNames = targetNames,
        StoredLength = StoredLength,
        StoredWeight = weight,
    };

    // For a message.
    private string NameOf(int feature) =>
        FeatureNames is null ? FormattableString.Invariant($"{feature}") : $"'{FeatureNames[feature]}'";

    /// <summary>The shape of one sample for a model that is made for this data.</summary>
    internal long[] ModelInputShape()
    {
        ThrowIfUnprepared();
        return FeatureShape;
    }
}
