using System.Numerics;
using System.Runtime.CompilerServices;

namespace NormTools.Core.Preprocessing;

/// <summary>The smallest and the largest value of each lane of the vectors of a <see cref="RowPeriod"/>.</summary>
/// <param name="first">Room for <see cref="Size"/> numbers of each vector; null if nobody asks.</param>
internal readonly unsafe struct PeriodExtremes<T>(T* first)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Numbers of a vector: the smallest, then the largest.</summary>
    public static int Size => 2 * RowPeriod.Lanes;

    public bool IsAsked => first is not null;

    public void Clear(int vector)
    {
        if (IsAsked)
        {
            new Span<T>(Low(vector), RowPeriod.Lanes).Fill(T.PositiveInfinity);
            new Span<T>(High(vector), RowPeriod.Lanes).Fill(T.NegativeInfinity);
        }
    }

    /// <summary>Takes a vector's values, of which none counts that is missing.</summary>
    /// <param name="vector">Which it is.</param>
    /// <param name="values">The values.</param>
    /// <param name="isWhole">Whether none is missing: where one is, what is found does not count.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int vector, T* values, bool isWhole)
    {
        T* low = Low(vector), high = High(vector);
        for (int lane = 0; lane < RowPeriod.Lanes; lane += Vector<T>.Count)
        {
            Vector<T> x = Vector.Load(values + lane), least = Vector.Load(low + lane), largest = Vector.Load(high + lane);
            (isWhole ? Vector.MinNative(x, least) : Vector.ConditionalSelect(Vector.LessThan(x, least), x, least)).Store(low + lane);
            (isWhole ? Vector.MaxNative(x, largest) : Vector.ConditionalSelect(Vector.GreaterThan(x, largest), x, largest)).Store(high + lane);
        }
    }

    /// <summary>Takes as many values as do not fill a vector.</summary>
    public void AddFew(int vector, T* values, int count)
    {
        for (int lane = 0; lane < count && IsAsked; lane++)
        {
            T x = values[lane], least = Low(vector)[lane], largest = High(vector)[lane];
            Low(vector)[lane] = x < least ? x : least;
            High(vector)[lane] = x > largest ? x : largest;
        }
    }

    /// <summary>Those of the columns.</summary>
    /// <param name="period">Whose vectors they are.</param>
    /// <param name="isWhole">Whether no value is missing.</param>
    /// <param name="columns">Takes them.</param>
    public void Gather(RowPeriod period, bool isWhole, Span<Extremes> columns)
    {
        int count = period.Vectors * Size;
        double* wide = stackalloc double[count], least = stackalloc double[period.Values], largest = stackalloc double[period.Values];
        for (int i = 0; i < count; i++)
        {
            wide[i] = double.CreateTruncating(first[i]);
        }

        period.Gather(wide, Size, least);
        period.Gather(wide + RowPeriod.Lanes, Size, largest);
        for (int column = 0; column < columns.Length; column++)
        {
            double low = least[column], high = largest[column];
            for (int at = column + columns.Length; at < period.Values; at += columns.Length)
            {
                low = least[at] < low ? least[at] : low;
                high = largest[at] > high ? largest[at] : high;
            }

            columns[column] = new(low + 0d, high + 0d, !isWhole); // of 0 and -0 always 0
        }
    }

    private T* Low(int vector) => first + (vector * Size);

    private T* High(int vector) => Low(vector) + RowPeriod.Lanes;
}
