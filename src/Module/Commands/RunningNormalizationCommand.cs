using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A normalisation that can keep running statistics, and normalise by them.</summary>
public abstract class RunningNormalizationCommand : NormalizationCommand
{
    /// <summary>The running mean, one value a channel; updated in place, or used with -Evaluate.</summary>
    [Parameter]
    [OperandTransformation]
    public Tensor? RunningMean { get; set; }

    /// <summary>The running variance, one value a channel; updated in place, or used with -Evaluate.</summary>
    [Parameter]
    [Alias("RunningVar")]
    [OperandTransformation]
    public Tensor? RunningVariance { get; set; }

    /// <summary>Normalises by the running statistics and leaves them as they are.</summary>
    [Parameter]
    public SwitchParameter Evaluate { get; set; }

    /// <summary>Whether this call changes the running statistics.</summary>
    internal bool Updates => !Evaluate && GradOutput is null && RunningMean is not null;

    internal override bool WritesInPlace => Updates;

    /// <summary>Refuses a parameter that changes nothing without running statistics.</summary>
    internal void RequireRunningFor(string parameter)
    {
        if (RunningMean is null && RunningVariance is null && MyInvocation.BoundParameters.ContainsKey(parameter))
        {
            ThrowTerminatingError(Errors.NoEffect(parameter, nameof(RunningMean)).ToErrorRecord(null));
        }
    }

    internal void CheckRunning()
    {
        if (Evaluate && RunningMean is null && RunningVariance is null)
        {
            throw Errors.RunningStatisticsMissing();
        }
    }
}
