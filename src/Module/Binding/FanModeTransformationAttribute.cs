using System.Management.Automation;

namespace NormTools;

/// <summary>Takes torch's and Keras' spellings of a mode as well: fan_in, fan_out, fan_avg.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class FanModeTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        switch (Unwrapped.Of(inputData))
        {
            case string text when NamedValue.Normalize(text) is string mode:
                return mode == "fanavg" ? nameof(FanMode.FanAverage) : mode;
            default:
                return inputData;
        }
    }
}
