using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Batch normalisation of each channel; 1d, 2d or 3d follows from the input.</summary>
[Cmdlet(VerbsCommon.New, "BatchNormLayer")]
[Alias("BatchNorm", "BatchNorm1d", "BatchNorm2d", "BatchNorm3d")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewBatchNormLayerCommand : RunningNormLayerCommand
{
    /// <summary>Leaves weight and bias out.</summary>
    [Parameter]
    [Argument("affine", TurnsOff = true)]
    public SwitchParameter NoAffine { get; set; }

    /// <summary>Keeps no running statistics: evaluation uses the statistics of its batch, as training does.</summary>
    [Parameter]
    [Argument("track_running_stats", TurnsOff = true)]
    public SwitchParameter NoRunningStatistic { get; set; }

    protected override string Type => "BatchNorm";
}
