namespace NormTools.Core;

/// <summary>Checks that every export makes before it touches memory.</summary>
internal static class Check
{
    /// <summary>The product of the dimensions as a span length.</summary>
    /// <exception cref="CoreException">A dimension is negative, or the product is more than a span can
    /// hold.</exception>
    public static int Count(params ReadOnlySpan<long> dimensions)
    {
        long count = 1;
        foreach (long dimension in dimensions)
        {
            if (dimension < 0)
            {
                throw CoreException.Argument("NegativeDimension", $"A dimension cannot be negative: {dimension} was given.");
            }

            if (dimension != 0 && count > int.MaxValue / dimension)
            {
                throw CoreException.Argument(
                    "TooManyElements", $"A tensor holds at most {int.MaxValue:N0} values: [{string.Join(", ", dimensions.ToArray())}] is more.");
            }

            count *= dimension;
        }

        return (int)count;
    }

    /// <summary>Refuses row numbers that are not in a table.</summary>
    /// <param name="rows">[count]; null stands for the first rows.</param>
    /// <param name="count">The number of rows wanted.</param>
    /// <param name="storedRows">The number of rows in the table.</param>
    public static unsafe void Rows(long* rows, long count, long storedRows)
    {
        foreach (long row in rows is null ? [count - 1] : new ReadOnlySpan<long>(rows, Count(count)))
        {
            if ((ulong)row >= (ulong)storedRows && (rows is not null || count != 0))
            {
                throw CoreException.Argument("RowOutOfRange", $"There is no row {row}: the table has {storedRows} rows.");
            }
        }
    }

    /// <summary>Whether a floating-point type is Float64.</summary>
    /// <exception cref="CoreException">It is no floating-point type.</exception>
    public static bool IsDouble(DType type) => type switch
    {
        DType.Float32 => false,
        DType.Float64 => true,
        _ => throw CoreException.Argument("UnknownType", $"Float32 or Float64 is wanted, but {type} was given."),
    };

    /// <summary>A span over memory that may be absent (a null pointer gives an empty span).</summary>
    public static unsafe Span<T> Optional<T>(T* pointer, int count)
        where T : unmanaged => pointer is null ? default : new Span<T>(pointer, count);
}
