using System.Management.Automation;

namespace NormTools;

/// <summary>Takes the name of a run for the run. A model comes as a run that only says that its run is wanted: by a model alone nobody knows
/// how it was trained.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class FitRunTransformationAttribute : RunTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Unwrapped.Of(inputData) is Model model ? TrainingRun.NotFound(Errors.ModelForRun(model.LastRun is not null)) : base.Transform(engineIntrinsics, inputData);
}
