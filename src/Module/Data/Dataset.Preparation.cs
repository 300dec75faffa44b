namespace NormTools;

/// <content>What the features went through, and the raw columns that it was learnt from.</content>
public sealed partial class Dataset
{
    private Preprocessor? preprocessor;
    private Preprocessor? shortForm; // of -Standardize and -Encode, made when somebody asks
    private Dataset? raw;
    private Preprocessor? preparedBefore; // what the tensor went through that New-Dataset made this of
    private bool hasAllPrepared; // whether the features are all that left those steps

    /// <summary>What the features went through, fitted; null where they are used as they came.</summary>
    public Preprocessor? Preprocessor => ForModel() is { Step.Length: > 0 } learnt ? learnt : null;

    /// <summary>What the rows were set aside for by a split, "test" or "validation": nothing is to be learnt from
    /// them.</summary>
    internal string? SetAsideFor { get; set; }

    /// <summary>The samples as they came; themselves where nothing was prepared.</summary>
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

    /// <summary>Whether a preprocessor made the features.</summary>
    internal bool IsPrepared => preprocessor is not null;

    /// <summary>A warning where the samples are those of a data set that was prepared already; else null.</summary>
    internal string? ScaledBefore => preparedBefore is { } before
        ? $"The features are those of a data set that was prepared already ({before}): they are scaled twice."
        : null;

    /// <summary>How targets are scaled for the loss; null for as they are.</summary>
    internal TargetScaling? TargetScaling => preprocessor?.Target;

    /// <summary>Whether a sample is a row of named columns.</summary>
    internal bool HasNamedColumns =>
        StoredFeature.Rank == 2 && StoredFeature.DType == DType.Float32 && FeatureNames?.Length == FeatureWidth;

    /// <summary>What a model that is trained on this has to know of its columns; null where they are neither named nor
    /// scaled.</summary>
    internal Preprocessor? ForModel() => preprocessor
        ?? (hasAllPrepared && Standardization is null ? preparedBefore : null)
        ?? (Standardization is not null || HasNamedColumns ? shortForm ??= Preprocessor.Of(this) : null);

    /// <summary>The values as they are stored, before any scaling.</summary>
    internal RawTable ToTable() => new RawTable(StoredFeature, HasNamedColumns ? FeatureNames : null, Categories) { Rows = Rows };

    /// <summary>Steps fitted on the rows of this part.</summary>
    /// <exception cref="NormToolsException">The rows were set aside, or are no table.</exception>
    internal Preprocessor Fit(Preprocessor steps)
    {
        RefuseSetAside();
        return StoredFeature.Rank == 2 ? steps.Fit(Raw.ToTable(), Raw) : throw Errors.NoTable(FeatureShape);
    }

    /// <exception cref="NormToolsException">The rows were set aside to judge a model by.</exception>
    internal void RefuseSetAside()
    {
        if (SetAsideFor is not null)
        {
            throw Errors.FitOnTest(SetAsideFor);
        }
    }

    /// <summary>The rows of this part as a fitted preprocessor makes them.</summary>
    /// <param name="fitted">A fitted one.</param>
    /// <param name="warn">Takes what is odd about the rows.</param>
    internal Dataset PrepareWith(Preprocessor fitted, Action<string> warn)
    {
        Dataset source = Raw;
        bool asItIs = !fitted.IsTable
            || (!fitted.HasCoreSteps && source.Categories is null && (!source.HasNamedColumns || source.FeatureNames!.SequenceEqual(fitted.Column)));
        Dataset result;
        if (asItIs)
        {
            result = source.WithSamples(source.StoredFeature);
            result.Rows = source.Rows;
        }
        else
        {
            PreparedTable table = fitted.Apply(source.ToTable(), DType.Float32);
            if (table.Texts.Count > 0)
            {
                throw Errors.TextRemains(table.Texts.Keys.ToArray());
            }

            table.Warn(warn);
            result = new Dataset(table.Values, source.Target)
            {
                ClassNames = ClassNames,
                FeatureNames = table.Names,
                TargetNames = TargetNames,
                Source = Source,
                StoredWeight = source.SampleWeight,
            };
        }

        if (fitted.Scaling is not null)
        {
            result.Standardize(fitted.Scaling);
        }

        result.preprocessor = fitted;
        result.raw = source;
        result.SetAsideFor = SetAsideFor;
        return result;
    }

    /// <summary>A file's samples as those of other data are used, whose columns they were read by.</summary>
    internal Dataset TakeAfter(Dataset like, Action<string> warn)
    {
        var texts = new HashSet<string>(like.Raw.TextColumns(), StringComparer.Ordinal);
        Columns = Columns?.Select(column => texts.Contains(column.Name) ? column.AsText() : column).ToArray();
        if (like.IsPrepared)
        {
            return PrepareWith(like.ForModel()!, warn);
        }

        StandardizeLike(like);
        return this;
    }

    /// <summary>Uses the samples on the scale of others, whose features are the same.</summary>
    internal void UseLike(Dataset other)
    {
        Scale = other.Scale;
        Shift = other.Shift;
        Standardization = other.Standardization;
        FitsOnSplit = other.FitsOnSplit;
    }

    /// <summary>Whether -Standardize learnt the same for both, or neither has it.</summary>
    internal bool IsScaledLike(Dataset other) => (Standardization is null) == (other.Standardization is null)
        && (Standardization is null
            || (Standardization.Mean.SequenceEqual(other.Standardization!.Mean)
                && Standardization.Deviation.SequenceEqual(other.Standardization.Deviation)));

    /// <summary>The columns of several tables of the same columns: what was counted is added up.</summary>
    internal DatasetColumn[]? JoinColumns(IReadOnlyList<Dataset> parts) => Columns is null || parts.Any(part => part.Columns is null)
        ? Columns
        : Array.ConvertAll(Columns, column => column.With(parts
            .Select(part => part.Columns!.FirstOrDefault(own => own.Name.Equals(column.Name, StringComparison.OrdinalIgnoreCase)))
            .Where(own => own is not null)!));

    /// <summary>Raw rows with what is to be predicted of them, as a model calls it.</summary>
    internal Dataset With(Tensor target, string[]? classNames, string[]? targetNames) => new Dataset(StoredFeature, target)
    {
        FeatureNames = FeatureNames,
        Categories = Categories,
        ClassNames = classNames,
        TargetNames = targetNames,
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
