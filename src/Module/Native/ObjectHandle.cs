using System.Runtime.InteropServices;
using System.Text;
using NormTools.Contract;

namespace NormTools.Native;

/// <summary>Owns an object of the core: a model, a training run, a random generator.</summary>
internal sealed class ObjectHandle : SafeHandle
{
    public ObjectHandle(IntPtr value)
        : base(IntPtr.Zero, ownsHandle: true) => SetHandle(value);

    /// <summary>Stands for an argument that is not there.</summary>
    public static ObjectHandle None { get; } = new ObjectHandle(IntPtr.Zero);

    public override bool IsInvalid => handle == IntPtr.Zero;

    protected override bool ReleaseHandle() => NativeMethods.ObjectFree(handle) == Status.Ok;
}

/// <summary>Fills a buffer, or tells how long it has to be.</summary>
internal unsafe delegate Status TextSource(byte* buffer, long capacity, long* length);

/// <summary>Reads texts that the core gives into a caller's buffer.</summary>
internal static unsafe class NativeText
{
    public static string Read(TextSource source)
    {
        var buffer = new byte[4096];
        long length;
        while (true)
        {
            fixed (byte* bytes = buffer)
            {
                source(bytes, buffer.Length, &length).ThrowIfFailed();
            }

            if (length <= buffer.Length)
            {
                return Encoding.UTF8.GetString(buffer, 0, (int)length);
            }

            buffer = new byte[length];
        }
    }
}
