using System.Collections.Specialized;

namespace NormTools.Commands;

/// <summary>A cmdlet that describes one layer inside New-Model's script block.</summary>
public abstract class LayerCommand : NormToolsCommand
{
    /// <summary>The layer's name in torch.nn.</summary>
    protected abstract string Type { get; }

    protected override void ProcessRecord()
    {
        var arguments = new OrderedDictionary();
        Describe(arguments);
        WriteObject(new LayerSpecification(Type, arguments));
    }

    /// <summary>Adds the arguments under torch.nn's names.</summary>
    protected virtual void Describe(OrderedDictionary arguments)
    {
    }

    /// <summary>One number for all dimensions, or one each.</summary>
    protected static object Sizes(long[] sizes) => sizes.Length == 1 ? sizes[0] : sizes;
}
