using System.Management.Automation;
using System.Management.Automation.Internal;

namespace NormTools;

/// <summary>Takes objects out of PowerShell's PSObject.</summary>
internal static class Unwrapped
{
    /// <summary>The object inside; a custom object, which consists of its PSObject, is returned as it is. What a statement gives that gives
    /// nothing, as in $age = if ($false) { 1 }, is null.</summary>
    public static object? Of(object? value) =>
        ReferenceEquals(value, AutomationNull.Value) ? null : value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;
}
