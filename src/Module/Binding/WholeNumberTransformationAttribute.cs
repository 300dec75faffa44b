using System.Collections;
using System.Management.Automation;

namespace NormTools;

/// <summary>Refuses 2.5 where a count or a size is wanted; PowerShell would round it without a word.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class WholeNumberTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>
    /// What numbers become at once. A parameter that stands first in one parameter set, where another has the tensor
    /// first, takes a 4 only so: the tensor would take it too, and PowerShell asks both before it converts.
    /// </summary>
    public Type? As { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? basic = TensorReader.Unwrap(inputData);
        bool numbers = true;
        if (basic is not string && basic is IEnumerable items)
        {
            foreach (object? item in items)
            {
                numbers &= IsNumber(item);
            }
        }
        else
        {
            numbers = IsNumber(basic);
        }

        return numbers && As is not null && LanguagePrimitives.TryConvertTo(basic, As, out object converted)
            ? converted
            : inputData;
    }

    private static bool IsNumber(object? value)
    {
        bool isNumber = TensorReader.TryNumber(value, out double number);
        if (isNumber && number != Math.Floor(number))
        {
            NormToolsException failure = Errors.Invalid(
                "NotAWholeNumber", FormattableString.Invariant($"A whole number is wanted; {number} was given."));
            throw new ArgumentTransformationMetadataException(failure.Message, failure);
        }

        return isNumber;
    }
}
