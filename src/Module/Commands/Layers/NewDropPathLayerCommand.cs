using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Skips a residual block at random in training: stochastic depth.</summary>
[Cmdlet(VerbsCommon.New, "DropPathLayer")]
[Alias("DropPath")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewDropPathLayerCommand : LayerCommand
{
    /// <summary>The share p of samples that skip the block; the outputs of the others are divided by 1 - p.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0d, 1d)]
    [NumberTransformation]
    [Argument("p")]
    public double Probability { get; set; } = 0.1;

    /// <summary>Row draws for each sample, Batch draws once for the whole batch.</summary>
    [Parameter(Position = 1)]
    [ValidateSet("Row", "Batch")]
    [Argument("mode")]
    public string Mode { get; set; } = "Row";

    protected override string Type => "DropPath";
}
