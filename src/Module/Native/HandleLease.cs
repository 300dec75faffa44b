using System.Runtime.InteropServices;

namespace NormTools.Native;

/// <summary>Keeps what a handle owns alive until the lease is disposed of, even if another thread closes the handle
/// meanwhile.</summary>
/// <remarks>Every access to native memory holds a lease as long as it lasts. The default lease keeps nothing
/// alive.</remarks>
internal readonly struct HandleLease : IDisposable
{
    private readonly SafeHandle handle;

    /// <inheritdoc cref="AddReference" path="/exception"/>
    public HandleLease(SafeHandle handle)
    {
        AddReference(handle);
        this.handle = handle;
    }

    /// <summary>The pointer, which is valid as long as the lease.</summary>
    public IntPtr Value => handle.DangerousGetHandle();

    /// <summary>Keeps what a handle owns alive until DangerousRelease has been called equally often.</summary>
    /// <exception cref="NormToolsException">The handle has been closed.</exception>
    public static void AddReference(SafeHandle handle)
    {
        bool added = false;
        try
        {
            handle.DangerousAddRef(ref added);
        }
        catch (ObjectDisposedException)
        {
            throw handle is ObjectHandle ? Errors.ModelDisposed() : Errors.Disposed();
        }
    }

    public void Dispose() => handle?.DangerousRelease();
}
