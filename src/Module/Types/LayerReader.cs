using System.Management.Automation;

namespace NormTools;

/// <summary>Collects the layers that a script block of New-Model writes.</summary>
internal static class LayerReader
{
    /// <exception cref="NormToolsException">The block writes something else, or calls a layer that does not exist.</exception>
    public static LayerSpecification[] Run(ScriptBlock block)
    {
        try
        {
            return Read(block.Invoke());
        }
        catch (CommandNotFoundException failure)
        {
            throw Errors.UnknownLayer(failure.CommandName);
        }
    }

    public static LayerSpecification[] Read(IEnumerable<object?> values)
    {
        var layers = new List<LayerSpecification>();
        foreach (object? value in values)
        {
            layers.Add(TensorReader.Unwrap(value) as LayerSpecification ?? throw Errors.NotALayer(value));
        }

        return layers.ToArray();
    }
}
