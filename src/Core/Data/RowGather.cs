using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using NormTools.Core.Threading;

namespace NormTools.Core.Data;

/// <summary>Copies selected rows of a table, unchanged or as value * scale + shift in float32.</summary>
internal static unsafe class RowGather
{
    private const int ValuesInPart = 1 << 16;

    /// <param name="source">[stored rows, width].</param>
    /// <param name="rows">Row of each result row, [count]; null for the first rows in order.</param>
    /// <param name="result">[count, width].</param>
    public static void Copy<T>(T* source, long width, long* rows, long count, T* result)
        where T : unmanaged
    {
        var work = new CopyWork<T>(source, width, rows, count, result);
        Workers.Run(ref work, Cut(width, count).Parts);
    }

    /// <param name="source">[stored rows, width].</param>
    /// <param name="rows">Row of each result row, [count]; null for the first rows in order.</param>
    /// <param name="scale">[width] or [1]; the shift is as long.</param>
    /// <param name="shift">Added after the multiplication.</param>
    /// <param name="result">[count, width].</param>
    public static void Scale<T>(
        T* source,
        int width,
        long* rows,
        long count,
        ReadOnlySpan<float> scale,
        ReadOnlySpan<float> shift,
        float* result)
        where T : unmanaged
    {
        fixed (float* scales = scale)
        fixed (float* shifts = shift)
        {
            var work = new ScaleWork<T>(source, width, rows, count, scales, shifts, scale.Length, result);
            Workers.Run(ref work, Cut(width, count).Parts);
        }
    }

    private static SizedCut Cut(long width, long count) => new(count, Math.Max(1, ValuesInPart / Math.Max(width, 1)));

    private readonly struct CopyWork<T>(T* source, long width, long* rows, long count, T* result) : IParallelWork
        where T : unmanaged
    {
        public void Run(int part)
        {
            SizedCut cut = Cut(width, count);
            (long first, long last) = (cut.First(part), cut.End(part));
            for (long i = first; i < last; i++)
            {
                T* row = source + ((rows is null ? i : rows[i]) * width);
                NativeMemory.Copy(row, result + (i * width), (nuint)(width * sizeof(T)));
            }
        }
    }

    private readonly struct ScaleWork<T>(
        T* source,
        int width,
        long* rows,
        long count,
        float* scale,
        float* shift,
        int scaleCount,
        float* result) : IParallelWork
        where T : unmanaged
    {
        public void Run(int part)
        {
            SizedCut cut = Cut(width, count);
            (long first, long last) = (cut.First(part), cut.End(part));
            for (long i = first; i < last; i++)
            {
                T* row = source + ((rows is null ? i : rows[i]) * width);
                var values = new Span<float>(result + (i * width), width);
                Load(row, values);
                if (scaleCount == 1)
                {
                    TensorPrimitives.Multiply(values, *scale, values);
                    TensorPrimitives.Add(values, *shift, values);
                }
                else
                {
                    TensorPrimitives.Multiply(values, new ReadOnlySpan<float>(scale, scaleCount), values);
                    TensorPrimitives.Add(values, new ReadOnlySpan<float>(shift, scaleCount), values);
                }
            }
        }

        private static void Load(T* row, Span<float> values)
        {
            if (typeof(T) == typeof(float))
            {
                new ReadOnlySpan<float>(row, values.Length).CopyTo(values);
            }
            else
            {
                TensorPrimitives.ConvertTruncating<byte, float>(new ReadOnlySpan<byte>(row, values.Length), values);
            }
        }
    }
}
