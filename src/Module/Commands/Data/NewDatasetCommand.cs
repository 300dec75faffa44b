using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Makes a data set from tensors in memory.</summary>
[Cmdlet(VerbsCommon.New, "Dataset")]
[OutputType(typeof(Dataset))]
public sealed class NewDatasetCommand : DatasetCommand
{
    /// <summary>The samples, [rows, ...]; a vector is taken as rows of one feature.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [TensorTransformation]
    public Tensor Feature { get; set; } = null!;

    /// <summary>
    /// One class number, class name or quantity for each row, or a matrix of quantities; without it there is nothing to
    /// predict.
    /// </summary>
    [Parameter(Position = 1)]
    [ValidateNotNull]
    public object? Target { get; set; }

    /// <summary>The names of the classes, in the order of their numbers.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? ClassName { get; set; }

    /// <summary>The weight of each row in losses and metrics, one number each; by default all are equal.</summary>
    [Parameter]
    [TensorTransformation]
    public Tensor? SampleWeight { get; set; }

    /// <summary>How many steps of each row are no padding, one number each, where the first dimension of a row are the
    /// steps of a sequence.</summary>
    [Parameter]
    [TensorTransformation]
    public Tensor? SequenceLength { get; set; }

    protected override void ProcessRecord() => GuardTerminating(Feature, () =>
    {
        Feature.ThrowIfDisposed();
        if (Feature.Rank == 0 || Feature.Count == 0)
        {
            throw Feature.Rank == 0 ? Errors.FeatureWithoutRows() : Errors.Empty("-Feature");
        }

        if (Task == "Regression" && ClassName is not null)
        {
            throw Errors.Invalid("ParameterHasNoEffect", "-ClassName names classes, and -Task Regression has none.");
        }

        if (Target is null && (ClassName is not null || Task is not null))
        {
            throw Errors.NoEffect(ClassName is not null ? nameof(ClassName) : nameof(Task), nameof(Target));
        }

        long rows = Feature.Dimensions[0];
        Tensor samples = Feature.DType is DType.Float32 or DType.UInt8 ? Feature : Feature.ToFloat32(nameof(Feature));
        Tensor? target = null;
        string[]? names = null;
        if (Target is not null)
        {
            bool? classes = Task is null ? null : Task == "Classification";
            (target, names) = new TargetReader(ClassName, classes).Read(Target, rows);
            if (names is not null && ClassName is null && ClassAgreement.CaseAlone(names) is string alike)
            {
                WriteWarning(alike);
            }
        }

        var data = new Dataset(samples.Reshape(samples.Rank == 1 ? new[] { rows, 1 } : samples.Shape), target)
        {
            ClassNames = names,
            FeatureNames = Feature.Rank == 2 ? Feature.ColumnNames : null,
            Categories = Feature.Categories,
            StoredWeight = RowNumbers.Weights(SampleWeight, rows),
        };
        data.IsMadeOf(Feature);
        foreach (string doubt in ClassAgreement.Doubts(data, null))
        {
            WriteWarning(doubt);
        }

        Warn(samples.Lost, data.FeatureNames is null ? "-Feature" : null, data.FeatureNames);
        Warn(target?.Lost, "-Target", null);
        if (samples.DType == DType.UInt8)
        {
            data.ScaleBytes();
        }

        WriteObject(Finish(data, SequenceLength));
    });

    private void Warn((long Column, double First, double Second)? lost, string? parameter, string[]? names)
    {
        if (lost is (long column, double first, double second))
        {
            string where = parameter is null ? $"Column '{names![column]}'"
                : parameter == "-Target" ? parameter
                : FormattableString.Invariant($"Column {column} of {parameter}");
            WriteWarning(
                FormattableString.Invariant($"{where} has values that Float32 cannot tell apart ({first:R} and {second:R} become equal): it holds ")
                + "7 digits. Subtract a constant from the column first, such as its smallest value.");
        }
    }
}
