using System.Runtime.InteropServices;

namespace NormTools.Native;

/// <summary>A handle whose Dispose only gives up its own reference: it closes when the last lease has ended.</summary>
/// <remarks>
/// After SafeHandle's own Dispose no new reference can be taken, but every import takes one: a call by a thread that
/// holds a lease would fail if another thread disposed of the handle meanwhile.
/// </remarks>
internal abstract class NativeHandle : SafeHandle
{
    private int given; // 1 once Dispose has released the handle's own reference

    protected NativeHandle(IntPtr value)
        : base(IntPtr.Zero, ownsHandle: true) => SetHandle(value);

    public override bool IsInvalid => handle == IntPtr.Zero;

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
        {
            base.Dispose(disposing);
        }
        else if (Interlocked.Exchange(ref given, 1) == 0)
        {
            DangerousRelease(); // not base.Dispose: that would close the handle for new references
        }
    }
}
