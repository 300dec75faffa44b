using NormTools.Contract;

namespace NormTools;

/// <summary>Samples and their targets. The parts of a split share the memory of the whole.</summary>
public sealed partial class Dataset : IDisplay
{
    internal Dataset(Tensor storedFeature, Tensor? storedTarget)
    {
        StoredFeature = storedFeature;
        StoredTarget = storedTarget;
    }

    /// <summary>The number of samples.</summary>
    public long Count => Rows?.Count ?? StoredRows;

    /// <summary>The shape of one sample.</summary>
    public long[] FeatureShape => StoredFeature.Dimensions.Skip(1).ToArray();

    /// <summary>The number of samples and the shape of one, as of an array.</summary>
    public long[] Shape => FeatureShape.Prepend(Count).ToArray();

    /// <summary>The names of the classes, in the order of their numbers; null for a regression.</summary>
    public string[]? ClassNames { get; internal set; }

    /// <summary>The names of the columns, if they have any.</summary>
    public string[]? FeatureNames { get; internal set; }

    /// <summary>The names of the targets, if they have any.</summary>
    public string[]? TargetNames { get; internal set; }

    /// <summary>
    /// Feature columns of text that became numbers: column name to texts, each at the position of its number.
    /// </summary>
    public IReadOnlyDictionary<string, string[]>? Categories { get; internal set; }

    /// <summary>One object for each column of the table: its kind, the values of these rows, what will be done with it, and what
    /// looks odd; null if the samples are not a table.</summary>
    public DatasetColumn[]? Column => Raw.OwnColumns?.Select(column => column.In(this)).ToArray();

    /// <summary>How the features are standardised; null if they are not.</summary>
    public Standardization? Standardization { get; private set; }

    /// <summary>The number of rows that were left out because of a missing value.</summary>
    public long DroppedRows { get; internal set; }

    /// <summary>The number of missing values that were replaced by the mean of their column.</summary>
    public long FilledValues { get; internal set; }

    /// <summary>The file that the samples came from.</summary>
    public string? Source { get; internal set; }

    /// <summary>The command that gives the rows of the table, as it is typed; null where there is none.</summary>
    internal string? RowCall { get; set; }

    /// <summary>The split that this is the training part of; null where there is none.</summary>
    internal DatasetSplit? Whole { get; set; }

    /// <summary>Whether the target is a class number rather than a quantity.</summary>
    public bool IsClassification => ClassNames is not null;

    /// <summary>The columns as they were read: the features in order, then labels, then columns that were left
    /// out.</summary>
    internal DatasetColumn[]? Columns { get; set; }

    /// <summary>The columns with the figures of the rows of this part.</summary>
    internal DatasetColumn[]? OwnColumns => ownColumns ??= Columns is null || Rows is null ? Columns : PartColumns.Of(this, Columns);

    private DatasetColumn[]? ownColumns;

    /// <summary>Whether a column's remark already says that Float32 cannot tell its values apart.</summary>
    internal bool IsToldToLoseValues => Columns?.Any(column => column.Remark.Contains("Float32")) == true;

    /// <summary>How the file wrote numbers and gaps; null for the usual way.</summary>
    internal TableReading? Reading { get; set; }

    /// <summary>The means that filled gaps with -MissingValue Mean, by the names of the columns; null if there were
    /// none.</summary>
    internal IReadOnlyDictionary<string, double>? Fills { get; set; }

    /// <summary>Whether the names of the columns are those of a file without a header, Column1, Column2...</summary>
    internal bool HasNumberedColumns { get; set; }

    /// <summary>All samples, [rows, ...], as they were read; shared by the parts of a split.</summary>
    internal Tensor StoredFeature { get; }

    /// <summary>Int64 [rows] class numbers, or Float32 [rows, outputs].</summary>
    internal Tensor? StoredTarget { get; }

    /// <summary>Float32 [rows]: the weight of each row in losses and metrics; null if all are equal.</summary>
    internal Tensor? StoredWeight { get; set; }

    /// <summary>Int64 [rows]: the steps of each row that are no padding; null where all are.</summary>
    internal Tensor? StoredLength { get; set; }

    /// <summary>Int64 [rows]: the words of each text, those that were cut as well; null where the rows are no texts.</summary>
    internal Tensor? StoredWordCount { get; set; }

    /// <summary>The column of texts that Import-Dataset -Text named; null where there is none.</summary>
    internal string? TextColumn { get; set; }

    /// <summary>The names of what a step of each row holds, [steps, names]; null where they have none.</summary>
    internal string[]? StepNames { get; set; }

    /// <summary>How windows were cut out of a series; null for other samples.</summary>
    internal SequenceWindows? Windows { get; set; }

    /// <summary>Int64: which rows belong to this part, in order; null for all.</summary>
    internal Tensor? Rows { get; set; }

    /// <summary>Float32, one number or one for each feature: a feature is used as value * Scale + Shift; null for
    /// unscaled.</summary>
    internal Tensor? Scale { get; private set; }

    /// <summary>As long as <see cref="Scale"/>.</summary>
    internal Tensor? Shift { get; private set; }

    private long StoredRows => StoredFeature.Rank == 0 ? 0 : StoredFeature.Dimensions[0];

    private long FeatureWidth => TensorShape.Count(FeatureShape);

    internal long TargetWidth => StoredTarget is null || StoredRows == 0 ? 0 : StoredTarget.Count / StoredRows;

    /// <summary>The texts of the columns that -Encode named. Other text columns may hold different texts in a second
    /// file.</summary>
    internal Dictionary<string, string[]>? EncodedCategories() => Categories?
        .Where(entry => Columns?.Any(column => column.IsText && column.Name == entry.Key) != true)
        .ToDictionary(entry => entry.Key, entry => entry.Value);

    /// <summary>The names of the columns that are still text.</summary>
    internal IEnumerable<string> TextColumns() =>
        Columns?.Where(column => column.IsText).Select(column => column.Name) ?? Array.Empty<string>();

    /// <exception cref="NormToolsException">The features hold text or gaps, which no model takes.</exception>
    internal void ThrowIfUnprepared()
    {
        string[] texts = TextColumns().ToArray();
        string[] gaps = Columns?.Where(column => column.Gaps > 0).Select(column => column.Name).ToArray() ?? Array.Empty<string>();
        if (TextColumn is not null && texts.Contains(TextColumn))
        {
            throw Errors.UnpreparedTexts(TextColumn);
        }

        if (texts.Length > 0 || gaps.Length > 0)
        {
            throw Errors.UnpreparedData(texts, gaps, Columns!.Where(column => column.HoldsDates).Select(column => (column.Name, column.DateStep)).ToArray());
        }
    }

    /// <summary>The view that the core reads.</summary>
    /// <param name="keep">Returns the memory of a tensor and keeps it alive as long as the core uses the view; 0 for
    /// null.</param>
    internal unsafe DatasetView ToView(Func<Tensor?, IntPtr> keep)
    {
        ThrowIfUnprepared();
        Tensor? rows = Rows, scale = Scale;
        TargetScaling? target = StoredTarget is null ? null : TargetScaling;
        if (target is not null && (IsClassification || target.Count != TargetWidth))
        {
            throw Errors.TargetNotAsScaled(target.Count, TargetWidth, ClassNames);
        }

        return new DatasetView
        {
            Features = (void*)keep(StoredFeature),
            Targets = (void*)keep(StoredTarget),
            Rows = (long*)keep(rows),
            Scale = (float*)keep(scale),
            Shift = (float*)keep(Shift),
            Weights = (float*)keep(StoredWeight),
            Lengths = (long*)keep(StoredLength),
            TargetOffset = (double*)keep(target?.Offset),
            TargetFactor = (double*)keep(target?.Factor),
            StoredRows = StoredRows,
            RowCount = rows?.Count ?? StoredRows,
            FeatureWidth = FeatureWidth,
            TargetWidth = TargetWidth,
            ScaleCount = scale?.Count ?? 0,
            FeatureDType = (int)StoredFeature.DType,
            TargetDType = (int)(StoredTarget?.DType ?? DType.Int64),
        };
    }
}
