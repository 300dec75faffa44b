using System.Collections;
using System.Management.Automation;

namespace NormTools;

/// <summary>Refuses 2.5 where a count or a size is wanted; PowerShell would round it without a word.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class WholeNumberTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? basic = TensorReader.Unwrap(inputData);
        if (basic is not string && basic is IEnumerable items)
        {
            foreach (object? item in items)
            {
                Check(item);
            }
        }
        else
        {
            Check(basic);
        }

        return inputData;
    }

    private static void Check(object? value)
    {
        if (TensorReader.TryNumber(value, out double number) && number != Math.Floor(number))
        {
            NormToolsException failure = Errors.Invalid(
                "NotAWholeNumber", FormattableString.Invariant($"A whole number is wanted; {number} was given."));
            throw new ArgumentTransformationMetadataException(failure.Message, failure);
        }
    }
}
