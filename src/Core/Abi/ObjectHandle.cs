using System.Runtime.InteropServices;
using NormTools.Core.Memory;

namespace NormTools.Core.Abi;

/// <summary>Gives the caller opaque handles to managed objects (models, runs, generators) and resolves them
/// again.</summary>
internal static class ObjectHandle
{
    public static nint Create(object value) => GCHandle.ToIntPtr(GCHandle.Alloc(value));

    public static T Get<T>(nint handle)
        where T : class =>
        handle != 0 && GCHandle.FromIntPtr(handle).Target is T value
            ? value
            : throw CoreException.State(
                "InvalidHandle", $"The handle is not that of a {typeof(T).Name}, or it has been freed.");

    /// <summary>Bytes of native memory that the object holds.</summary>
    public static long HeldBytes(nint handle) => (Get<object>(handle) as IHoldsMemory)?.HeldBytes ?? 0;

    public static void Free(nint handle)
    {
        if (handle == 0)
        {
            return;
        }

        GCHandle reference = GCHandle.FromIntPtr(handle);
        (reference.Target as IDisposable)?.Dispose();
        reference.Free();
    }
}
