using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Sets values to zero at random in training, and does nothing in evaluation (Srivastava et al.
/// 2014).</summary>
[Cmdlet(VerbsCommon.New, "DropoutLayer")]
[Alias("Dropout")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewDropoutLayerCommand : LayerCommand
{
    /// <summary>The share p of values that are dropped; the others are divided by 1 - p.</summary>
    [Parameter(Position = 0)]
    [ValidateRange(0d, 1d)]
    [NumberTransformation]
    [Argument("p")]
    public double Probability { get; set; } = 0.5;

    protected override string Type => "Dropout";
}

/// <summary>Joins several dimensions into one.</summary>
[Cmdlet(VerbsCommon.New, "FlattenLayer")]
[Alias("Flatten")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewFlattenLayerCommand : LayerCommand
{
    /// <summary>The first dimension to join; the batch is dimension 0.</summary>
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
