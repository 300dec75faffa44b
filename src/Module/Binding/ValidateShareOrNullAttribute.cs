using System.Management.Automation;

namespace NormTools;

/// <summary>Allows a share from 0 to 1, or $null, which ValidateRange would refuse.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ValidateShareOrNullAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is double share && !(share >= 0 && share <= 1))
        {
            throw new ValidationMetadataException(
                FormattableString.Invariant($"A number from 0 to 1 or $null is wanted; {share} was given."));
        }
    }
}
