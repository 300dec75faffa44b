using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Joins the rows of several data sets by the names of their columns.</summary>
[Cmdlet(VerbsCommon.Join, "Dataset")]
[OutputType(typeof(Dataset))]
public sealed class JoinDatasetCommand : NormToolsCommand
{
    private readonly List<Dataset> parts = new List<Dataset>();

    /// <summary>The data sets, in the order of their rows.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Dataset")]
    [ValidateNotNullOrEmpty]
    public Dataset[] InputObject { get; set; } = null!;

    protected override void ProcessRecord() => parts.AddRange(InputObject);

    protected override void EndProcessing()
    {
        if (parts.Count > 0) // none, if all input was something else and gave errors
        {
            GuardTerminating(parts, () => WriteObject(new DatasetJoin(parts).Join(WriteWarning)));
        }
    }
}
