using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NormTools.Core.Preprocessing;

/// <summary>Two values of each column for each wanted share of it, between which its value should lie, and what a pass over
/// the rows finds below, at and between them.</summary>
internal sealed unsafe class RankBrackets<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int GroupRows = 16; // of a vector that are looked at in turn
    private const int CountsOfBracket = 3; // below the lower value, up to it, and up to the upper one

    private readonly ColumnVectors vectors;
    private readonly int brackets;
    private readonly T[] lower; // [vectors, brackets, lanes]
    private readonly T[] upper;

    /// <param name="lowest">Of each column, one a bracket.</param>
    /// <param name="highest">No smaller.</param>
    public RankBrackets(double[][] lowest, double[][] highest)
    {
        vectors = new(lowest.Length, Vector<T>.Count);
        brackets = lowest[0].Length;
        lower = new T[Lists];
        upper = new T[Lists];
        Array.Fill(lower, T.NaN); // nothing lies in brackets of lanes without a column of their own
        Array.Fill(upper, T.NaN);
        for (int column = 0; column < lowest.Length; column++)
        {
            for (int bracket = 0; bracket < brackets; bracket++)
            {
                int list = List(column, bracket);
                (lower[list], upper[list]) = (T.CreateTruncating(lowest[column][bracket]), T.CreateTruncating(highest[column][bracket]));
            }
        }
    }

    /// <summary>Of all lanes of all vectors.</summary>
    public int Lists => vectors.Count * vectors.Lanes * brackets;

    /// <summary>The number of a bracket's list of values.</summary>
    public int List(int column, int bracket)
    {
        int lane = vectors.Lane(column);
        return (((lane / vectors.Lanes * brackets) + bracket) * vectors.Lanes) + (lane % vectors.Lanes);
    }

    public BracketCounts<T> NewCounts() => new(vectors.Count * ((CountsOfBracket * brackets) + 1) * Vector<int>.Count);

    /// <summary>Looks at some rows.</summary>
    public void Look(ColumnTile tile, BracketCounts<T> found)
    {
        fixed (T* low = lower, high = upper)
        fixed (int* counts = found.Counts)
        {
            for (int row = 0; row < tile.Rows; row += GroupRows)
            {
                int rows = Math.Min(GroupRows, tile.Rows - row);
                tile.FetchBehind(row, rows);
                T* group = (T*)tile.Values + (row * tile.Stride);
                for (int vector = 0; vector < vectors.Count; vector++)
                {
                    T* at = group + vectors.Start(vector);
                    int* own = counts + (FirstCount(vector) * Vector<int>.Count);
                    CountPresent(at, tile.Stride, rows, own);
                    own += Vector<int>.Count;
                    for (int bracket = 0; bracket < brackets; bracket++, own += CountsOfBracket * Vector<int>.Count)
                    {
                        int list = ((vector * brackets) + bracket) * vectors.Lanes;
                        Look(at, tile.Stride, rows, Vector.Load(low + list), Vector.Load(high + list), own, found, list);
                    }
                }
            }
        }
    }

    /// <summary>What was counted of a bracket: present values of its column, those below the lower value, up to it, and up to
    /// the upper one.</summary>
    public (int Present, int Below, int UpToLower, int UpToUpper) Counts(int[] counts, int column, int bracket)
    {
        int lane = vectors.Lane(column);
        int of = lane % vectors.Lanes * (sizeof(T) / sizeof(int));
        int present = FirstCount(lane / vectors.Lanes), own = present + 1 + (CountsOfBracket * bracket);
        return (At(present), At(own), At(own + 1), At(own + 2));

        int At(int count) => counts[(count * Vector<int>.Count) + of];
    }

    private int FirstCount(int vector) => vector * ((CountsOfBracket * brackets) + 1);

    private static void CountPresent(T* at, nint stride, int rows, int* count)
    {
        Vector<int> present = Vector.Load(count);
        for (int row = 0; row < rows; row++, at += stride)
        {
            Vector<T> x = Vector.Load(at);
            present -= Vector.AsVectorInt32(Vector.Equals(x, x));
        }

        present.Store(count);
    }

    // Masks are counted as whole numbers of 32 bits: those of double are two of them, of which one is read.
    private static void Look(
        T* at, nint stride, int rows, Vector<T> low, Vector<T> high, int* counts, BracketCounts<T> found, int list)
    {
        Vector<int> below = Vector.Load(counts), upToLower = Vector.Load(counts + Vector<int>.Count);
        Vector<int> upToUpper = Vector.Load(counts + (2 * Vector<int>.Count));
        for (int row = 0; row < rows; row++, at += stride)
        {
            Vector<T> x = Vector.Load(at);
            Vector<int> isUpToLower = Vector.AsVectorInt32(Vector.LessThanOrEqual(x, low));
            Vector<int> isBetween = Vector.AndNot(Vector.AsVectorInt32(Vector.LessThan(x, high)), isUpToLower);
            below -= Vector.AsVectorInt32(Vector.LessThan(x, low));
            upToLower -= isUpToLower;
            upToUpper -= Vector.AsVectorInt32(Vector.LessThanOrEqual(x, high));
            if (isBetween != Vector<int>.Zero)
            {
                found.Keep(at, Bits(isBetween.As<int, T>()), list);
            }
        }

        below.Store(counts);
        upToLower.Store(counts + Vector<int>.Count);
        upToUpper.Store(counts + (2 * Vector<int>.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Bits(Vector<T> mask) => Vector<byte>.Count switch
    {
        64 => (uint)Vector512.ExtractMostSignificantBits(mask.AsVector512()),
        32 => Vector256.ExtractMostSignificantBits(mask.AsVector256()),
        _ => Vector128.ExtractMostSignificantBits(mask.AsVector128()),
    };
}

/// <summary>What a part of the rows has in brackets.</summary>
internal sealed unsafe class BracketCounts<T>(int counts)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private T[] values = new T[1 << 10];
    private int[] lists = new int[1 << 10];
    private int taken;

    public int[] Counts { get; } = new int[counts];

    public ReadOnlySpan<T> Values => values.AsSpan(0, taken);

    /// <summary>The list that each value belongs to.</summary>
    public ReadOnlySpan<int> Lists => lists.AsSpan(0, taken);

    /// <summary>Keeps the values of some lanes.</summary>
    /// <param name="at">The first lane.</param>
    /// <param name="lanes">A bit a lane.</param>
    /// <param name="list">The list of the first lane.</param>
    public void Keep(T* at, uint lanes, int list)
    {
        int next = taken;
        if (next + Vector<T>.Count > values.Length)
        {
            Array.Resize(ref values, 2 * values.Length);
            Array.Resize(ref lists, 2 * lists.Length);
        }

        ref T value = ref MemoryMarshal.GetArrayDataReference(values);
        ref int own = ref MemoryMarshal.GetArrayDataReference(lists);
        for (; lanes != 0; lanes &= lanes - 1, next++)
        {
            int lane = BitOperations.TrailingZeroCount(lanes);
            Unsafe.Add(ref value, next) = at[lane];
            Unsafe.Add(ref own, next) = list + lane;
        }

        taken = next;
    }
}
