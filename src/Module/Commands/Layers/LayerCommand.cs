using System.Collections.Specialized;

namespace NormTools.Commands;

/// <summary>A cmdlet that describes one layer inside New-Model's script block.</summary>
public abstract class LayerCommand : NormToolsCommand
{
    private const string Rank = "rank"; // a name that ends in 1d, 2d or 3d requires that many spatial dimensions

    /// <summary>The layer's name in torch.nn.</summary>
    protected abstract string Type { get; }

    protected override void ProcessRecord()
    {
        CatalogItem layer = Catalog.Layers.Find(Type);
        OrderedDictionary arguments = BoundArguments.Of(this, layer);
        Complete(arguments);
        if (layer.Takes(Rank) && RankOf(MyInvocation.InvocationName) is int rank)
        {
            arguments.Add(Rank, rank);
        }

        WriteObject(new LayerSpecification(Type, arguments));
    }

    /// <summary>Checks combinations of arguments, and converts those that the core takes in another form.</summary>
    protected virtual void Complete(OrderedDictionary arguments)
    {
    }

    private static int? RankOf(string name) =>
        name.EndsWith("d", StringComparison.OrdinalIgnoreCase) && name[name.Length - 2] is >= '1' and <= '3'
            ? name[name.Length - 2] - '0'
            : null;
}
