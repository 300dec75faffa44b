using System.Runtime.Intrinsics.X86;

namespace NormTools.Core.Kernels;

/// <summary>A block of memory that will be read next: it is prefetched into the second-level cache a little at a
/// time.</summary>
internal readonly unsafe struct PrefetchBlock(void* start, nint stride, int rows, int bytes)
{
    private const int Line = 64;

    /// <summary>Prefetches part number <paramref name="part"/> of <paramref name="parts"/>.</summary>
    public void Fetch(int part, int parts)
    {
        if (!Sse.IsSupported || rows == 0)
        {
            return;
        }

        int end = (int)((long)rows * (part + 1) / parts);
        for (int row = (int)((long)rows * part / parts); row < end; row++)
        {
            byte* at = (byte*)start + (row * stride);
            for (int i = 0; i < bytes; i += Line)
            {
                Sse.Prefetch1(at + i);
            }
        }
    }
}
