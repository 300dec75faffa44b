using System.Runtime.InteropServices;
using NormTools.Core.Threading;

namespace NormTools.Core.Memory;

/// <summary>Tells Linux which pages hold nothing that is wanted any more, before their memory is freed as a whole.</summary>
/// <remarks>Elsewhere they stay until then, and nothing else changes.</remarks>
internal static unsafe class UnusedPages
{
    private const int AdviseUnused = 4;

    private static readonly long PageBytes = Environment.SystemPageSize;
    private static bool available = OperatingSystem.IsLinux();

    /// <summary>Copies memory that nobody reads again: its pages go back to the system as they have been copied.</summary>
    /// <exception cref="CoreException">Cancelled.</exception>
    public static void Move(void* source, void* target, long bytes)
    {
        for (long start = 0; start < bytes; start += Slices.Bytes)
        {
            long length = Math.Min(Slices.Bytes, bytes - start);
            Slices.Copy((byte*)source + start, (byte*)target + start, length);
            Drop((byte*)source + start, length);
        }
    }

    /// <summary>The whole pages of some memory hold anything from here on.</summary>
    public static void Drop(byte* memory, long bytes)
    {
        long first = ((nint)memory + PageBytes - 1) / PageBytes * PageBytes;
        long end = ((nint)memory + bytes) / PageBytes * PageBytes;
        if (!available || end <= first)
        {
            return;
        }

        try
        {
            available = MemoryAdvise((void*)first, (nuint)(end - first), AdviseUnused) == 0;
        }
        catch (Exception failure) when (failure is DllNotFoundException or EntryPointNotFoundException)
        {
            available = false;
        }
    }

    [DllImport("libc", EntryPoint = "madvise")]
    private static extern int MemoryAdvise(void* address, nuint length, int advice);
}
