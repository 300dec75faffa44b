using NormTools.Core.Graph;
using NormTools.Core.Layers;
using NormTools.Core.Models;

namespace NormTools.Core.Training;

/// <remarks>Running statistics that stay as they are, as those of torch's batch norms in eval mode: the same patterns that freeze
/// parameters name them, by the layer or by the statistic ("1", "*.running_mean"), and as there the first group that fits is theirs.</remarks>
internal sealed partial class GroupOptions
{
    private readonly bool freezesStatistics;

    /// <summary>The places of the layers whose statistics stay.</summary>
    /// <exception cref="CoreException">NoSuchParameter: there is none.</exception>
    public IReadOnlySet<string> FixedStatistics(Model model)
    {
        HashSet<string> found = [];
        foreach ((Layer layer, StateEntry entry) in freezesStatistics ? Statistics(model) : [])
        {
            if (Stays(entry, new bool[frozen.Length]) || Freezes(GroupOf(layer, entry)))
            {
                found.Add(layer.Path);
            }
        }

        return found.Count > 0 || !freezesStatistics ? found : throw CoreException.Argument(
            "NoSuchParameter", "-FreezeStatistics is for batch normalisations that -Freeze names, or a group with Freeze, and these name "
                + $"none. The model has {Excerpt.Of([.. Statistics(model).Select(pair => pair.Layer.Path).Distinct().DefaultIfEmpty("none")])}.");
    }

    // A pattern that names a statistic alone is of use, too.
    private void UseStatistics(Model model, bool[] used, bool[] usedFrozen)
    {
        foreach ((Layer layer, StateEntry entry) in freezesStatistics ? Statistics(model) : [])
        {
            _ = Stays(entry, usedFrozen);
            int group = GroupOf(layer, entry);
            if (Freezes(group))
            {
                used[group] = true;
            }
        }
    }

    private static IEnumerable<(Layer Layer, StateEntry Entry)> Statistics(Model model) => model.Layers.SelectMany(
        layer => layer.State.Where(entry => entry.Role is StateRole.Mean or StateRole.Variance), (layer, entry) => (layer, entry));
}
