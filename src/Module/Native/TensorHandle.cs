using System.Runtime.InteropServices;
using NormTools.Contract;

namespace NormTools.Native;

/// <summary>Owns a block of the native pool, or keeps alive the owner of the memory that it points into.</summary>
internal sealed class TensorHandle : NativeHandle
{
    private readonly SafeHandle? owner;
    private readonly long bytes;

    private TensorHandle(IntPtr memory, SafeHandle? owner, long bytes)
        : base(memory)
    {
        this.owner = owner;
        this.bytes = bytes;
    }

    /// <summary>The null handle, for an argument that is not given.</summary>
    public static TensorHandle None { get; } = new TensorHandle(IntPtr.Zero, null, 0);

    /// <summary>A new block; its content is undefined unless <paramref name="cleared"/>.</summary>
    public static TensorHandle Allocate(long bytes, bool cleared)
    {
        MemoryPressure.MakeRoom(bytes);
        NativeMethods.MemoryRent(bytes, cleared ? 1 : 0, out IntPtr memory).ThrowIfFailed();
        return Adopt(memory, bytes);
    }

    /// <summary>Takes over a block that the core rented.</summary>
    public static TensorHandle Adopt(IntPtr memory, long bytes)
    {
        MemoryPressure.Change(0, bytes);
        return new TensorHandle(memory, null, bytes);
    }

    /// <summary>Points into memory of another handle, which stays alive as long as this one.</summary>
    public static TensorHandle View(SafeHandle owner, IntPtr memory)
    {
        HandleLease.AddReference(owner);
        return new TensorHandle(memory, owner, 0);
    }

    protected override bool ReleaseHandle()
    {
        if (owner is not null)
        {
            owner.DangerousRelease();
            return true;
        }

        MemoryPressure.Change(bytes, 0);
        return NativeMethods.MemoryReturn(handle) == Status.Ok;
    }
}
