using System.Runtime.InteropServices;

namespace NormTools.Native;

/// <summary>Owns a block of the native pool, or keeps the owner of memory alive that it points into.</summary>
internal sealed class TensorHandle : SafeHandle
{
    private const long PressureFrom = 16 << 10; // for less, telling the collector costs more than the memory

    private readonly SafeHandle? owner;
    private readonly long pressure;

    private TensorHandle(IntPtr memory, SafeHandle? owner, long pressure)
        : base(IntPtr.Zero, ownsHandle: true)
    {
        this.owner = owner;
        this.pressure = pressure;
        SetHandle(memory);
    }

    /// <summary>Stands for an argument that is not there.</summary>
    public static TensorHandle None { get; } = new TensorHandle(IntPtr.Zero, null, 0);

    public override bool IsInvalid => handle == IntPtr.Zero;

    /// <summary>A new block; its content is undefined unless <paramref name="cleared"/>.</summary>
    public static TensorHandle Allocate(long bytes, bool cleared)
    {
        NativeMethods.MemoryRent(bytes, cleared ? 1 : 0, out IntPtr memory).ThrowIfFailed();
        return Adopt(memory, bytes);
    }

    /// <summary>Takes over a block that the core rented.</summary>
    public static TensorHandle Adopt(IntPtr memory, long bytes)
    {
        long pressure = bytes >= PressureFrom ? bytes : 0;
        if (pressure > 0)
        {
            GC.AddMemoryPressure(pressure);
        }

        return new TensorHandle(memory, null, pressure);
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

        if (pressure > 0)
        {
            GC.RemoveMemoryPressure(pressure);
        }

        return NativeMethods.MemoryReturn(handle) == Status.Ok;
    }
}
