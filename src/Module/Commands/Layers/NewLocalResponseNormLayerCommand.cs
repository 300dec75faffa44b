using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Damps each value by the squares of its neighbours in other channels.</summary>
[Cmdlet(VerbsCommon.New, "LocalResponseNormLayer")]
[Alias("LocalResponseNorm")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewLocalResponseNormLayerCommand : LayerCommand
{
    /// <summary>The number of channels in a window.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [WholeNumberTransformation]
    [ValidateRange(1L, int.MaxValue)]
    [Argument("size")]
    public long Size { get; set; }

    /// <summary>The factor of the window's average square.</summary>
    [Parameter]
    [ValidateRange(double.MinValue, double.MaxValue)]
    [NumberTransformation]
    [Argument("alpha")]
    public double Alpha { get; set; } = 1e-4;

    /// <summary>The exponent.</summary>
    [Parameter]
    [ValidateRange(double.MinValue, double.MaxValue)]
    [NumberTransformation]
    [Argument("beta")]
    public double Beta { get; set; } = 0.75;

    /// <summary>Added to the average.</summary>
    [Parameter]
    [ValidateRange(double.MinValue, double.MaxValue)]
    [NumberTransformation]
    [Argument("k")]
    public double K { get; set; } = 1;

    protected override string Type => "LocalResponseNorm";
}
