using System.Numerics;
using System.Runtime.InteropServices;

namespace NormTools.Core.Preprocessing;

/// <summary>The smallest and the largest value of a column; missing ones are left out.</summary>
/// <param name="Least">Above <paramref name="Largest"/> where there is no value.</param>
/// <param name="Largest">Below <paramref name="Least"/> where there is no value.</param>
internal readonly record struct Extremes(double Least, double Largest)
{
    public bool IsEmpty => Least > Largest;

    public static Extremes Of(ReadOnlySpan<double> values)
    {
        double least = double.PositiveInfinity, largest = double.NegativeInfinity;
        int i = 0;
        if (values.Length >= Vector<double>.Count)
        {
            ref double first = ref MemoryMarshal.GetReference(values);
            Vector<double> low = Vector.Create(least), high = Vector.Create(largest);
            for (; i <= values.Length - Vector<double>.Count; i += Vector<double>.Count)
            {
                Vector<double> x = Vector.LoadUnsafe(ref first, (nuint)i);
                low = Vector.ConditionalSelect(Vector.LessThan(x, low), x, low); // a comparison with NaN is false
                high = Vector.ConditionalSelect(Vector.GreaterThan(x, high), x, high);
            }

            for (int lane = 0; lane < Vector<double>.Count; lane++)
            {
                least = Math.Min(least, low[lane]);
                largest = Math.Max(largest, high[lane]);
            }
        }

        for (; i < values.Length; i++)
        {
            least = values[i] < least ? values[i] : least;
            largest = values[i] > largest ? values[i] : largest;
        }

        return new(least + 0d, largest + 0d); // of 0 and -0 always 0
    }

    public Extremes With(Extremes later) => new(Math.Min(Least, later.Least), Math.Max(Largest, later.Largest));
}
