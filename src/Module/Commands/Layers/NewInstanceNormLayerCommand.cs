using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>Instance normalisation: each channel of each sample by itself.</summary>
[Cmdlet(VerbsCommon.New, "InstanceNormLayer")]
[Alias("InstanceNorm", "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d")]
[OutputType(typeof(LayerSpecification))]
public sealed class NewInstanceNormLayerCommand : RunningNormLayerCommand
{
    /// <summary>Adds a weight and a bias for each channel (off by default, as in torch).</summary>
    [Parameter]
    [Argument("affine")]
    public SwitchParameter Affine { get; set; }

    /// <summary>Keeps running statistics and uses them in evaluation (off by default, as in torch).</summary>
    [Parameter]
    [Argument("track_running_stats")]
    public SwitchParameter RunningStatistic { get; set; }

    protected override string Type => "InstanceNorm";

    protected override void Complete(OrderedDictionary arguments)
    {
        if (Momentum is null)
        {
            throw Errors.Invalid(
                "MomentumMissing",
                "-Momentum of InstanceNorm has to be a number; only BatchNorm has the cumulative average of $null.");
        }
    }
}
