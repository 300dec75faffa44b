namespace NormTools.Native;

/// <summary>Copies between arrays and native memory, and checks <see cref="StopFlag"/> now and then.</summary>
internal static class ArrayCopy
{
    private const long BlockBytes = 1 << 22; // bytes between two checks: a few milliseconds if the memory is new

    /// <exception cref="System.Management.Automation.PipelineStoppedException">The work is to end.</exception>
    public static unsafe T[] From<T>(IntPtr memory, int length)
        where T : unmanaged
    {
        var result = new T[length];
        fixed (T* target = result)
        {
            Copy((byte*)memory, (byte*)target, (long)length * sizeof(T));
        }

        return result;
    }

    /// <exception cref="System.Management.Automation.PipelineStoppedException">The work is to end.</exception>
    public static unsafe void To<T>(T[] values, IntPtr memory)
        where T : unmanaged
    {
        fixed (T* source = values)
        {
            Copy((byte*)source, (byte*)memory, (long)values.Length * sizeof(T));
        }
    }

    private static unsafe void Copy(byte* source, byte* target, long bytes)
    {
        for (long start = 0; start < bytes; start += BlockBytes)
        {
            StopFlag.ThrowIfRaised();
            long length = Math.Min(BlockBytes, bytes - start);
            Buffer.MemoryCopy(source + start, target + start, length, length);
        }
    }
}
