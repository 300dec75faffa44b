using System.Globalization;
using System.Management.Automation;
using System.Numerics;

namespace NormTools;

/// <summary>Takes the seeds that torch.manual_seed takes: 0 to 2^64-1, and negative ones as 2^64 less.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class SeedTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        if (inputData is null)
        {
            return null;
        }

        NormToolsException failure = Errors.Seed(inputData);
        return TryRead(Unwrapped.Of(inputData), out BigInteger seed) && seed >= long.MinValue && seed <= ulong.MaxValue
            ? (ulong)(seed < 0 ? seed + ulong.MaxValue + 1 : seed)
            : throw new ArgumentTransformationMetadataException(failure.Message, failure);
    }

    private static bool TryRead(object? value, out BigInteger seed)
    {
        switch (value)
        {
            case BigInteger big: seed = big; return true;
            case double or float or decimal:
                double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
                bool whole = number == Math.Floor(number) && !double.IsInfinity(number);
                seed = whole ? value is decimal exact ? new BigInteger(exact) : new BigInteger(number) : default;
                return whole;
            default:
                return BigInteger.TryParse(
                    Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out seed);
        }
    }
}
