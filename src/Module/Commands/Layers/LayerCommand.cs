using System.Collections.Specialized;

namespace NormTools.Commands;

/// <summary>A cmdlet that describes one layer inside New-Model's script block.</summary>
public abstract class LayerCommand : NormToolsCommand
{
    /// <summary>The layer's name in torch.nn.</summary>
    protected abstract string Type { get; }

    /// <summary>Whether the names that end in 1d, 2d or 3d want an input of so many spatial dimensions.</summary>
    protected virtual bool HasNamesByRank => false;

    protected override void ProcessRecord()
    {
        var arguments = new OrderedDictionary();
        Describe(arguments);
        if (HasNamesByRank && RankOf(MyInvocation.InvocationName) is int rank)
        {
            arguments.Add("rank", rank);
        }

        WriteObject(new LayerSpecification(Type, arguments));
    }

    /// <summary>Adds the arguments under torch.nn's names.</summary>
    protected virtual void Describe(OrderedDictionary arguments)
    {
    }

    private static int? RankOf(string name) =>
        name.EndsWith("d", StringComparison.OrdinalIgnoreCase) && name[name.Length - 2] is >= '1' and <= '3'
            ? name[name.Length - 2] - '0'
            : null;

    /// <summary>One number for all dimensions, or one each.</summary>
    protected static object Sizes(long[] sizes) => sizes.Length == 1 ? sizes[0] : sizes;
}
