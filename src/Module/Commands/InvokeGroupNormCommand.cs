using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Normalises groups of channels of each sample over their channels and positions.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "GroupNorm")]
[OutputType(typeof(Tensor), typeof(NormalizationGradient))]
public sealed class InvokeGroupNormCommand : NormalizationCommand
{
    /// <summary>The number of groups, which divides the channels: 1 for all together, as many as channels for each by itself.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [Alias("NumGroups")]
    [WholeNumberTransformation]
    public long Group { get; set; }

    internal override void Call(NormalizationCall call) => Normalization.Group(call, Group, Epsilon);
}
