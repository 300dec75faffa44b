using NormTools.Core.Memory;
using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>Rows whose number is not known beforehand; they become one pooled block without a second full
/// copy.</summary>
/// <remarks>
/// Rows are collected in chunks; one that holds them all becomes the block. Else <see cref="Detach"/> moves chunk after chunk
/// into it and gives their pages back to the system as they have been read, while the block's own come into being as they
/// are written: the peak is little more than the block.
/// </remarks>
internal sealed unsafe class GrowingRows<T> : IDisposable
    where T : unmanaged
{
    private const long FirstChunkBytes = 1 << 20;
    // too large for an allocator to keep in its heap when freed
    private const long LargestChunkBytes = 64 << 20;

    private readonly List<Chunk> chunks = [];
    private readonly int width;
    private long chunkBytes = FirstChunkBytes;
    private int used; // rows in the last chunk

    /// <param name="width">Values in a row.</param>
    public GrowingRows(int width) => this.width = width;

    public long Count { get; private set; }

    /// <summary>Whether somebody has said how many rows there will be.</summary>
    public bool IsExpected { get; private set; }

    /// <summary>So many rows there will be, as far as one can tell: then they need not be moved together.</summary>
    public void Expect(long rows)
    {
        IsExpected = true;
        long rowBytes = (long)width * sizeof(T);
        if (rows <= Count || chunks.Count > 1 || rows > int.MaxValue || rows * rowBytes <= FirstChunkBytes)
        {
            return;
        }

        try
        {
            Chunk all = Rent(rows, rowBytes);
            if (chunks.Count > 0)
            {
                Buffer.MemoryCopy((void*)chunks[0].Memory, (void*)all.Memory, used * rowBytes, used * rowBytes); // a short one, and all is held by nobody yet
                NativePool.Return((void*)chunks[0].Memory);
                chunks.Clear();
            }

            chunks.Add(all);
        }
        catch (CoreException failure) when (failure.Status == Contract.Status.OutOfMemory)
        {
            // They need not come: there may be memory for those that do.
        }
    }

    /// <summary>
    /// The row after the last one, [width], of any content; it counts only when <see cref="Commit()"/> follows.
    /// </summary>
    /// <exception cref="CoreException">TooManyElements: the rows are more than a tensor can hold.</exception>
    public Span<T> Next() => new(Next(1), width);

    /// <summary>Rows behind the last one, [count, width], of any content; they count only when <see cref="Commit(int)"/>
    /// follows.</summary>
    /// <exception cref="CoreException">TooManyElements: the rows are more than a tensor can hold.</exception>
    public T* Next(int count)
    {
        if (chunks.Count == 0 || count > chunks[^1].Rows - used)
        {
            Check.Count(Count + count, width);
            AddChunk(count);
        }

        return (T*)chunks[^1].Memory + ((long)used * width);
    }

    public void Commit(int count)
    {
        used += count;
        Count += count;
    }

    public void Commit() => Commit(1);

    public void Add(T value)
    {
        Next()[0] = value;
        Commit();
    }

    /// <summary>
    /// All rows as one block of the pool, [Count, width], which the caller owns; this object is empty afterwards.
    /// </summary>
    /// <exception cref="CoreException">Cancelled: only rows not yet copied are left.</exception>
    public T* Detach()
    {
        int total = Check.Count(Count, width);
        if (chunks.Count == 1 && used >= chunks[0].Rows / 2)
        {
            var whole = (T*)chunks[0].Memory; // what is not used of it was never touched
            chunks.Clear();
            Clear();
            return whole;
        }

        var block = (T*)NativePool.Rent((long)total * sizeof(T));
        T* target = block;
        try
        {
            for (int i = 0; i < chunks.Count; i++)
            {
                long bytes = (i == chunks.Count - 1 ? used : chunks[i].Used) * (long)width * sizeof(T);
                UnusedPages.Move((void*)chunks[i].Memory, target, bytes);
                NativePool.Discard((void*)chunks[i].Memory);
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
        Clear();
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

    private void Clear()
    {
        used = 0;
        Count = 0;
    }

    private void AddChunk(int least)
    {
        long rowBytes = Math.Max((long)width * sizeof(T), 1);
        Chunk added = Rent(Math.Max(least, chunkBytes / rowBytes), rowBytes);
        if (chunks.Count > 0)
        {
            chunks[^1] = chunks[^1] with { Used = used };
        }

        chunks.Add(added);
        chunkBytes = Math.Min(chunkBytes * 2, LargestChunkBytes);
        used = 0;
    }

    private static Chunk Rent(long rows, long rowBytes)
    {
        rows = Math.Min(rows, int.MaxValue);
        return new Chunk((nint)NativePool.Rent(rows * rowBytes), (int)rows, 0);
    }

    private readonly record struct Chunk(nint Memory, int Rows, int Used);
}
