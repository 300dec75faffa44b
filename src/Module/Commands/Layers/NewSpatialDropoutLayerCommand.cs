using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Sets whole channels to zero at random in training, and does nothing in evaluation.</summary>
[Cmdlet(VerbsCommon.New, "SpatialDropoutLayer")]
[Alias("SpatialDropout", "Dropout1d", "Dropout2d", "Dropout3d")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewSpatialDropoutLayerCommand : LayerCommand
{
    /// <summary>The share p of channels that are dropped; the others are divided by 1 - p.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0d, 1d)]
    [NumberTransformation]
    [Argument("p")]
    public double Probability { get; set; } = 0.5;

    protected override string Type => "SpatialDropout";
}
