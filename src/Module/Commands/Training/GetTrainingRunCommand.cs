using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Gives the latest training runs of the session, with those that were broken off.</summary>
[Cmdlet(VerbsCommon.Get, "TrainingRun")]
[OutputType(typeof(TrainingRun))]
public sealed class GetTrainingRunCommand : NormToolsCommand
{
    /// <summary>Only runs in these states.</summary>
    [Parameter(Position = 0)]
    [ChoiceTransformation]
    public TrainingState[]? State { get; set; }

    /// <summary>Only the last so many.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    [WholeNumberTransformation]
    public int Last { get; set; } = int.MaxValue;

    protected override void EndProcessing()
    {
        TrainingRun[] runs = TrainingRuns.All().Where(run => State is null || State.Contains(run.State)).ToArray();
        WriteObject(runs.Skip(Math.Max(0, runs.Length - Last)), enumerateCollection: true);
    }
}
