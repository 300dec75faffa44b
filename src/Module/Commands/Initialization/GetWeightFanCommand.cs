using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Gets fan in and fan out of a weight.</summary>
[Cmdlet(VerbsCommon.Get, "WeightFan", DefaultParameterSetName = "Shape")]
[OutputType(typeof(WeightFan))]
public sealed class GetWeightFanCommand : NormToolsCommand
{
    /// <summary>The shape, [out, in, kernel...].</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Shape")]
    [AllowEmptyCollection]
    [WholeNumberTransformation(IsShape = true)]
    public long[] Shape { get; set; } = null!;

    /// <summary>The weight.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "Tensor")]
    public Tensor InputObject { get; set; } = null!;

    protected override void ProcessRecord() => Guard(InputObject, () =>
        WriteObject(WeightFan.Of(ParameterSetName == "Shape" ? Shape : InputObject.Shape)));
}
