using System.Runtime.InteropServices;

namespace NormTools.Core.Memory;

/// <summary>Asks Linux to back large blocks with pages of 2 MB.</summary>
/// <remarks>
/// Fresh memory then faults once in 2 MB and not in 4 KB, and passes that jump from channel to channel find their
/// addresses without a walk through page tables. A system that does not do this is asked in vain, and nothing else
/// changes.
/// </remarks>
internal static unsafe class HugePages
{
    /// <summary>Blocks from this size on are worth it.</summary>
    public const long From = 4L << 20;

    /// <summary>What such a block is aligned to.</summary>
    public const nuint Alignment = 2u << 20;

    private const int AdviseHugePage = 14;

    private static bool available = OperatingSystem.IsLinux();

    public static void Ask(void* block, nuint bytes)
    {
        if (!available)
        {
            return;
        }

        try
        {
            available = MemoryAdvise(block, bytes, AdviseHugePage) == 0;
        }
        catch (Exception failure) when (failure is DllNotFoundException or EntryPointNotFoundException)
        {
            available = false;
        }
    }

    [DllImport("libc", EntryPoint = "madvise")]
    private static extern int MemoryAdvise(void* address, nuint length, int advice);
}
