using System.Management.Automation;

namespace NormTools;

/// <summary>Says what a copy is that a job or a file gave back; binding would only say that it does not fit.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public class ObjectItselfAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Errors.CopyWithoutContent(inputData) is NormToolsException copy
            ? throw new ArgumentTransformationMetadataException(copy.Message, copy)
            : inputData;
}
