using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Normalises groups of channels of each sample over their channels and positions.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "GroupNorm", DefaultParameterSetName = Piped)]
[OutputType(typeof(Tensor), typeof(NormalizationGradient))]
public sealed class InvokeGroupNormCommand : NormalizationCommand
{
    /// <inheritdoc/>
    [Parameter(ParameterSetName = Piped, Mandatory = true, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = Direct, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [TensorTransformation]
    public override Tensor InputObject { get; set; } = null!;

    /// <summary>The number of groups; the number of channels has to be a multiple of it.</summary>
    [Parameter(ParameterSetName = Piped, Mandatory = true, Position = 0)]
    [Parameter(ParameterSetName = Direct, Mandatory = true, Position = 1)]
    [Alias("Groups", "NumGroups")]
    [WholeNumberTransformation(As = typeof(long))]
    public long Group { get; set; }

    internal override void Call(NormalizationCall call) => Normalization.Group(call, Group, Epsilon);
}
