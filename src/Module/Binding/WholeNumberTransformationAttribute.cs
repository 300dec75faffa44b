using System.Collections;
using System.Management.Automation;

namespace NormTools;

/// <summary>
/// Refuses 2.5 where a count or a size is wanted, which PowerShell would silently round. The text '2,3', which PowerShell would
/// read as 23, is two numbers where a list is wanted, and else what the session's culture reads, a whole number or none.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class WholeNumberTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>
    /// The type that numbers are converted to at once. It is needed where this parameter and a tensor share position 0
    /// in two parameter sets: a tensor can be made from 4 as well, and PowerShell first looks for the parameter that
    /// takes the value without conversion.
    /// </summary>
    public Type? As { get; set; }

    /// <summary>Whether a list is wanted.</summary>
    public bool IsList { get; set; }

    /// <summary>Whether the list is a shape: then the text '0,5' is no list of 0 and 5.</summary>
    public bool IsShape { get; set; }

    /// <summary>What the number means, with an example, for the message to those who use the parameter as a
    /// switch.</summary>
    public string? Meaning { get; set; }

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? basic = Unwrapped.Of(inputData);
        NumberTransformationAttribute.RefuseFlag(basic, Meaning ?? "A whole number");
        if (basic is string text && text.Contains(","))
        {
            inputData = basic = IsList || IsShape ? Parts(text) : (object)Whole(text);
        }

        if (basic is not null)
        {
            RefuseEmpty(basic);
        }

        bool numbers = true;
        if (basic is not string && basic is IEnumerable items)
        {
            foreach (object? item in items)
            {
                RefuseEmpty(item);
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

    // What begins with a 0, as the 01 of '0,01', are the digits behind a decimal comma.
    private string[] Parts(string text)
    {
        string[] parts = Array.ConvertAll(text.Split(','), part => part.Trim());
        bool areNumbers = Array.TrueForAll(
            parts, part => TensorReader.TryNumber(part, out _) && !(part[0] == '0' && part.Length > 1) && !(IsShape && part == "0"));
        return areNumbers ? parts : throw Refusal(Errors.NotWholeNumbers(text));
    }

    private static double Whole(string text) => NumberText.TryRead(text, out double number) ? number
        : throw Refusal(Errors.Invalid("NotAWholeNumber", $"A whole number is wanted; '{Text.Shorten(text)}' was given."));

    // PowerShell would silently read an empty value as 0.
    private static void RefuseEmpty(object? value)
    {
        if (value is null || (value is string text && string.IsNullOrWhiteSpace(text)))
        {
            string came = value is null ? "$null" : "an empty text";
            throw Refusal(Errors.Invalid("NotAWholeNumber", $"A whole number is wanted; {came} was given."));
        }
    }

    private static bool IsNumber(object? value)
    {
        bool isNumber = TensorReader.TryNumber(value, out double number);
        if (isNumber && number != Math.Floor(number))
        {
            throw Refusal(Errors.Invalid(
                "NotAWholeNumber", FormattableString.Invariant($"A whole number is wanted; {number} was given.")));
        }

        return isNumber;
    }

    private static ArgumentTransformationMetadataException Refusal(NormToolsException failure) =>
        new ArgumentTransformationMetadataException(failure.Message, failure);
}
