using System.Management.Automation;

namespace NormTools;

/// <summary>Takes a training run for the model that it trained.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ModelTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        TensorReader.Unwrap(inputData) is TrainingRun run ? run.Model : inputData;
}
