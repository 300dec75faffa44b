using System.Text;
using NormTools.Contract;

namespace NormTools.Native;

/// <summary>Owns an object of the core: a model, a training run, a random generator.</summary>
internal sealed class ObjectHandle : NativeHandle
{
    private long countedBytes;

    public ObjectHandle(IntPtr value)
        : base(value) => Count();

    /// <summary>The bytes that the garbage collector was last told the object holds.</summary>
    public long CountedBytes => Interlocked.Read(ref countedBytes);

    /// <summary>The null handle, for an argument that is not given.</summary>
    public static ObjectHandle None { get; } = new ObjectHandle(IntPtr.Zero);

    /// <summary>Tells the garbage collector how many bytes the object holds now.</summary>
    public void Count()
    {
        if (IsInvalid)
        {
            return;
        }

        using HandleLease lease = new HandleLease(this); // fails if the object has been freed
        NativeMethods.ObjectBytes(this, out long now).ThrowIfFailed();
        MemoryPressure.Change(Interlocked.Exchange(ref countedBytes, now), now);
    }

    protected override bool ReleaseHandle()
    {
        MemoryPressure.Change(Interlocked.Exchange(ref countedBytes, 0), 0);
        return NativeMethods.ObjectFree(handle) == Status.Ok;
    }
}

/// <summary>Fills a buffer, or says how long it has to be.</summary>
internal unsafe delegate Status TextSource(byte* buffer, long capacity, long* length);

/// <summary>Reads texts that the core writes into a caller's buffer.</summary>
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
