using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>What all convolution layers share.</summary>
public abstract class ConvolutionLayerCommand : LayerCommand
{
    /// <summary>Channels of the output; those of the input follow from the layer before.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateRange(1L, int.MaxValue)]
    [WholeNumberTransformation]
    public long OutputChannel { get; set; }

    /// <summary>The kernel's size: one number for all dimensions, or one each.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation]
    public long[] KernelSize { get; set; } = null!;

    /// <summary>Steps between positions.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation]
    public long[] Stride { get; set; } = { 1 };

    /// <summary>Distance between the values that one kernel reads.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation]
    public long[] Dilation { get; set; } = { 1 };

    /// <summary>Groups of channels that are convolved apart; as many as input channels for a depthwise
    /// convolution.</summary>
    [Parameter]
    [Alias("Groups")]
    [ValidateRange(1L, int.MaxValue)]
    [WholeNumberTransformation]
    public long Group { get; set; } = 1;

    /// <summary>Leaves the bias out.</summary>
    [Parameter]
    public SwitchParameter NoBias { get; set; }

    protected override void Describe(OrderedDictionary arguments)
    {
        arguments.Add("out_channels", OutputChannel);
        arguments.Add("kernel_size", Sizes(KernelSize));
        arguments.Add("stride", Sizes(Stride));
        arguments.Add("dilation", Sizes(Dilation));
        arguments.Add("groups", Group);
        if (NoBias)
        {
            arguments.Add("bias", false);
        }
    }
}
