using System.Globalization;
using System.Management.Automation;

namespace NormTools;

/// <summary>Takes a gain as a number, as the name of a nonlinearity, or as an object from
/// Get-InitializationGain.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class GainTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? basic = Unwrapped.Of(inputData);
        switch (basic)
        {
            case null:
                return null;
            case InitializationGain gain:
                return gain.Gain;
            case string text when !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _):
                return text;
            case bool:
                break;
            default:
                if (TensorReader.TryNumber(basic, out double number))
                {
                    return number;
                }

                break;
        }

        NormToolsException failure = Errors.Gain(basic);
        throw new ArgumentTransformationMetadataException(failure.Message, failure);
    }
}
