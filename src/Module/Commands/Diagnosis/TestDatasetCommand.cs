using System.Collections;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Checks data before a model learns from it: rows, columns, labels, and whether the parts of a split are
/// alike.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Dataset")]
[OutputType(typeof(DatasetTest))]
public sealed class TestDatasetCommand : NormToolsCommand
{
    /// <summary>A split (Split-Dataset), whose parts are compared, or a data set.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Data")]
    [ValidateNotNull]
    public object InputObject { get; set; } = null!;

    /// <summary>Makes these checks only.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(CheckCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Check { get; set; }

    protected override void ProcessRecord()
    {
        if (Unwrapped.Of(InputObject) is PSObject or IDictionary)
        {
            ThrowTerminatingError(Errors.NotADataset(InputObject).ToErrorRecord(InputObject)); // once, not for each row
        }

        Guard(InputObject, Test);
    }

    private void Test()
    {
        object? basic = Unwrapped.Of(InputObject);
        CheckedData data = basic is DatasetSplit split
            ? new CheckedData(split.Train, split.Validation, split.Test)
            : new CheckedData(Dataset.ForTraining(basic), null, null);
        DatasetCheck[] checks = DatasetChecks.Named(Check);
        if (data.Train.Count == 0)
        {
            throw Errors.Empty("The data set");
        }

        var progress = new ProgressRecord(0, "Test-Dataset", "Checking");
        DatasetTest result = DatasetChecks.Run(data, checks, (share, name) =>
        {
            (progress.PercentComplete, progress.StatusDescription) = ((int)(100 * share), name);
            WriteProgress(progress);
        });
        progress.RecordType = ProgressRecordType.Completed;
        WriteProgress(progress);
        WriteObject(result);
    }
}
