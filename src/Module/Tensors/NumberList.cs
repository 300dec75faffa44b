using System.Globalization;
using System.Numerics;

namespace NormTools;

/// <summary>Collects numbers for a tensor: as doubles, but for Int64 as longs, because a double does not hold every
/// long.</summary>
internal sealed class NumberList
{
    private const double Beyond = 9223372036854775808d; // 2^63, the first number above the range of Int64

    private readonly List<double> numbers = new List<double>();
    private readonly List<long>? wholes;

    public NumberList(DType dtype) => wholes = dtype == DType.Int64 ? new List<long>() : null;

    /// <param name="value">What was given.</param>
    /// <param name="number">The same as a double; for Int64 its fraction is cut off.</param>
    /// <exception cref="NormToolsException">It is outside the range of Int64.</exception>
    public void Add(object? value, double number)
    {
        if (wholes is null)
        {
            numbers.Add(number);
        }
        else if (TryWhole(Unwrapped.Of(value), out long whole))
        {
            wholes.Add(whole);
        }
        else if (number >= -Beyond && number < Beyond)
        {
            wholes.Add((long)number);
        }
        else
        {
            throw Errors.ValueOutOfRange(number, wholes.Count);
        }
    }

    /// <summary>long[] for an Int64 tensor, else double[].</summary>
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
            case decimal fraction when fraction >= long.MinValue && fraction <= long.MaxValue:
                whole = (long)fraction;
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
