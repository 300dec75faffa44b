using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace NormTools.Core.Kernels;

/// <summary>Copies blocks of matrices to where the tiles read them, and results to where they belong.</summary>
internal static unsafe class MatrixPack
{
    private const int ShortRow = 16; // up to this length a loop is faster than the call of a bulk copy

    /// <summary>Copies a block row by row.</summary>
    public static void Copy<T>(T* source, nint sourceStride, int rows, int columns, T* target, nint targetStride)
        where T : unmanaged
    {
        if (columns > ShortRow)
        {
            for (nint i = 0; i < rows; i++)
            {
                ReadOnlySpan<T> row = new(source + (i * sourceStride), columns);
                row.CopyTo(new(target + (i * targetStride), columns));
            }

            return;
        }

        for (nint i = 0; i < rows; i++, source += sourceStride, target += targetStride)
        {
            for (nint j = 0; j < columns; j++)
            {
                target[j] = source[j];
            }
        }
    }

    /// <summary>Packs a panel [steps, width] of the right operand, each step padded with zeros to <paramref
    /// name="padded"/> values.</summary>
    /// <param name="transposed">Whether the panel is [width, steps] in memory, so that a step is a column.</param>
    public static void Panel<T>(bool transposed, T* source, nint stride, int steps, int width, T* target, int padded)
        where T : unmanaged
    {
        if (width < padded)
        {
            new Span<T>(target, steps * padded).Clear();
        }

        if (transposed)
        {
            Transpose(source, stride, width, steps, target, padded);
        }
        else if (width % Vector<T>.Count == 0)
        {
            int count = Vector<T>.Count;
            for (nint p = 0; p < steps; p++, source += stride, target += padded)
            {
                for (int j = 0; j < width; j += count)
                {
                    Vector.Load(source + j).Store(target + j);
                }
            }
        }
        else
        {
            Copy(source, stride, steps, width, target, padded);
        }
    }

    /// <summary>Packs panels of whole vectors that lie side by side, [steps, panels * width], each into its own
    /// place, <paramref name="panelSize"/> values from the one before.</summary>
    public static void Panels<T>(T* source, nint stride, int steps, int width, int panels, T* target, nint panelSize)
        where T : unmanaged
    {
        for (nint p = 0; p < steps; p++, source += stride, target += width)
        {
            T* from = source;
            T* to = target;
            for (int panel = 0; panel < panels; panel++, from += width, to += panelSize)
            {
                for (int j = 0; j < width; j += Vector<T>.Count)
                {
                    Vector.Load(from + j).Store(to + j);
                }
            }
        }
    }

    /// <summary>target[j, i] = source[i, j].</summary>
    /// <param name="alongTarget">
    /// Whether to walk along the rows of the target, not those of the source. Choose the side whose rows are further
    /// apart: rows a power of two apart compete for the same lines of the cache.
    /// </param>
    public static void Transpose<T>(
        T* source, nint sourceStride, int rows, int columns, T* target, nint targetStride, bool alongTarget = false)
        where T : unmanaged
    {
        int fourRows = 0, fourColumns = 0;
        if (sizeof(T) == 4 && (Sse.IsSupported || AdvSimd.Arm64.IsSupported))
        {
            fourRows = rows & ~3;
            fourColumns = columns & ~3;
            int outerEnd = alongTarget ? fourColumns : fourRows;
            int innerEnd = alongTarget ? fourRows : fourColumns;
            nint sourceStep = alongTarget ? 4 * sourceStride : 4;
            nint targetStep = alongTarget ? 4 : 4 * targetStride;
            for (nint outer = 0; outer < outerEnd; outer += 4)
            {
                T* from = source + (alongTarget ? outer : outer * sourceStride);
                T* to = target + (alongTarget ? outer * targetStride : outer);
                for (int inner = 0; inner < innerEnd; inner += 4, from += sourceStep, to += targetStep)
                {
                    Transpose4x4((float*)from, sourceStride, (float*)to, targetStride);
                }
            }
        }

        for (nint row = 0; row < rows; row++, source += sourceStride)
        {
            nint column = row < fourRows ? fourColumns : 0;
            T* to = target + (column * targetStride) + row;
            for (; column < columns; column++, to += targetStride)
            {
                *to = source[column];
            }
        }
    }

    /// <summary>C (+)= a block of results that was summed elsewhere, for example because C has no room for whole
    /// vectors.</summary>
    public static void Merge<T>(T* source, nint sourceStride, int rows, int columns, T* c, nint ldc, bool accumulate)
        where T : unmanaged, INumber<T>
    {
        if (!accumulate)
        {
            Copy(source, sourceStride, rows, columns, c, ldc);
            return;
        }

        for (nint i = 0; i < rows; i++, source += sourceStride, c += ldc)
        {
            for (nint j = 0; j < columns; j++)
            {
                c[j] += source[j];
            }
        }
    }

    /// <summary>C[j, i] (+)= source[i, j].</summary>
    public static void MergeTransposed<T>(T* source, nint sourceStride, int rows, int columns, T* c, nint ldc,
        bool accumulate)
        where T : unmanaged, INumber<T>
    {
        if (!accumulate)
        {
            Transpose(source, sourceStride, rows, columns, c, ldc, alongTarget: true);
            return;
        }

        for (nint j = 0; j < columns; j++)
        {
            for (nint i = 0; i < rows; i++)
            {
                c[(j * ldc) + i] += source[(i * sourceStride) + j];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4x4(float* source, nint sourceStride, float* target, nint targetStride)
    {
        Vector128<float> row0 = Vector128.Load(source);
        Vector128<float> row1 = Vector128.Load(source + sourceStride);
        Vector128<float> row2 = Vector128.Load(source + (2 * sourceStride));
        Vector128<float> row3 = Vector128.Load(source + (3 * sourceStride));
        Vector128<float> low02 = ZipLow(row0, row2), low13 = ZipLow(row1, row3);
        Vector128<float> high02 = ZipHigh(row0, row2), high13 = ZipHigh(row1, row3);
        ZipLow(low02, low13).Store(target);
        ZipHigh(low02, low13).Store(target + targetStride);
        ZipLow(high02, high13).Store(target + (2 * targetStride));
        ZipHigh(high02, high13).Store(target + (3 * targetStride));
    }

    private static Vector128<float> ZipLow(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackLow(x, y) : AdvSimd.Arm64.ZipLow(x, y);

    private static Vector128<float> ZipHigh(Vector128<float> x, Vector128<float> y) =>
        Sse.IsSupported ? Sse.UnpackHigh(x, y) : AdvSimd.Arm64.ZipHigh(x, y);
}
