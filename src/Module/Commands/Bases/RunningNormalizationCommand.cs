using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>A normalisation that can update running statistics, or normalise by them.</summary>
public abstract class RunningNormalizationCommand : NormalizationCommand
{
    /// <summary>The running mean, one value for each channel; updated in place, or used with -Evaluate.</summary>
    [Parameter]
    [OperandTransformation]
    public Tensor? RunningMean { get; set; }

    /// <summary>The running variance, one value for each channel; updated in place, or used with -Evaluate.</summary>
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

    private bool IsIncomplete => RunningMean is null != RunningVariance is null;

    /// <summary>Refuses a parameter that affects only an update if there is none.</summary>
    internal void RequireUpdateFor(string parameter)
    {
        if (!MyInvocation.BoundParameters.ContainsKey(parameter) || Updates || IsIncomplete)
        {
            return;
        }

        NormToolsException failure = Evaluate ? Errors.NothingUpdated(parameter, nameof(Evaluate))
            : GradOutput is not null ? Errors.NothingUpdated(parameter, nameof(GradOutput))
            : Errors.NoEffect(parameter, nameof(RunningMean));
        ThrowTerminatingError(failure.ToErrorRecord(null));
    }

    /// <summary>Checks the running statistics and adds them to the call.</summary>
    internal void TakeRunning(NormalizationCall call)
    {
        if (Evaluate && RunningMean is null && RunningVariance is null)
        {
            throw Errors.RunningStatisticsMissing();
        }

        if (IsIncomplete)
        {
            throw RunningMean is null
                ? Errors.RunningStatisticsIncomplete("running_mean", nameof(RunningMean), nameof(RunningVariance))
                : Errors.RunningStatisticsIncomplete("running_var", nameof(RunningVariance), nameof(RunningMean));
        }

        if (Updates)
        {
            NormalizationCall.CheckUpdated(
                new[] { (nameof(RunningMean), RunningMean), (nameof(RunningVariance), RunningVariance) },
                (nameof(Weight), Weight), (nameof(Bias), Bias), (nameof(InputObject), InputObject));
        }

        call.TakeRunning(RunningMean, RunningVariance);
    }
}
