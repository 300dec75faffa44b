using System.Management.Automation;

namespace NormTools;

/// <summary>Lets a tensor parameter take numbers and arrays as well; when they are used, they get the input's
/// type.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class OperandTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? basic = Unwrapped.Of(inputData);
        if (basic is null or Tensor)
        {
            return basic;
        }

        try
        {
            Tensor numbers = TensorReader.Read(basic, DType.Float64);
            numbers.TakesAnyType = true;
            return numbers;
        }
        catch (NormToolsException failure)
        {
            throw new ArgumentTransformationMetadataException(failure.Message, failure);
        }
    }
}
