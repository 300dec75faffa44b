using System.Collections.Specialized;
using System.Management.Automation;

namespace NormTools.Commands;

/// <summary>What batch and instance normalisation layers share: running statistics.</summary>
public abstract class RunningNormLayerCommand : LayerCommand
{
    /// <summary>Added to the variance before the root.</summary>
    [Parameter]
    [Alias("Eps")]
    [ValidateRange(0d, 1d)]
    [NumberTransformation]
    public double Epsilon { get; set; } = 1e-5;

    /// <summary>The new batch's share in the running statistics; $null for the cumulative average.</summary>
    [Parameter]
    [AllowNull]
    [ValidateShareOrNull]
    [NumberTransformation]
    public double? Momentum { get; set; } = 0.1;

    protected override bool HasNamesByRank => true;

    /// <summary>Adds epsilon, momentum and the two switches under torch's names.</summary>
    protected void Describe(OrderedDictionary arguments, bool affine, bool track)
    {
        arguments.Add("eps", Epsilon);
        arguments.Add("momentum", Momentum);
        arguments.Add("affine", affine);
        arguments.Add("track_running_stats", track);
    }
}
