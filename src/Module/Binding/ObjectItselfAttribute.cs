using System.Management.Automation;

namespace NormTools;

/// <summary>Says of a copy that a job or a file gave back what it is, where binding would only say that it does not fit.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public class ObjectItselfAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Errors.CopyWithoutContent(inputData) is NormToolsException copy
            ? throw new ArgumentTransformationMetadataException(copy.Message, copy)
            : inputData;
}
