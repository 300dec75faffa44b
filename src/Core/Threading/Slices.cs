using System.Runtime.CompilerServices;

namespace NormTools.Core.Threading;

/// <summary>Cuts long work on one thread into slices and polls for cancellation before each.</summary>
internal static unsafe class Slices
{
    /// <summary>Values in a slice: a few milliseconds of work, whatever is done to each value.</summary>
    public const int Values = 1 << 18;

    /// <summary>Bytes copied or cleared in one slice.</summary>
    public const int Bytes = 1 << 22;

    /// <summary>The length of the slice that begins at <paramref name="start"/>.</summary>
    /// <exception cref="CoreException">Cancelled.</exception>
    public static int Next(int start, int count, int most = Values)
    {
        Cancellation.ThrowIfRequested();
        return Math.Min(most, count - start);
    }

    /// <summary>For loops with short steps: adds up the values done and polls once per slice of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Count(ref int done, int more)
    {
        done += more;
        if (done >= Values)
        {
            done = 0;
            Cancellation.ThrowIfRequested();
        }
    }

    /// <summary>Copies memory.</summary>
    /// <exception cref="CoreException">Cancelled.</exception>
    public static void Copy(void* source, void* target, long bytes)
    {
        for (long start = 0; start < bytes; start += Bytes)
        {
            Cancellation.ThrowIfRequested();
            long length = Math.Min(Bytes, bytes - start);
            Buffer.MemoryCopy((byte*)source + start, (byte*)target + start, length, length);
        }
    }

    /// <summary>Fills memory with zeros.</summary>
    /// <exception cref="CoreException">Cancelled.</exception>
    public static void Clear(void* target, long bytes)
    {
        for (long start = 0; start < bytes; start += Bytes)
        {
            Cancellation.ThrowIfRequested();
            new Span<byte>((byte*)target + start, (int)Math.Min(Bytes, bytes - start)).Clear();
        }
    }
}
