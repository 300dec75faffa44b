using System.Numerics;
using System.Numerics.Tensors;
using NormTools.Core.Kernels;

namespace NormTools.Core.Preprocessing;

/// <summary>Writes blocks, as columns or as rows, to a table of rows.</summary>
/// <param name="table">[rows, width] of float, or of double.</param>
/// <param name="width">Columns of a row.</param>
/// <param name="isDouble">Which of both.</param>
/// <param name="bytes">Of the whole table.</param>
internal sealed unsafe class RowStore(void* table, int width, bool isDouble, long bytes)
{
    private const int ColumnsAtOnce = 32; // of so many the values of a block fit the caches twice
    private const long BeyondTheCaches = 16L << 20; // a table that large would only evict what is read

    public void Write(RowBlock block)
    {
        if (isDouble)
        {
            Write((double*)table, block);
        }
        else
        {
            Write((float*)table, block);
        }
    }

    /// <summary>Writes rows that are changed value by value.</summary>
    /// <returns>Whether a value is outside of what is expected.</returns>
    public bool Write(RowRange range, PlainRows rows)
    {
        bool passesCaches = bytes >= BeyondTheCaches;
        return isDouble
            ? rows.Write(range, (double*)table + ((long)range.First * width), passesCaches)
            : rows.Write(range, (float*)table + ((long)range.First * width), passesCaches);
    }

    private void Write<T>(T* values, RowBlock block)
        where T : unmanaged, INumber<T>
    {
        int rows = block.Rows.Rows;
        T* target = values + ((long)block.First * width);
        bool passesCaches = bytes >= BeyondTheCaches && (nint)target % sizeof(Vector<byte>) == 0;
        T* to = passesCaches ? (T*)block.Memory.Rows((long)rows * width * sizeof(T)) : target;
        nint stride = rows + TableSource.Apart;
        for (int start = 0; start < width; start += ColumnsAtOnce)
        {
            int count = Math.Min(ColumnsAtOnce, width - start);
            var columns = (T*)block.Memory.Columns(count * stride * sizeof(T));
            for (int i = 0; i < count; i++)
            {
                TensorPrimitives.ConvertTruncating<double, T>(
                    block.Rows.Columns[start + i].Values, new Span<T>(columns + (i * stride), rows));
            }

            MatrixPack.Transpose(columns, stride, count, rows, to + start, width);
        }

        if (passesCaches)
        {
            PastCaches((byte*)to, (byte*)target, (long)rows * width * sizeof(T));
        }
    }

    private static void PastCaches(byte* from, byte* to, long bytes)
    {
        long i = 0;
        for (; i <= bytes - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Load(from + i).StoreAlignedNonTemporal(to + i);
        }

        new ReadOnlySpan<byte>(from + i, (int)(bytes - i)).CopyTo(new Span<byte>(to + i, (int)(bytes - i)));
    }
}
