using System.Management.Automation;

namespace NormTools;

/// <summary>What PowerShell wrapped.</summary>
internal static class Unwrapped
{
    /// <summary>The object itself; a custom object, which is nothing without its wrapping, as it came.</summary>
    public static object? Of(object? value) =>
        value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;
}
