using System.Collections;
using System.Management.Automation;

namespace NormTools;

/// <summary>Refuses nested lists where one of a few names is wanted: PowerShell's conversion would recurse into them,
/// without end where a list contains itself.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class NameListTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        IsList(inputData, out IEnumerable items) && items.Cast<object?>().Any(item => IsList(item, out _))
            ? throw new ArgumentTransformationMetadataException("A name or a list of names is wanted; lists in a list were given.")
            : inputData;

    private static bool IsList(object? value, out IEnumerable items)
    {
        items = Unwrapped.Of(value) as IEnumerable ?? Array.Empty<object>();
        return items is not string and not Array { Length: 0 };
    }
}
