using System.Management.Automation;

namespace NormTools;

/// <summary>Groups of parameters are hashtables: a text was hardly meant as one.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ParameterGroupTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? basic = Unwrapped.Of(inputData);
        if (basic is string || (basic is object?[] { Length: > 0 } list && Unwrapped.Of(list[0]) is string))
        {
            NormToolsException failure = Errors.GroupOfRows(basic);
            throw new ArgumentTransformationMetadataException(failure.Message, failure);
        }

        return inputData;
    }
}
