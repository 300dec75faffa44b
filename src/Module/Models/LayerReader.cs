using System.Management.Automation;

namespace NormTools;

/// <summary>Collects the layers that a script block of New-Model writes.</summary>
internal static class LayerReader
{
    /// <summary>Any error in the block ends it: a model must not come out with a layer less, even where errors are
    /// silent.</summary>
    /// <exception cref="NormToolsException">The block writes something else, or calls no layer that exists.</exception>
    public static LayerSpecification[] Run(ScriptBlock block)
    {
        var variables = new List<PSVariable> { new PSVariable("ErrorActionPreference", ActionPreference.Stop) };
        try
        {
            return BlockItems.Run(
                "Layer", () => OpenBlocks.Run(() => Read(block.InvokeWithContext(null, variables)), Errors.BlocksTooDeep));
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

    /// <summary>Whether it is an error that the preference 'Stop' made an exception of.</summary>
    public static bool IsOfStop(RuntimeException failure) =>
        failure is not PipelineStoppedException && !failure.WasThrownFromThrowStatement;

    /// <summary>
    /// The error without the mark of 'Stop', with which it would end the caller's whole script, not only the statement.
    /// </summary>
    /// <param name="failure">The error.</param>
    /// <param name="origin">Where it came from, to be put before its message.</param>
    public static RuntimeException Anew(RuntimeException failure, string origin = "")
    {
        ErrorRecord record = failure.ErrorRecord;
        Exception cause = origin.Length == 0 ? record.Exception
            : new RuntimeException(origin + record.Exception.Message, record.Exception);
        return new RuntimeException(cause.Message, cause, new ErrorRecord(record, cause));
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
