using System.Numerics;
using NormTools.Core.Kernels;

namespace NormTools.Core.Preprocessing;

/// <summary>Some columns of some rows where they lie: [rows, columns] of float or of double. What is learnt of them is
/// learnt of all at once, and columns are never turned.</summary>
/// <param name="values">The first row.</param>
/// <param name="isSingle">Whether they are of float.</param>
/// <param name="stride">Values between two rows, at least <see cref="LeastColumns"/>.</param>
/// <param name="rows">How many rows.</param>
internal readonly unsafe struct ColumnTile(void* values, bool isSingle, nint stride, int rows)
{
    private const int BytesAhead = 4 << 10; // more, or into a cache behind the nearest, is slower

    /// <summary>Columns that can be read of any row: fewer are copied to where there is room behind them.</summary>
    public static int LeastColumns => Vector<float>.Count;

    public void* Values => values;

    public bool IsSingle => isSingle;

    public nint Stride => stride;

    public int Rows => rows;

    /// <summary>A value of the first row.</summary>
    public double First(int column) => isSingle ? ((float*)values)[column] : ((double*)values)[column];

    /// <summary>Asks memory for what will be read soon after as many values as a vector of floats has.</summary>
    public static void FetchBehind<T>(T* values)
        where T : unmanaged
    {
        VectorOperations.FetchLine((byte*)values + BytesAhead);
        if (LeastColumns * sizeof(T) > 64)
        {
            VectorOperations.FetchLine((byte*)values + BytesAhead + 64);
        }
    }

    /// <summary>Asks memory, in the order in which it is fastest, for what will be read soon after some rows.</summary>
    /// <remarks>Columns are read with whole rows between their values, which no processor foresees.</remarks>
    public void FetchBehind(int row, int count)
    {
        long bytes = stride * (isSingle ? sizeof(float) : sizeof(double));
        byte* from = (byte*)values + (row * bytes) + BytesAhead;
        for (long i = 0; i < count * bytes; i += Vector<byte>.Count >= 64 ? 128 : 64) // of long vectors two at once
        {
            VectorOperations.FetchNow(from + i);
        }
    }
}

/// <summary>Columns side by side in vectors. The last begins before its turn where it would not be full, so that columns
/// may be in two of them.</summary>
/// <param name="Columns">How many; fewer than a vector has count as one vector.</param>
/// <param name="Lanes">Columns of a vector.</param>
internal readonly record struct ColumnVectors(int Columns, int Lanes)
{
    public int Count => (Columns + Lanes - 1) / Lanes;

    /// <summary>The first column of a vector.</summary>
    public int Start(int vector) => Math.Max(0, Math.Min(vector * Lanes, Columns - Lanes));

    /// <summary>Where a column is among the lanes of all vectors.</summary>
    public int Lane(int column)
    {
        int vector = column / Lanes;
        return (vector * Lanes) + column - Start(vector);
    }
}
