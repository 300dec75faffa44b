using System.Management.Automation;

namespace NormTools;

/// <summary>Collects the layers that a script block of New-Model writes.</summary>
internal static class LayerReader
{
    /// <summary>Any error in the block ends it, even where errors are silenced: a model must not be made with a layer
    /// missing.</summary>
    /// <exception cref="NormToolsException">The block writes something else, or calls a command that does not
    /// exist.</exception>
    /// <param name="block">The block.</param>
    /// <param name="arguments">Its arguments.</param>
    public static LayerSpecification[] Run(ScriptBlock block, params object[] arguments)
    {
        var variables = new List<PSVariable> { new PSVariable("ErrorActionPreference", ActionPreference.Stop) };
        try
        {
            return BlockItems.Run(
                "Layer", () => OpenBlocks.Run(() => Read(block.InvokeWithContext(null, variables, arguments)), Errors.BlocksTooDeep));
        }
        catch (CommandNotFoundException failure)
        {
            throw Errors.UnknownLayer(failure.CommandName);
        }
        catch (LoopFlowException)
        {
            throw Errors.NoLoop("Layer");
        }
    }

    public static LayerSpecification[] Read(IEnumerable<object?> values)
    {
        var layers = new List<LayerSpecification>();
        foreach (object? value in values)
        {
            layers.Add(Unwrapped.Of(value) as LayerSpecification ?? throw Errors.NotALayer(value));
        }

        return layers.ToArray();
    }
}
