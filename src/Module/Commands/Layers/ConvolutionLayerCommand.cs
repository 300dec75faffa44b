using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>What all convolution layers share.</summary>
public abstract class ConvolutionLayerCommand : LayerCommand
{
    /// <summary>Channels of the output; those of the input follow from the layer before.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateRange(1L, int.MaxValue)]
    [WholeNumberTransformation]
    [Argument("out_channels")]
    public long OutputChannel { get; set; }

    /// <summary>The kernel's size: one number for all dimensions, or one each.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation]
    [Argument("kernel_size")]
    public long[] KernelSize { get; set; } = null!;

    /// <summary>Steps between positions.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation]
    [Argument("stride")]
    public long[] Stride { get; set; } = { 1 };

    /// <summary>Distance between the values that one kernel reads.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation]
    [Argument("dilation")]
    public long[] Dilation { get; set; } = { 1 };

    /// <summary>Groups of channels that are convolved apart; as many as input channels for a depthwise
    /// convolution.</summary>
    [Parameter]
    [Alias("Groups")]
    [ValidateRange(1L, int.MaxValue)]
    [WholeNumberTransformation]
    [Argument("groups")]
    public long Group { get; set; } = 1;

    /// <summary>Leaves the bias out.</summary>
    [Parameter]
    [Argument("bias", TurnsOff = true)]
    public SwitchParameter NoBias { get; set; }
}
