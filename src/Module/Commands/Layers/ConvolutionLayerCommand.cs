using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>The parameters that all convolution layers share.</summary>
public abstract class ConvolutionLayerCommand : LayerCommand
{
    /// <summary>The number of output channels; that of the input follows from the layer before.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateRange(1L, int.MaxValue)]
    [WholeNumberTransformation]
    [Argument("out_channels")]
    public long OutputChannel { get; set; }

    /// <summary>The kernel's size: one number for all dimensions, or one each.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation(IsList = true)]
    [Argument("kernel_size")]
    public long[] KernelSize { get; set; } = null!;

    /// <summary>The distance between positions of the kernel.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation(IsList = true)]
    [Argument("stride")]
    public long[] Stride { get; set; } = { 1 };

    /// <summary>The distance between the values that the kernel reads.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation(IsList = true)]
    [Argument("dilation")]
    public long[] Dilation { get; set; } = { 1 };

    /// <summary>The number of groups of channels that are convolved separately; as many as input channels for a
    /// depthwise convolution.</summary>
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
