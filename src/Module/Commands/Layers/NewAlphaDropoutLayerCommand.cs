using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Dropout that keeps mean and variance, for self-normalising networks.</summary>
[Cmdlet(VerbsCommon.New, "AlphaDropoutLayer")]
[Alias("AlphaDropout")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewAlphaDropoutLayerCommand : LayerCommand
{
    /// <summary>The share of values that are dropped.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0d, 1d)]
    [NumberTransformation]
    [Argument("p")]
    public double Probability { get; set; } = 0.5;

    protected override string Type => "AlphaDropout";
}
