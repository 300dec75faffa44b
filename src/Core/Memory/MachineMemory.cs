namespace NormTools.Core.Memory;

/// <summary>How much memory this process can still take.</summary>
/// <remarks>
/// Linux hands out more than it has and ends the process that uses it, so what does not fit is refused beforehand: the
/// user's session outlives it.
/// </remarks>
internal static class MachineMemory
{
    private static readonly LinuxMemory Linux = new("/");

    /// <summary>Bytes that are left.</summary>
    public static long Available()
    {
        if (OperatingSystem.IsLinux())
        {
            return Linux.Available();
        }

        GCMemoryInfo info = GC.GetGCMemoryInfo(GCKind.Any);
        return info.TotalAvailableMemoryBytes > 0 ? info.TotalAvailableMemoryBytes : long.MaxValue;
    }
}
