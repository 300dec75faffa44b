using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Normalises each channel of each sample over its positions.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "InstanceNorm")]
[OutputType(typeof(Tensor), typeof(NormalizationGradient))]
public sealed class InvokeInstanceNormCommand : RunningNormalizationCommand
{
    /// <summary>The new batch's share in the running statistics; there is no cumulative average, as in
    /// PyTorch.</summary>
    [Parameter]
    [ValidateNotNull]
    [ValidateRange(0d, 1d)]
    [NumberTransformation]
    public double? Momentum { get; set; } = 0.1;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        RequireUpdateFor(nameof(Momentum));
    }

    internal override void Call(NormalizationCall call)
    {
        TakeRunning(call);
        Normalization.Instance(call, Evaluate, Momentum!.Value, Epsilon);
    }
}
