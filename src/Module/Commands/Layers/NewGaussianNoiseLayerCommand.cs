using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Adds normal noise in training, and does nothing in evaluation.</summary>
[Cmdlet(VerbsCommon.New, "GaussianNoiseLayer")]
[Alias("GaussianNoise")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewGaussianNoiseLayerCommand : LayerCommand
{
    /// <summary>The noise's standard deviation.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0d, double.MaxValue)]
    [NumberTransformation]
    [Argument("std")]
    public double StandardDeviation { get; set; } = 0.1;

    protected override string Type => "GaussianNoise";
}
