using System.Management.Automation;

namespace NormTools;

/// <summary>Takes objects out of PowerShell's PSObject.</summary>
internal static class Unwrapped
{
    /// <summary>The object inside; a custom object, which consists of its PSObject, is returned as it is.</summary>
    public static object? Of(object? value) =>
        value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;
}
