namespace NormTools.Core.Memory;

/// <summary>How much memory this process can still take.</summary>
/// <remarks>
/// Linux overcommits memory and kills the process that uses it, so a request that does not fit is refused beforehand
/// and the user's session survives.
/// </remarks>
internal static class MachineMemory
{
    private static readonly LinuxMemory Linux = new("/");

    /// <summary>Bytes left.</summary>
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
