using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Reads a data set from a text table (CSV) or from IDX files.</summary>
[Cmdlet(VerbsData.Import, "Dataset", DefaultParameterSetName = "Path")]
[OutputType(typeof(Dataset))]
public sealed partial class ImportDatasetCommand : DatasetCommand
{
    private const int SliceMilliseconds = 50; // so that Ctrl+C is answered within a fifth of a second
    private const int SlicesWithoutProgress = 10; // a file that is read quickly shows no progress bar

    private readonly List<object?> rows = new List<object?>();
    private bool hasInput; // whether anything came, from the pipeline or a parameter

    /// <summary>The files; wildcards are allowed. Several files are joined by the names of their columns.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Path")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = null!;

    /// <summary>From the pipeline: rows such as those of Import-Csv, which become one data set, or files, each of which
    /// becomes one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>The file's name as it is, without wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = null!;

    /// <summary>The column to predict; several are the outputs of a regression.</summary>
    [Parameter(Position = 1)]
    [Alias("Target")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[]? Label { get; set; }

    /// <summary>The column with the weight of each row; it is not a feature then.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string? SampleWeight { get; set; }

    /// <summary>The file with the labels of IDX images.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LabelPath { get; set; }

    /// <summary>The feature columns, in this order; wildcards are allowed. Default: all that are not labels.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[]? Property { get; set; }

    /// <summary>Columns to leave out; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[]? ExcludeProperty { get; set; }

    /// <summary>
    /// Feature columns of text whose distinct values become 0, 1, 2...; the data set's Categories keeps the names.
    /// </summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[]? Encode { get; set; }

    /// <summary>
    /// How to treat missing values (empty, ?, NA, NaN, null): keep them as gaps for a preprocessor, write an error,
    /// replace them by the column's mean, leave out the row, or leave out only rows without a label.
    /// </summary>
    [Parameter]
    [ValidateSet("Keep", "Error", "Mean", "DropRow", "DropUnlabelled")]
    public string MissingValue { get; set; } = "Keep";

    /// <summary>The texts that mean a missing value, instead of the usual ones; an empty field always does.</summary>
    [Parameter]
    [ValidateNotNull]
    public string[]? MissingMarker { get; set; }

    /// <summary>The decimal mark of the file's numbers.</summary>
    [Parameter]
    [ValidateSet(".", ",")]
    public string? Decimal { get; set; }

    /// <summary>The separator between groups of three digits.</summary>
    [Parameter]
    [ValidateSet(",", ".", " ", "'", "_")]
    public string? Thousands { get; set; }

    /// <summary>Signs that numbers may have: 12 % is 0.12 (Percent), $12 and 12 EUR are 12 (Currency), (12) and 12- are
    /// -12 (Accounting).</summary>
    [Parameter]
    [ValidateSet("Percent", "Currency", "Accounting")]
    public string[]? NumberSign { get; set; }

    /// <summary>The separator of the columns: comma, semicolon, tab, bar or another character; a space means runs of
    /// spaces and tabs. By default it is found from the first line.</summary>
    [Parameter]
    [ValidateSet(",", ";", "\t", "|", " ", ":", "~", "^")]
    public string? Delimiter { get; set; }

    /// <summary>The first line is a row, not a header; the columns are named Column1, Column2...</summary>
    [Parameter]
    public SwitchParameter NoHeader { get; set; }

    /// <summary>The names of the columns, if the first line is a row and not a header.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Header { get; set; }

    /// <summary>The number of lines to skip before the table.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [WholeNumberTransformation]
    public int SkipLine { get; set; }

    /// <summary>The number of lines below the table to skip: totals and notes.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [WholeNumberTransformation]
    public int SkipLast { get; set; }

    /// <summary>Lines that begin with this text are skipped, such as #.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Comment { get; set; }

    /// <summary>The encoding of the file, by name or code page, if it is neither UTF-8 nor UTF-16 nor
    /// Windows-1252.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Encoding { get; set; }

    /// <summary>A data set, or a split with its training part, whose columns, classes, categories and standardisation are
    /// used here too: for a second file of the same kind.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Like { get; set; }

    protected override void ProcessRecord()
    {
        hasInput = true;
        switch (ParameterSetName)
        {
            case "Path":
                ReadFiles(Path, literal: false);
                break;
            case "LiteralPath":
                ReadFiles(LiteralPath, literal: true);
                break;
            default:
                if (RowTable.FileOf(InputObject, out bool literal) is string file)
                {
                    GuardTerminating(InputObject, () => RowTable.RefuseLine(InputObject.BaseObject));
                    ReadFiles(new[] { file }, literal);
                }
                else
                {
                    rows.AddRange(RowTable.RowsOf(InputObject));
                }

                break;
        }
    }

    protected override void EndProcessing()
    {
        if (!hasInput && MyInvocation.ExpectingInput)
        {
            WriteError(Errors.NoRowCame().ErrorRecord);
        }

        if (rows.Count > 0)
        {
            GuardTerminating(rows[0], () =>
            {
                RowTable.RefuseFileParameters(MyInvocation.BoundParameters.Keys);
                Dataset? like = Prepare();
                byte[] table = RowTable.Write(rows, Decimal ?? like?.Raw.Reading?.Decimal ?? ".", RowTable.LeftOut(Property ?? (Text is null ? null : new[] { Text }), Label, ExcludeProperty));
                if (RowTable.Lost(table) is string lost)
                {
                    WriteWarning(lost);
                }

                WriteObject(Told(like, () =>
                {
                    using var source = new DatasetFile(table, Options(false, like?.Raw, Array.Empty<string>(), null));
                    return Finish(source, "rows", like);
                }));
            });
        }
    }

    private void ReadFiles(string[] paths, bool literal) => Guard(paths[0], () =>
    {
        Dataset? like = Prepare();
        string[] files = paths.SelectMany(path => literal
            ? new[] { PathResolver.Existing(this, path, literal) }
            : PathResolver.AllExisting(this, path)).ToArray();
        Dataset data = Told(like, () =>
        {
            using var source = new DatasetFile(files[0], Options(literal, like?.Raw, files.Skip(1).ToArray(), paths));
            return Finish(source, files[0], like);
        });
        data.Source += files.Length == 1 ? string.Empty : FormattableString.Invariant($" and {files.Length - 1:N0} more");
        WriteObject(data);
    });

    private Dataset? Prepare()
    {
        if (Like is not null && Standardize)
        {
            throw Errors.Invalid("ParameterHasNoEffect", "-Standardize fits again, and -Like takes over what was fitted: give one or the other.");
        }

        if (Task is not null && Label is null && LabelPath is null)
        {
            throw Errors.NoEffect(nameof(Task), "Label or -LabelPath");
        }

        if (Header is not null && NoHeader)
        {
            throw Errors.Invalid("ParameterHasNoEffect", "-Header names the columns, and -NoHeader numbers them: give one or the other.");
        }

        if (Text is not null && Encode?.Contains(Text, StringComparer.OrdinalIgnoreCase) == true)
        {
            throw Errors.Exclusive(nameof(Text), nameof(Encode));
        }

        return Like is null ? null : Dataset.ForTraining(Like);
    }

    private Dataset Finish(DatasetFile source, string name, Dataset? like)
    {
        Read(source, name);
        Dataset stored = source.ToDataset();
        Array.ForEach(source.Notes.Concat(ClassAgreement.Doubts(stored, Task)).ToArray(), WriteWarning);
        stored = SampleWeight is null ? stored : WeightColumn.Take(stored, SampleWeight);
        stored.TextColumn = (Text ?? like?.Raw.TextColumn) is string text ? TextRows.ColumnOf(stored, text) : null;
        Dataset data = Finish(stored);
        data.HasNumberedColumns = NoHeader;
        TableReading? known = like?.Raw.Reading;
        data.Reading = TableReading.Of(
            Decimal ?? known?.Decimal, Thousands ?? known?.Thousands, NumberSign ?? known?.NumberSign, MissingMarker ?? known?.MissingMarker)?.WithSigns(stored.Columns);
        if (like is not null)
        {
            data = data.TakeAfter(like, WriteWarning);
        }

        return data;
    }

    private void Read(DatasetFile source, string file)
    {
        var progress = new ProgressRecord(0, "Import-Dataset", file);
        int slices = 0;
        while (!source.Advance(SliceMilliseconds))
        {
            if (IsStopping)
            {
                throw new PipelineStoppedException();
            }

            if (++slices > SlicesWithoutProgress)
            {
                progress.PercentComplete = (int)(100 * source.Progress);
                WriteProgress(progress);
            }
        }

        if (slices > SlicesWithoutProgress)
        {
            progress.RecordType = ProgressRecordType.Completed;
            WriteProgress(progress);
        }
    }
}
