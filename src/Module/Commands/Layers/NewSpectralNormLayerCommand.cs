using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Divides a layer's weight by its largest singular value.</summary>
[Cmdlet(VerbsCommon.New, "SpectralNormLayer")]
[Alias("SpectralNorm")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewSpectralNormLayerCommand : ParametrizationLayerCommand
{
    /// <summary>The dimension of the weight that becomes the rows of the matrix; by default that of the
    /// outputs.</summary>
    [Parameter]
    [Alias("Dim")]
    [WholeNumberTransformation]
    [Argument("dim")]
    public int? Dimension { get; set; }

    /// <summary>Power iterations of each forward pass in training.</summary>
    [Parameter]
    [WholeNumberTransformation]
    [ValidateRange(1L, int.MaxValue - 100)]
    [Argument("n_power_iterations")]
    public long PowerIteration { get; set; } = 1;

    /// <summary>The smallest length that a vector is divided by.</summary>
    [Parameter]
    [Alias("Eps")]
    [ValidateRange(0d, double.MaxValue)]
    [NumberTransformation]
    [Argument("eps")]
    public double Epsilon { get; set; } = 1e-12;

    protected override string Type => "SpectralNorm";
}
