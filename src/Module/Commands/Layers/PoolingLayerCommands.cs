using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>What the pooling layers with a window share; 1d, 2d or 3d by what comes in, or by name.</summary>
public abstract class PoolingLayerCommand : LayerCommand
{
    /// <summary>The window's size: one number for all dimensions, or one each.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation]
    [Argument("kernel_size")]
    public long[] KernelSize { get; set; } = null!;

    /// <summary>Steps between windows; the window's size if left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation]
    [Argument("stride")]
    public long[]? Stride { get; set; }

    /// <summary>Positions around the input; at most half the window.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation]
    [Argument("padding")]
    public long[] Padding { get; set; } = { 0 };

    /// <summary>Takes a last window that is not full as well.</summary>
    [Parameter]
    [Argument("ceil_mode")]
    public SwitchParameter CeilingMode { get; set; }
}

/// <summary>The largest value of each window.</summary>
[Cmdlet(VerbsCommon.New, "MaxPoolLayer")]
[Alias("MaxPool", "MaxPool1d", "MaxPool2d", "MaxPool3d")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewMaxPoolLayerCommand : PoolingLayerCommand
{
    /// <summary>Distance between the values of a window.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation]
    [Argument("dilation")]
    public long[] Dilation { get; set; } = { 1 };

    protected override string Type => "MaxPool";
}

/// <summary>The mean of each window.</summary>
[Cmdlet(VerbsCommon.New, "AvgPoolLayer")]
[Alias("AvgPool", "AvgPool1d", "AvgPool2d", "AvgPool3d")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewAvgPoolLayerCommand : PoolingLayerCommand
{
    /// <summary>Divides by the values that are there, without the padding.</summary>
    [Parameter]
    [Argument("count_include_pad", TurnsOff = true)]
    public SwitchParameter ExcludePadding { get; set; }

    /// <summary>Divides by this number instead of the window's values.</summary>
    [Parameter]
    [Alias("DivisorOverride")]
    [ValidateRange(1, int.MaxValue)]
    [WholeNumberTransformation]
    [Argument("divisor_override")]
    public int? Divisor { get; set; }

    protected override string Type => "AvgPool";
}

/// <summary>Means over windows that are chosen so that the output has a given size.</summary>
[Cmdlet(VerbsCommon.New, "AdaptiveAvgPoolLayer")]
[Alias("AdaptiveAvgPool", "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewAdaptiveAvgPoolLayerCommand : LayerCommand
{
    /// <summary>The output's size: one number for all dimensions, or one each; 1 is the mean of a whole
    /// channel.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation]
    [Argument("output_size")]
    public long[] OutputSize { get; set; } = null!;

    protected override string Type => "AdaptiveAvgPool";
}

/// <summary>Makes several dimensions of the first one of a sample.</summary>
[Cmdlet(VerbsCommon.New, "UnflattenLayer")]
[Alias("Unflatten")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewUnflattenLayerCommand : LayerCommand
{
    /// <summary>The sizes that the dimension is divided into, such as channels, height and width.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation]
    [Argument("unflattened_size")]
    public long[] Size { get; set; } = null!;

    protected override string Type => "Unflatten";
}
