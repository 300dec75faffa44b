using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Goes on with a run that was broken off, as if it had not been.</summary>
[Cmdlet(VerbsLifecycle.Resume, "TrainingRun")]
[OutputType(typeof(TrainingRun))]
public sealed class ResumeTrainingRunCommand : TrainingRunCommand
{
    /// <summary>The run: from Get-TrainingRun, or the LastRun of its model.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Run")]
    [ObjectItself]
    public TrainingRun InputObject { get; set; } = null!;

    protected override void ProcessRecord() => Guard(InputObject, () =>
    {
        using TrainingClaim claim = InputObject.Model.Claim();
        if (!InputObject.CanResume)
        {
            throw Errors.CannotResume(InputObject.State);
        }

        Drive(InputObject, Checkpoint(file => file == InputObject.Checkpoint), claim);
    });
}
