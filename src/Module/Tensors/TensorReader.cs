using System.Collections;
using System.Globalization;
using System.Management.Automation;
using NormTools.Native;

namespace NormTools;

/// <summary>Makes tensors from what a script has: numbers, arrays, nested arrays, lists, ranges.</summary>
internal static class TensorReader
{
    /// <param name="value">What a script gave.</param>
    /// <param name="dtype">The type that is wanted.</param>
    /// <param name="parameter">The parameter that it was given to, for the message.</param>
    /// <exception cref="NormToolsException">The value is not made of numbers, or its rows differ in length.</exception>
    public static Tensor Read(object? value, DType dtype, string? parameter = null)
    {
        object? basic = Unwrapped.Of(value);
        if (basic is Tensor tensor)
        {
            tensor.ThrowIfDisposed();
            return tensor.DType == dtype ? tensor : tensor.To(dtype);
        }

        if (TryRead(basic, dtype, parameter is null ? string.Empty : $"-{parameter}: ", out Tensor? result))
        {
            return result!;
        }

        throw Errors.NotATensor(basic, parameter);
    }

    /// <summary>A tensor stays as it is, whatever its type; anything else becomes Float32.</summary>
    public static Tensor ReadAny(object? value, string? parameter = null)
    {
        object? basic = Unwrapped.Of(value);
        return basic is Tensor tensor ? tensor : Read(basic, DType.Float32, parameter);
    }

    public static bool TryNumber(object? value, out double number)
    {
        switch (Unwrapped.Of(value))
        {
            case double d: number = d; return true;
            case float f: number = f; return true;
            case int i: number = i; return true;
            case long l: number = l; return true;
            case bool b: number = b ? 1 : 0; return true;
            case decimal or byte or sbyte or short or ushort or uint or ulong:
                number = Convert.ToDouble(Unwrapped.Of(value), CultureInfo.InvariantCulture);
                return true;
            case System.Numerics.BigInteger big: number = (double)big; return true;
            case string text:
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
            case ValueType other when other.GetType().FullName == "System.Half":
                return LanguagePrimitives.TryConvertTo(other, out number);
            default:
                number = 0;
                return false;
        }
    }

    /// <param name="value">What was given.</param>
    /// <param name="dtype">The type that is wanted.</param>
    /// <param name="prefix">What messages begin with.</param>
    /// <param name="result">The tensor.</param>
    private static bool TryRead(object? value, DType dtype, string prefix, out Tensor? result)
    {
        result = null;
        switch (value)
        {
            case float[] floats:
                result = FromFlat(floats, new long[] { floats.Length }, dtype);
                return true;
            case double[] doubles:
                result = FromFlat(doubles, new long[] { doubles.Length }, dtype);
                return true;
            case byte[] bytes when value.GetType() == typeof(byte[]): // an sbyte[] matches byte[] too
                result = FromFlat(bytes, new long[] { bytes.Length }, dtype);
                return true;
            case long[] longs when value.GetType() == typeof(long[]):
                result = FromFlat(longs, new long[] { longs.Length }, dtype);
                return true;
            case Array array when array.Rank > 1:
                result = FromRectangle(array, Enumerable.Range(0, array.Rank).Select(array.GetLongLength).ToArray(), dtype, prefix);
                return true;
            case IDictionary or null:
                return false;
            case not string and IEnumerable items:
                result = FromItems(items, dtype, prefix);
                return true;
        }

        if (!TryNumber(value, out double number))
        {
            return false;
        }

        var scalar = new NumberList(dtype);
        scalar.Add(value, number);
        result = FromFlat(scalar.ToArray(), Array.Empty<long>(), dtype);
        return true;
    }

    private static Tensor FromItems(IEnumerable items, DType dtype, string prefix)
    {
        var flat = new NumberList(dtype);
        var shape = new List<long>();
        Collect(items, 0, shape, flat, prefix, string.Empty);
        TensorShape.Check(shape.ToArray());
        Tensor result = FromFlat(flat.ToArray(), shape.ToArray(), dtype);
        Tensor.KnowAsRows(result, items);
        return result;
    }

    private static Tensor FromRectangle(Array values, long[] shape, DType dtype, string prefix)
    {
        TensorShape.Check(shape);
        var flat = new NumberList(dtype);
        long position = 0;
        foreach (object? value in StopFlag.Each(values.Cast<object?>()))
        {
            flat.Add(value, TryNumber(value, out double number) ? number : throw Errors.NotANumber(value, $"{prefix}Value {position}"));
            position++;
        }

        return FromFlat(flat.ToArray(), shape, dtype);
    }

    // Depth first; the first branch sets the shape, and the others have to match it. Deeper than a tensor's most
    // dimensions it does not go: an array may contain itself.
    private static void Collect(IEnumerable items, int depth, List<long> shape, NumberList flat, string prefix, string where)
    {
        bool sets = shape.Count == depth;
        if (depth == Tensor.MaximumRank)
        {
            throw Errors.NestedTooDeep(prefix, Tensor.MaximumRank);
        }

        if (sets)
        {
            shape.Add(0);
        }

        long count = 0;
        bool nested = shape.Count > depth + 1;
        string At() => FormattableString.Invariant($"{where}[{count}]");
        foreach (object? item in StopFlag.Each(items.Cast<object?>()))
        {
            object? basic = Unwrapped.Of(item);
            if (basic is Tensor tensor)
            {
                basic = tensor.ToNestedArray();
            }

            if (basic is not string && basic is IEnumerable inner && basic is not IDictionary)
            {
                if (!sets && !nested || sets && count > 0 && !nested)
                {
                    throw Errors.NotANumber(item, prefix + "Element " + At());
                }

                Collect(inner, depth + 1, shape, flat, prefix, At());
                nested = true;
            }
            else if (nested || !TryNumber(basic, out double number))
            {
                throw Errors.NotANumber(item, prefix + "Element " + At());
            }
            else
            {
                flat.Add(basic, number);
            }

            count++;
        }

        if (sets)
        {
            shape[depth] = count;
        }
        else if (shape[depth] != count)
        {
            throw Errors.Ragged(prefix + "Row " + where, shape[depth], count);
        }
    }

    private static Tensor FromFlat(Array flat, long[] shape, DType dtype)
    {
        DType type = flat switch
        {
            float[] => DType.Float32,
            double[] => DType.Float64,
            byte[] => DType.UInt8,
            _ => DType.Int64,
        };
        Tensor result = Tensor.Uninitialized(type, shape);
        IntPtr memory = result.Handle.DangerousGetHandle();
        switch (flat)
        {
            case float[] floats: ArrayCopy.To(floats, memory); break;
            case double[] doubles: ArrayCopy.To(doubles, memory); break;
            case byte[] bytes: ArrayCopy.To(bytes, memory); break;
            case long[] longs: ArrayCopy.To(longs, memory); break;
        }

        if (type == dtype)
        {
            return result;
        }

        Tensor converted = result.To(dtype);
        converted.Lost = dtype == DType.Float32 && flat is double[] exact
            ? LostValues.Find(exact, shape.Length == 0 ? 1 : shape[0])
            : null;
        result.Dispose();
        return converted;
    }
}
