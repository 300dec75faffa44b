using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>Rows of an unknown number, which become one pooled block without a second whole copy.</summary>
/// <remarks>
/// Rows are collected in chunks. <see cref="Detach"/> copies chunk after chunk into the block and gives each back to
/// the system at once; the block's own pages come into being as they are written, so the peak is the block and one
/// chunk.
/// </remarks>
internal sealed unsafe class GrowingRows<T> : IDisposable
    where T : unmanaged
{
    private const long FirstChunkBytes = 1 << 20;
    // above what an allocator keeps in its heap instead of returning it
    private const long LargestChunkBytes = 64 << 20;

    private readonly List<Chunk> chunks = [];
    private readonly int width;
    private long chunkBytes = FirstChunkBytes;
    private int used; // rows in the last chunk

    /// <param name="width">Values in a row.</param>
    public GrowingRows(int width) => this.width = width;

    public long Count { get; private set; }

    /// <summary>
    /// The row after the last one, [width], of any content; it counts only when <see cref="Commit"/> follows.
    /// </summary>
    /// <exception cref="CoreException">TooManyElements: the rows are more than a tensor can hold.</exception>
    public Span<T> Next()
    {
        if (chunks.Count == 0 || used == chunks[^1].Rows)
        {
            Check.Count(Count + 1, width);
            AddChunk();
        }

        return new Span<T>((T*)chunks[^1].Memory + ((long)used * width), width);
    }

    public void Commit()
    {
        used++;
        Count++;
    }

    public void Add(T value)
    {
        Next()[0] = value;
        Commit();
    }

    /// <summary>
    /// All rows as one block of the pool, [Count, width], which the caller owns; this object is empty afterwards.
    /// </summary>
    /// <exception cref="CoreException">Cancelled: the rows that are left are those that were not copied yet.</exception>
    public T* Detach()
    {
        int total = Check.Count(Count, width);
        var block = (T*)NativePool.Rent((long)total * sizeof(T));
        T* target = block;
        try
        {
            for (int i = 0; i < chunks.Count; i++)
            {
                long bytes = (i == chunks.Count - 1 ? used : chunks[i].Rows) * (long)width * sizeof(T);
                Slices.Copy((void*)chunks[i].Memory, target, bytes);
                NativePool.Return((void*)chunks[i].Memory);
                chunks[i] = default;
                target += bytes / sizeof(T);
            }
        }
        catch (CoreException)
        {
            NativePool.Return(block);
            throw;
        }

        chunks.Clear();
        used = 0;
        Count = 0;
        return block;
    }

    public void Dispose()
    {
        foreach (Chunk chunk in chunks)
        {
            NativePool.Return((void*)chunk.Memory);
        }

        chunks.Clear();
    }

    private void AddChunk()
    {
        long rowBytes = Math.Max((long)width * sizeof(T), 1);
        int rows = (int)Math.Clamp(chunkBytes / rowBytes, 1, int.MaxValue);
        chunks.Add(new Chunk((nint)NativePool.Rent(rows * rowBytes), rows));
        chunkBytes = Math.Min(chunkBytes * 2, LargestChunkBytes);
        used = 0;
    }

    private readonly record struct Chunk(nint Memory, int Rows);
}
