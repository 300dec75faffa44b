using System.IO.Hashing;
using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>The checksum of our own files: XXH3 (64 bits) of all their bytes, with zeros in place of the checksum
/// itself.</summary>
internal sealed unsafe class FileChecksum
{
    /// <summary>Characters of a checksum as text.</summary>
    public const int Length = 16;

    /// <summary>Bytes hashed between two polls for cancellation.</summary>
    public const int BlockBytes = 1 << 22;

    private readonly XxHash3 hash = new();

    /// <summary>Takes the place of the checksum while it is computed.</summary>
    public static string Blank { get; } = new('0', Length);

    public void Add(ReadOnlySpan<byte> bytes) => hash.Append(bytes);

    /// <exception cref="CoreException">Cancelled.</exception>
    public void Add(byte* memory, long bytes)
    {
        for (long done = 0; done < bytes; done += BlockBytes)
        {
            Cancellation.ThrowIfRequested();
            hash.Append(new ReadOnlySpan<byte>(memory + done, (int)Math.Min(BlockBytes, bytes - done)));
        }
    }

    public override string ToString() => Convert.ToHexStringLower(hash.GetCurrentHash());
}
