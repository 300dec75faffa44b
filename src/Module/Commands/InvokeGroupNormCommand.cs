using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Normalises groups of channels of each sample over their channels and positions.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "GroupNorm")]
[OutputType(typeof(Tensor), typeof(NormalizationGradient))]
public sealed class InvokeGroupNormCommand : NormalizationCommand
{
    /// <summary>The number of groups, which divides that of the channels.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("NumGroups")]
    [WholeNumberTransformation]
    public long Group { get; set; }

    internal override void Call(NormalizationCall call) => Normalization.Group(call, Group, Epsilon);
}
