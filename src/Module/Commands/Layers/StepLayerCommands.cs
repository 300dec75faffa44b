using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>The last step of a sequence.</summary>
[Cmdlet(VerbsCommon.New, "LastStepLayer")]
[Alias("LastStep")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewLastStepLayerCommand : LayerCommand
{
    protected override string Type => "LastStep";
}

/// <summary>The mean over the steps of a sequence.</summary>
[Cmdlet(VerbsCommon.New, "MeanStepLayer")]
[Alias("MeanStep")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewMeanStepLayerCommand : LayerCommand
{
    protected override string Type => "MeanStep";
}

/// <summary>The largest value of each feature over the steps of a sequence.</summary>
[Cmdlet(VerbsCommon.New, "MaxStepLayer")]
[Alias("MaxStep")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewMaxStepLayerCommand : LayerCommand
{
    protected override string Type => "MaxStep";
}

/// <summary>Puts the dimensions of a sample into another order.</summary>
[Cmdlet(VerbsCommon.New, "PermuteLayer")]
[Alias("Permute")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewPermuteLayerCommand : LayerCommand
{
    /// <summary>Every dimension once, in the new order; the batch is dimension 0 and stays.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [WholeNumberTransformation(IsList = true)]
    [Argument("dims")]
    public long[] Dimension { get; set; } = null!;

    protected override string Type => "Permute";
}
