using System.Globalization;
using System.Numerics;

namespace NormTools;

/// <summary>Numbers on their way into a tensor: as doubles, for Int64 also as whole numbers of more digits.</summary>
internal sealed class NumberList
{
    private readonly List<double> numbers = new List<double>();
    private List<long>? wholes;

    public NumberList(DType dtype) => wholes = dtype == DType.Int64 ? new List<long>() : null;

    /// <param name="value">What was given.</param>
    /// <param name="number">The same as a double.</param>
    public void Add(object? value, double number)
    {
        numbers.Add(number);
        if (wholes is not null && TryWhole(TensorReader.Unwrap(value), out long whole))
        {
            wholes.Add(whole);
        }
        else
        {
            wholes = null; // a fraction is among them: all are taken as doubles
        }
    }

    /// <summary>long[] where every value was a whole number for an Int64 tensor, else double[].</summary>
    public Array ToArray() => wholes is null ? numbers.ToArray() : (Array)wholes.ToArray();

    private static bool TryWhole(object? value, out long whole)
    {
        switch (value)
        {
            case long exact:
                whole = exact;
                return true;
            case int or short or sbyte or byte or ushort or uint or bool:
                whole = Convert.ToInt64(value, CultureInfo.InvariantCulture);
                return true;
            case ulong unsigned when unsigned <= long.MaxValue:
                whole = (long)unsigned;
                return true;
            case BigInteger big when big >= long.MinValue && big <= long.MaxValue:
                whole = (long)big;
                return true;
            case string text:
                return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out whole);
            default:
                whole = 0;
                return false;
        }
    }
}
