using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>The parameters of pooling layers with a window; 1d, 2d or 3d follows from the input or the name.</summary>
public abstract class PoolingLayerCommand : LayerCommand
{
    /// <summary>The window's size: one number for all dimensions, or one each.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation(IsList = true)]
    [Argument("kernel_size")]
    public long[] KernelSize { get; set; } = null!;

    /// <summary>The distance between windows; the window's size if left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation(IsList = true)]
    [Argument("stride")]
    public long[]? Stride { get; set; }

    /// <summary>Positions added around the input; at most half the window.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation(IsList = true)]
    [Argument("padding")]
    public long[] Padding { get; set; } = { 0 };

    /// <summary>Uses a last window that reaches beyond the input as well.</summary>
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
    /// <summary>The distance between the values of a window.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation(IsList = true)]
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
    /// <summary>Divides by the number of values without the padding.</summary>
    [Parameter]
    [Argument("count_include_pad", TurnsOff = true)]
    public SwitchParameter ExcludePadding { get; set; }

    /// <summary>Divides by this number instead of the number of values in the window.</summary>
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
    [WholeNumberTransformation(IsList = true)]
    [Argument("output_size")]
    public long[] OutputSize { get; set; } = null!;

    protected override string Type => "AdaptiveAvgPool";
}

/// <summary>Splits the first dimension of a sample into several.</summary>
[Cmdlet(VerbsCommon.New, "UnflattenLayer")]
[Alias("Unflatten")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewUnflattenLayerCommand : LayerCommand
{
    /// <summary>The sizes that the dimension is split into, such as channels, height and width.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation(IsList = true)]
    [Argument("unflattened_size")]
    public long[] Size { get; set; } = null!;

    protected override string Type => "Unflatten";
}
