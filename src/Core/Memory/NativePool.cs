using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NormTools.Core.Threading;

namespace NormTools.Core.Memory;

/// <summary>Native memory, aligned to 64 bytes, that is kept and reused, so that large results do not fault in fresh
/// pages.</summary>
/// <remarks>
/// Blocks come in four sizes per power of two (at most a quarter is wasted). A 64-byte header before each block holds
/// its size class. At most <see cref="KeepLimit"/> bytes are kept; beyond that, the least recently used sizes go back
/// to the system.
/// </remarks>
internal static unsafe class NativePool
{
    private const int Alignment = 64;
    private const int HeaderBytes = 64;
    private const int SizeClasses = 256;
    private const ulong Mark = 0x4E6F726D546F6F6C; // "NormTool": tells a live block from any other pointer

    private static readonly Stack<nint>?[] Free = new Stack<nint>?[SizeClasses];
    private static readonly long[] LastUses = new long[SizeClasses];
    private static readonly Lock Gate = new();
    private static readonly MemoryBudget Budget = new(MachineMemory.Available);
    private static long keptBytes;
    private static long uses;

    /// <summary>The most bytes of freed memory kept for reuse.</summary>
    public static long KeepLimit { get; set; } = 256L << 20;

    /// <summary>Uninitialised memory.</summary>
    public static void* Rent(long bytes)
    {
        if (bytes < 0)
        {
            throw CoreException.Argument("NegativeDimension", $"A size cannot be negative: {bytes} bytes were asked for.");
        }

        int sizeClass = SizeClass(Math.Max(bytes, Alignment), out long capacity);
        lock (Gate)
        {
            LastUses[sizeClass] = ++uses;
            if (Free[sizeClass] is { Count: > 0 } stack)
            {
                nint kept = stack.Pop();
                keptBytes -= capacity;
                ((Header*)kept)->Mark = Mark;
                return (byte*)kept + HeaderBytes;
            }
        }

        byte* block = Allocate(capacity);
        if (block is null)
        {
            Trim(); // blocks kept of other sizes may make the difference
            block = Allocate(capacity);
        }

        if (block is null)
        {
            throw CoreException.OutOfMemory(bytes);
        }

        Unsafe.InitBlock(block, 0, HeaderBytes);
        ((Header*)block)->SizeClass = sizeClass;
        ((Header*)block)->Capacity = capacity;
        ((Header*)block)->Mark = Mark;
        return block + HeaderBytes;
    }

    /// <summary>Memory filled with zeros.</summary>
    public static void* RentCleared(long bytes)
    {
        void* memory = Rent(bytes);
        try
        {
            Slices.Clear(memory, bytes);
            return memory;
        }
        catch (CoreException)
        {
            Return(memory);
            throw;
        }
    }

    public static void Return(void* memory) => Return(memory, keeps: true);

    /// <summary>Gives memory back to the system: nobody will ask for that size again soon.</summary>
    public static void Discard(void* memory) => Return(memory, keeps: false);

    /// <summary>Returns all kept memory to the system.</summary>
    public static void Trim()
    {
        lock (Gate)
        {
            foreach (Stack<nint>? stack in Free)
            {
                while (stack is { Count: > 0 })
                {
                    NativeMemory.AlignedFree((void*)stack.Pop());
                }
            }

            keptBytes = 0;
        }
    }

    private static void Return(void* memory, bool keeps)
    {
        if (memory is null)
        {
            return;
        }

        byte* block = (byte*)memory - HeaderBytes;
        var header = (Header*)block;
        if (header->Mark != Mark)
        {
            throw CoreException.State("InvalidHandle", "The memory is not a block of the pool, or it has been freed.");
        }

        header->Mark = 0;
        if (!keeps || !Keep(header))
        {
            NativeMemory.AlignedFree(block);
        }
    }

    private static bool Keep(Header* header)
    {
        lock (Gate)
        {
            LastUses[header->SizeClass] = ++uses;
            while (keptBytes + header->Capacity > KeepLimit && header->Capacity <= KeepLimit
                && FreeOldest(header->SizeClass))
            {
                // Sizes no longer in use make room for those that are.
            }

            if (keptBytes + header->Capacity > KeepLimit)
            {
                return false;
            }

            keptBytes += header->Capacity;
            (Free[header->SizeClass] ??= new Stack<nint>()).Push((nint)header);
            return true;
        }
    }

    // Null where the memory cannot be had.
    private static byte* Allocate(long capacity)
    {
        if (!Budget.Allows(capacity))
        {
            return null;
        }

        try
        {
            nuint size = checked((nuint)capacity + HeaderBytes);
            bool large = capacity >= HugePages.From;
            var block = (byte*)NativeMemory.AlignedAlloc(size, large ? HugePages.Alignment : Alignment);
            if (large && block is not null)
            {
                HugePages.Ask(block, size);
            }

            return block;
        }
        catch (Exception failure) when (failure is OutOfMemoryException or OverflowException)
        {
            return null;
        }
    }

    // Frees a block of the least recently used size.
    private static bool FreeOldest(int except)
    {
        int oldest = -1;
        for (int i = 0; i < SizeClasses; i++)
        {
            if (i != except && Free[i] is { Count: > 0 } && (oldest < 0 || LastUses[i] < LastUses[oldest]))
            {
                oldest = i;
            }
        }

        if (oldest < 0)
        {
            return false;
        }

        var block = (byte*)Free[oldest]!.Pop();
        keptBytes -= ((Header*)block)->Capacity;
        NativeMemory.AlignedFree(block);
        return true;
    }

    // Class 4e + q holds 2^e * (4 + q) / 4 bytes.
    private static int SizeClass(long bytes, out long capacity)
    {
        int exponent = BitOperations.Log2((ulong)bytes);
        long quarter = 1L << Math.Max(exponent - 2, 0);
        long quarters = ((bytes - (1L << exponent)) + quarter - 1) / quarter;
        if (quarters == 4)
        {
            exponent++;
            quarters = 0;
            quarter <<= 1;
        }

        capacity = (1L << exponent) + (quarters * quarter);
        return (4 * exponent) + (int)quarters;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public ulong Mark;
        public long Capacity;
        public int SizeClass;
    }
}
