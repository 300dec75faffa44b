using System.Management.Automation;

namespace NormTools;

/// <summary>Explains what is wrong with a copy that came from a job or a file; binding would only say that the type is
/// wrong.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public class ObjectItselfAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Errors.CopyWithoutContent(inputData) is NormToolsException copy
            ? throw new ArgumentTransformationMetadataException(copy.Message, copy)
            : inputData;
}
