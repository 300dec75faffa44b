using System.Management.Automation;
using NormTools.Native;

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

    internal override unsafe void Call(NormalizationCall call)
    {
        Tensor input = call.Input;
        fixed (long* shape = input.Dimensions)
        {
            NativeMethods.GroupNorm(
                input.DType, input.Handle, shape, input.Rank, call.Operands, Group, Epsilon, call.Output).ThrowIfFailed();
        }
    }
}
