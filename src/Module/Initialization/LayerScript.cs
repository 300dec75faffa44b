using System.Management.Automation;

namespace NormTools;

/// <summary>Calls the user's script block for each layer of a model, as module.apply(fn) does.</summary>
internal static class LayerScript
{
    /// <summary>Any error in the block ends it, whatever $ErrorActionPreference is; continue goes on to the next layer,
    /// and break skips all that follow.</summary>
    /// <exception cref="NormToolsException">The block writes something: an initialisation that was not
    /// assigned.</exception>
    public static void Run(ScriptBlock block, Model model, Func<ModelLayer, bool> chooses, ParameterStreams streams)
    {
        ModelLayer[] layers = LayerSelection.InApplyOrder(model).Where(chooses).ToArray();
        if (layers.Length == 0)
        {
            throw Errors.NothingToInitialize(model.Parameters.Keys);
        }

        foreach (ModelLayer layer in layers)
        {
            var variables = new List<PSVariable>
            {
                new PSVariable("ErrorActionPreference", ActionPreference.Stop),
                new PSVariable("_", layer),
            };
            try
            {
                RandomGenerator generator = streams.For(layer.Name);
                if (OpenBlocks.Run(
                    () => block.InvokeWithContext(null, variables, layer, generator), Errors.ScriptsTooDeep)
                    .FirstOrDefault() is object written)
                {
                    throw Errors.ScriptOutput(written);
                }
            }
            catch (ContinueException) // the layers are the loop that continue and break refer to
            {
            }
            catch (BreakException)
            {
                return;
            }
            catch (RuntimeException failure) when (StopPreference.Made(failure))
            {
                throw StopPreference.Anew(failure);
            }
        }
    }
}
