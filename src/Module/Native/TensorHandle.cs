using System.Runtime.InteropServices;
using NormTools.Contract;

namespace NormTools.Native;

/// <summary>Owns a block of the native pool, or keeps the owner of memory alive that it points into.</summary>
internal sealed class TensorHandle : SafeHandle
{
    private const long PressureFrom = 16 << 10; // for less, telling the collector costs more than the memory

    private const long Slack = 32L << 20; // dropped tensors may add up to so much before they are waited for

    private static long heldBytes;
    private static long limit = Slack;

    private readonly SafeHandle? owner;
    private readonly long bytes;

    private TensorHandle(IntPtr memory, SafeHandle? owner, long bytes)
        : base(IntPtr.Zero, ownsHandle: true)
    {
        this.owner = owner;
        this.bytes = bytes;
        SetHandle(memory);
    }

    /// <summary>Stands for an argument that is not there.</summary>
    public static TensorHandle None { get; } = new TensorHandle(IntPtr.Zero, null, 0);

    public override bool IsInvalid => handle == IntPtr.Zero;

    /// <summary>A new block; its content is undefined unless <paramref name="cleared"/>.</summary>
    public static TensorHandle Allocate(long bytes, bool cleared)
    {
        CollectDropped(bytes);
        NativeMethods.MemoryRent(bytes, cleared ? 1 : 0, out IntPtr memory).ThrowIfFailed();
        return Adopt(memory, bytes);
    }

    /// <summary>Takes over a block that the core rented.</summary>
    public static TensorHandle Adopt(IntPtr memory, long bytes)
    {
        Interlocked.Add(ref heldBytes, bytes);
        if (bytes >= PressureFrom)
        {
            GC.AddMemoryPressure(bytes);
        }

        return new TensorHandle(memory, null, bytes);
    }

    /// <summary>Points into memory of another handle, which stays alive as long as this one.</summary>
    public static TensorHandle View(SafeHandle owner, IntPtr memory)
    {
        bool added = false;
        owner.DangerousAddRef(ref added);
        return new TensorHandle(memory, owner, 0);
    }

    protected override bool ReleaseHandle()
    {
        if (owner is not null)
        {
            owner.DangerousRelease();
            return true;
        }

        Interlocked.Add(ref heldBytes, -bytes);
        if (bytes >= PressureFrom)
        {
            GC.RemoveMemoryPressure(bytes);
        }

        return NativeMethods.MemoryReturn(handle) == Status.Ok;
    }

    // The collector finds dropped tensors soon enough, but their memory comes back on the finaliser's thread, which a
    // busy processor may leave behind for thousands of calls. So a caller who takes more than a share on top of what
    // was held the last time lets it catch up first.
    private static void CollectDropped(long wanted)
    {
        if (Interlocked.Read(ref heldBytes) + wanted <= Interlocked.Read(ref limit))
        {
            return;
        }

        GC.Collect(0);
        GC.WaitForPendingFinalizers();
        long held = Interlocked.Read(ref heldBytes) + wanted;
        Interlocked.Exchange(ref limit, held + Math.Max(Slack, held / 2));
    }
}
