using System.Numerics;
using System.Runtime.CompilerServices;
using NormTools.Core.Kernels;

namespace NormTools.Core.Preprocessing;

/// <summary>Changes of values by themselves, made on whole rows from memory to memory.</summary>
/// <remarks>The numbers of the columns lie side by side as the values do, for as many rows as fill whole
/// vectors.</remarks>
internal sealed unsafe class RowChanges
{
    private const int LeastValues = 256; // in a round over the numbers
    private const int WideRow = 1024; // of such rows the end may be changed value by value

    private readonly ChangeKind[] kinds;
    private readonly double[] numbers; // of each change: the first number of each value, then the second
    private readonly int width;
    private readonly int rowsAtOnce;
    private readonly int length; // numbers, whole groups of vectors
    private readonly Bounds<float> singles; // expected of each value
    private readonly Bounds<double> doubles;

    /// <param name="changes">In their order; the places are those of the columns given.</param>
    /// <param name="width">Columns of a row.</param>
    /// <param name="expected">Between which values those of each column are expected; null of any.</param>
    public RowChanges(IReadOnlyList<ColumnChange> changes, int width, Extremes[]? expected = null)
    {
        this.width = width;
        kinds = [.. changes.Select(change => change.Kind)];
        rowsAtOnce = width >= WideRow ? 1 : Group / (int)BigInteger.GreatestCommonDivisor(width, Group);
        rowsAtOnce *= Math.Max(1, LeastValues / (width * rowsAtOnce));
        length = ((width * rowsAtOnce) + Group - 1) / Group * Group;
        numbers = new double[2 * length * kinds.Length];
        for (int change = 0; change < kinds.Length; change++)
        {
            (double first, double second) = changes[change].Nothing;
            LayOut(2 * change, changes[change].Places, changes[change].First, first);
            LayOut((2 * change) + 1, changes[change].Places, changes[change].Second, second);
        }

        if (expected is not null)
        {
            Extremes[] each = [.. Enumerable.Range(0, length).Select(i => expected[i % width])];
            singles = new([.. each.Select(of => (float)of.Least)], [.. each.Select(of => (float)of.Largest)]);
            doubles = new([.. each.Select(of => of.Least)], [.. each.Select(of => of.Largest)]);
        }
    }

    /// <summary>Whether there is nothing to change.</summary>
    public bool IsEmpty => kinds.Length == 0;

    private static int Group => 4 * Vector<double>.Count; // values that are changed together

    /// <param name="from">[rows, width] of float or of double.</param>
    /// <param name="to">[rows, width] of either.</param>
    /// <param name="rows">How many.</param>
    /// <param name="passesCaches">Whether the result is written past the caches where it can be.</param>
    /// <returns>Whether a value is outside of what is expected.</returns>
    public bool Run<TFrom, TTo>(TFrom* from, TTo* to, int rows, bool passesCaches)
        where TFrom : unmanaged, IFloatingPointIeee754<TFrom>
        where TTo : unmanaged
    {
        Bounds<TFrom> bounds = typeof(TFrom) == typeof(float) ? (Bounds<TFrom>)(object)singles : (Bounds<TFrom>)(object)doubles;
        return bounds.Least is not null
            ? Run<TFrom, TTo, Expected>(from, to, rows, passesCaches, bounds)
            : Run<TFrom, TTo, Anything>(from, to, rows, passesCaches, bounds);
    }

    private bool Run<TFrom, TTo, TLook>(TFrom* from, TTo* to, int rows, bool passesCaches, Bounds<TFrom> bounds)
        where TFrom : unmanaged, IFloatingPointIeee754<TFrom>
        where TTo : unmanaged
        where TLook : struct
    {
        TFrom* rest = stackalloc TFrom[Group];
        TTo* changed = stackalloc TTo[Group];
        Vector<TFrom> outside = Vector<TFrom>.Zero;
        fixed (double* all = numbers)
        fixed (TFrom* low = bounds.Least, high = bounds.Largest)
        {
            for (int row = 0; row < rows; row += rowsAtOnce)
            {
                int count = Math.Min(rowsAtOnce, rows - row) * width;
                bool streams = passesCaches && (nint)to % sizeof(Vector<byte>) == 0;
                int i = 0;
                for (; i <= count - Group; i += Group)
                {
                    if (typeof(TLook) == typeof(Expected))
                    {
                        outside |= Outside(from + i, low + i, high + i);
                    }

                    Change(from + i, to + i, all + i, streams);
                }

                if (i < count)
                {
                    new Span<TFrom>(from + i, count - i).CopyTo(new Span<TFrom>(rest, Group));
                    new Span<TFrom>(rest + count - i, Group - (count - i)).Fill(TFrom.NaN); // which is not outside of anything
                    if (typeof(TLook) == typeof(Expected))
                    {
                        outside |= Outside(rest, low + i, high + i);
                    }

                    Change(rest, changed, all + i, streams: false);
                    new Span<TTo>(changed, count - i).CopyTo(new Span<TTo>(to + i, count - i));
                }

                from += count;
                to += count;
            }
        }

        return outside.As<TFrom, byte>() != Vector<byte>.Zero;
    }

    // Which values of a group are outside; a comparison with NaN is false.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Outside<T>(T* from, T* low, T* high)
        where T : unmanaged
    {
        Vector<T> found = Vector<T>.Zero;
        for (int i = 0; i < Group; i += Vector<T>.Count)
        {
            Vector<T> x = Vector.Load(from + i);
            found |= Vector.LessThan(x, Vector.Load(low + i)) | Vector.GreaterThan(x, Vector.Load(high + i));
        }

        return found;
    }

    private void LayOut(int list, int[] places, double[] given, double otherwise)
    {
        double[] ofRow = new double[width];
        Array.Fill(ofRow, otherwise);
        for (int i = 0; i < places.Length; i++)
        {
            ofRow[places[i]] = given[i];
        }

        for (int i = 0; i < length; i++)
        {
            numbers[(list * length) + i] = ofRow[i % width];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Change<TFrom, TTo>(TFrom* from, TTo* to, double* first, bool streams)
        where TFrom : unmanaged
        where TTo : unmanaged
    {
        (Vector<double> p, Vector<double> q) = Load(from, 0);
        (Vector<double> r, Vector<double> s) = Load(from, 1);
        foreach (ChangeKind kind in kinds)
        {
            double* second = first + length;
            switch (kind)
            {
                case ChangeKind.Scaling:
                    (p, q) = (Of<Scaling>(p, first, second, 0), Of<Scaling>(q, first, second, 1));
                    (r, s) = (Of<Scaling>(r, first, second, 2), Of<Scaling>(s, first, second, 3));
                    break;
                case ChangeKind.Unscaling:
                    (p, q) = (Of<Unscaling>(p, first, second, 0), Of<Unscaling>(q, first, second, 1));
                    (r, s) = (Of<Unscaling>(r, first, second, 2), Of<Unscaling>(s, first, second, 3));
                    break;
                case ChangeKind.Clamping:
                    (p, q) = (Of<Clamping>(p, first, second, 0), Of<Clamping>(q, first, second, 1));
                    (r, s) = (Of<Clamping>(r, first, second, 2), Of<Clamping>(s, first, second, 3));
                    break;
                default:
                    (p, q) = (Of<Filling>(p, first, second, 0), Of<Filling>(q, first, second, 1));
                    (r, s) = (Of<Filling>(r, first, second, 2), Of<Filling>(s, first, second, 3));
                    break;
            }

            first = second + length;
        }

        Store(to, 0, p, q, streams);
        Store(to, 1, r, s, streams);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Of<TFormula>(Vector<double> x, double* first, double* second, int place)
        where TFormula : struct, IValueFormula =>
        TFormula.Of(x, Vector.Load(first + (place * Vector<double>.Count)), Vector.Load(second + (place * Vector<double>.Count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector<double> Lower, Vector<double> Upper) Load<T>(T* from, int pair)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            Vector.Widen(Vector.Load((float*)from + (pair * Vector<float>.Count)), out Vector<double> lower, out Vector<double> upper);
            return (lower, upper);
        }

        double* own = (double*)from + (2 * pair * Vector<double>.Count);
        return (Vector.Load(own), Vector.Load(own + Vector<double>.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(T* to, int pair, Vector<double> lower, Vector<double> upper, bool streams)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            Store((float*)to + (pair * Vector<float>.Count), Vector.Narrow(lower, upper), streams);
            return;
        }

        double* own = (double*)to + (2 * pair * Vector<double>.Count);
        Store(own, lower, streams);
        Store(own + Vector<double>.Count, upper, streams);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(T* to, Vector<T> values, bool streams)
        where T : unmanaged
    {
        if (streams)
        {
            values.StoreAlignedNonTemporal(to);
        }
        else
        {
            values.Store(to);
        }
    }

    /// <summary>Values are not looked at.</summary>
    private readonly struct Anything;

    /// <summary>Whether values are within what is expected is found.</summary>
    private readonly struct Expected;

    /// <summary>The smallest and the largest value that is expected of each; null of any.</summary>
    private readonly record struct Bounds<T>(T[]? Least, T[]? Largest);
}
