using System.Management.Automation;

namespace NormTools;

/// <summary>Takes the name of a run for the run: one of the session, or of the usual store.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public class RunTransformationAttribute : ObjectItselfAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? itself = Itself(inputData);
        return Unwrapped.Of(itself) is string name ? Named(engineIntrinsics, name).LastOrDefault() : itself;
    }

    /// <summary>What is no copy without content.</summary>
    private protected object? Itself(object? inputData) => base.Transform(null!, inputData);

    /// <summary>The runs of a name.</summary>
    private protected static TrainingRun[] Named(EngineIntrinsics engine, string name)
    {
        try
        {
            NormToolsException? first = null;
            TrainingRun[] found = RunLookup.Find(engine.SessionState.Path, null, new[] { name }, (_, failure) => first ??= failure);
            return found.Length > 0 || first is null ? found : throw first;
        }
        catch (NormToolsException failure)
        {
            throw new ArgumentTransformationMetadataException(failure.Message, failure);
        }
    }
}
