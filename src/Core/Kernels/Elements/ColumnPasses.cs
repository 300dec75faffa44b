using System.Numerics;
using System.Runtime.InteropServices;

namespace NormTools.Core.Kernels;

/// <summary>Changes each value of a column by itself; NaN stays NaN unless the formula says otherwise.</summary>
internal interface IColumnFormula
{
    /// <summary>The values that become of some.</summary>
    Vector<double> Of(Vector<double> x);
}

/// <summary>Changes each value by itself, with two numbers of its column.</summary>
internal interface IValueFormula
{
    /// <summary>The values that become of some.</summary>
    static abstract Vector<double> Of(Vector<double> x, Vector<double> first, Vector<double> second);
}

/// <summary>Passes over the columns of a table, in double precision and in place.</summary>
/// <remarks>A value's result does not depend on the values beside it, nor on the vector width.</remarks>
internal static class ColumnPasses
{
    public static void Run<TFormula>(Span<double> column, TFormula formula)
        where TFormula : struct, IColumnFormula
    {
        ref double first = ref MemoryMarshal.GetReference(column);
        int i = 0;
        for (; i <= column.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            formula.Of(Vector.LoadUnsafe(ref first, (nuint)i)).StoreUnsafe(ref first, (nuint)i);
        }

        if (i < column.Length)
        {
            Span<double> rest = stackalloc double[Vector<double>.Count];
            rest.Clear();
            column[i..].CopyTo(rest);
            formula.Of(new Vector<double>(rest)).CopyTo(rest);
            rest[..(column.Length - i)].CopyTo(column[i..]);
        }
    }
}

/// <summary>A formula with the same two numbers for all values.</summary>
internal readonly struct OfColumn<TFormula>(double first, double second) : IColumnFormula
    where TFormula : struct, IValueFormula
{
    private readonly Vector<double> first = Vector.Create(first);
    private readonly Vector<double> second = Vector.Create(second);

    public Vector<double> Of(Vector<double> x) => TFormula.Of(x, first, second);
}

/// <summary>(x - offset) / factor.</summary>
internal readonly struct Scaling : IValueFormula
{
    public static Vector<double> Of(Vector<double> x, Vector<double> offset, Vector<double> factor) => (x - offset) / factor;
}

/// <summary>x * factor + offset, rounded twice.</summary>
internal readonly struct Unscaling : IValueFormula
{
    public static Vector<double> Of(Vector<double> x, Vector<double> offset, Vector<double> factor) => (x * factor) + offset;
}

/// <summary>The nearest value between two bounds.</summary>
internal readonly struct Clamping : IValueFormula
{
    public static Vector<double> Of(Vector<double> x, Vector<double> least, Vector<double> most) => Vector.ConditionalSelect(
        Vector.LessThan(x, least), least, Vector.ConditionalSelect(Vector.GreaterThan(x, most), most, x));
}

/// <summary>x, and a value instead of NaN; NaN for that value leaves gaps as they are. There is no second
/// number.</summary>
internal readonly struct Filling : IValueFormula
{
    public static Vector<double> Of(Vector<double> x, Vector<double> fill, Vector<double> second) => Vector.ConditionalSelect(
        Vector.AndNot(Vector.Equals(fill, fill), Vector.Equals(x, x)), fill, x);
}

/// <summary>1 for NaN, and 0 for numbers.</summary>
internal readonly struct Gaps : IColumnFormula
{
    public Vector<double> Of(Vector<double> x) => Vector.ConditionalSelect(Vector.Equals(x, x), Vector<double>.Zero, Vector<double>.One);
}

/// <summary>How many of some rising edges are not above x.</summary>
internal readonly struct EdgeCount(double[] edges) : IColumnFormula
{
    public Vector<double> Of(Vector<double> x)
    {
        Vector<double> count = Vector<double>.Zero;
        foreach (double edge in edges)
        {
            count += Vector.ConditionalSelect(
                Vector.GreaterThanOrEqual(x, Vector.Create(edge)), Vector<double>.One, Vector<double>.Zero);
        }

        return Vector.ConditionalSelect(Vector.Equals(x, x), count, x);
    }
}
