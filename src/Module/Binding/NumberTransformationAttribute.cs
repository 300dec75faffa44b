using System.Globalization;
using System.Management.Automation;

namespace NormTools;

/// <summary>
/// Reads text where a number is wanted: with a decimal point, or as the session's culture writes it. PowerShell would
/// take the comma of '0,01' for a thousands separator, and silently make it 1.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class NumberTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? basic = Unwrapped.Of(inputData);
        RefuseFlag(basic, null);
        if (basic is string text)
        {
            return Read(text);
        }

        return basic is object?[] list && list.Any(item => Unwrapped.Of(item) is string)
            ? list.Select(item => Unwrapped.Of(item) is string one ? Read(one) : item).ToArray()
            : inputData;
    }

    /// <summary>Refuses $true and $false, which PowerShell would convert to 1 and 0: the parameter was mistaken for a
    /// switch.</summary>
    internal static void RefuseFlag(object? value, string? meaning)
    {
        if (value is bool or SwitchParameter || (value is object?[] list && list.Any(item => Unwrapped.Of(item) is bool)))
        {
            bool isSet = value is true or SwitchParameter { IsPresent: true };
            string came = value is Array ? "a $true or $false was among the numbers"
                : isSet ? "$true was given" : "$false was given";
            NormToolsException failure = Errors.Invalid(
                "NotANumber", $"{meaning ?? "A number"} is wanted; {came}, and the parameter is no switch.");
            throw new ArgumentTransformationMetadataException(failure.Message, failure);
        }
    }

    // Other text passes: some parameters take names beside numbers (such as a layer's default, or a rule).
    private static object Read(string text)
    {
        if (NumberText.TryRead(text, out double number))
        {
            return number;
        }

        if (text.Any(char.IsDigit) || string.IsNullOrWhiteSpace(text))
        {
            NormToolsException failure = Errors.Invalid(
                "NotANumber",
                $"A number is wanted, such as 0.01 or 1e-3, or with the session's decimal mark "
                + $"({CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator}); '{Text.Shorten(text)}' was given.");
            throw new ArgumentTransformationMetadataException(failure.Message, failure);
        }

        return text;
    }
}
