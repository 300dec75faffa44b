using System.Management.Automation;

namespace NormTools;

/// <summary>Lets a tensor parameter take numbers, arrays, nested arrays and lists as well.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class TensorTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is null)
        {
            return null;
        }

        try
        {
            return TensorReader.ReadAny(inputData);
        }
        catch (NormToolsException failure)
        {
            throw new ArgumentTransformationMetadataException(failure.Message, failure);
        }
    }
}
