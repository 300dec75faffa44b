using System.Runtime.InteropServices;

namespace NormTools.Native;

/// <summary>A handle that whoever disposes of it only gives up: it closes when the last lease on it has ended.</summary>
/// <remarks>
/// SafeHandle's own Dispose closes it at once for new references, and every import takes one: a call of a thread that
/// holds a lease would fail where another thread disposes meanwhile.
/// </remarks>
internal abstract class NativeHandle : SafeHandle
{
    private int given; // 1: the reference that it was made with has been given back

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
            DangerousRelease(); // Dispose has no finalizer run behind it
        }
    }
}
