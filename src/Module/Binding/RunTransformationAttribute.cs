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

    /// <summary>The runs of a name. One that there is not comes as a run that only says so, for an error of the command's own.</summary>
    private protected static TrainingRun[] Named(EngineIntrinsics engine, string name)
    {
        NormToolsException? first = null;
        TrainingRun[] found = Array.Empty<TrainingRun>();
        try
        {
            found = RunLookup.Find(engine.SessionState.Path, null, new[] { name }, (_, failure) => first ??= failure);
        }
        catch (NormToolsException failure)
        {
            first = failure;
        }

        return found.Length > 0 || first is null ? found : new[] { TrainingRun.NotFound(first) };
    }
}
