using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Sets values to zero at random in training, and does nothing in evaluation (Srivastava et al.
/// 2014).</summary>
[Cmdlet(VerbsCommon.New, "DropoutLayer")]
[Alias("Dropout")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewDropoutLayerCommand : LayerCommand
{
    /// <summary>The share of values that are dropped; the others are divided by the rest.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0d, 1d)]
    [NumberTransformation]
    [Argument("p")]
    public double Probability { get; set; } = 0.5;

    protected override string Type => "Dropout";
}

/// <summary>Makes one dimension of several.</summary>
[Cmdlet(VerbsCommon.New, "FlattenLayer")]
[Alias("Flatten")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewFlattenLayerCommand : LayerCommand
{
    /// <summary>The first dimension to join, with the batch as dimension 0.</summary>
    [Parameter(Position = 0)]
    [WholeNumberTransformation]
    [Argument("start_dim")]
    public int StartDimension { get; set; } = 1;

    /// <summary>The last dimension to join.</summary>
    [Parameter(Position = 1)]
    [WholeNumberTransformation]
    [Argument("end_dim")]
    public int EndDimension { get; set; } = -1;

    protected override string Type => "Flatten";
}
