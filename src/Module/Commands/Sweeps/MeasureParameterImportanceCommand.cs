using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Says how much each parameter of a sweep mattered for the scores of its trials.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "ParameterImportance")]
[OutputType(typeof(ParameterImportance))]
public sealed class MeasureParameterImportanceCommand : NormToolsCommand
{
    private readonly List<SweepTrial> trials = new List<SweepTrial>();

    /// <summary>The trials of a sweep.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Trial")]
    public SweepTrial[] InputObject { get; set; } = null!;

    protected override void ProcessRecord() => trials.AddRange(InputObject);

    protected override void EndProcessing()
    {
        if (trials.Count > 0)
        {
            GuardTerminating(trials, () => WriteObject(ParameterImportance.Of(new SweepTable(trials)), enumerateCollection: true));
        }
    }
}
