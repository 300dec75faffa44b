using System.Runtime.InteropServices;

namespace NormTools.Native;

/// <summary>Keeps what a handle owns until the lease is disposed of, even where another thread closes the handle
/// meanwhile.</summary>
/// <remarks>Every access of native memory has one for as long as it lasts. The default lease keeps nothing.</remarks>
internal readonly struct HandleLease : IDisposable
{
    private readonly SafeHandle handle;

    /// <inheritdoc cref="AddReference" path="/exception"/>
    public HandleLease(SafeHandle handle)
    {
        AddReference(handle);
        this.handle = handle;
    }

    /// <summary>The pointer, which is good as long as the lease is.</summary>
    public IntPtr Value => handle.DangerousGetHandle();

    /// <summary>Keeps what a handle owns until DangerousRelease is called as often.</summary>
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
