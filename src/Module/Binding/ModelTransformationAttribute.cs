using System.Management.Automation;

namespace NormTools;

/// <summary>Accepts a training run in place of the model that it trained.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ModelTransformationAttribute : ObjectItselfAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? itself = base.Transform(engineIntrinsics, inputData);
        return Unwrapped.Of(itself) is TrainingRun run ? run.Model : itself;
    }
}
