namespace NormTools;

/// <summary>Arithmetic of shapes: counts, strides, reshaping, broadcasting, axes.</summary>
internal static class TensorShape
{
    /// <summary>The number of values. The shape has been checked, so the product does not overflow.</summary>
    public static long Count(long[] shape)
    {
        long count = 1;
        foreach (long size in shape)
        {
            count *= size;
        }

        return count;
    }

    /// <exception cref="NormToolsException">Too many dimensions or values, a negative size, or no shape at
    /// all.</exception>
    public static void Check(long[]? shape)
    {
        if (shape is null)
        {
            throw Errors.NothingGiven("A shape");
        }

        if (shape.Length > Tensor.MaximumRank)
        {
            throw Errors.RankTooHigh(shape.Length, Tensor.MaximumRank);
        }

        long count = 1;
        foreach (long size in shape)
        {
            if (size < 0)
            {
                throw Errors.NegativeDimension(shape);
            }

            if (size > int.MaxValue || (size != 0 && count > int.MaxValue / size))
            {
                throw Errors.TooManyElements(shape);
            }

            count *= size;
        }
    }

    public static long[] Strides(long[] shape)
    {
        var strides = new long[shape.Length];
        long step = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = step;
            step *= shape[axis];
        }

        return strides;
    }

    public static bool Equal(long[] a, long[] b)
    {
        if (a.Length != b.Length)
        {
            return false;
        }

        for (int axis = 0; axis < a.Length; axis++)
        {
            if (a[axis] != b[axis])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The new shape with its -1 replaced.</summary>
    public static long[] Resolve(long[] shape, long[]? wanted)
    {
        var resolved = (long[]?)wanted?.Clone() ?? throw Errors.NothingGiven("A shape");
        int open = Array.IndexOf(resolved, -1);
        if (open >= 0)
        {
            if (Array.LastIndexOf(resolved, -1) != open)
            {
                throw Errors.SeveralOpenSizes(resolved);
            }

            if (resolved.Any(size => size < -1))
            {
                throw Errors.NegativeDimension(resolved);
            }

            resolved[open] = 1;
            Check(resolved);
            long rest = Count(resolved);
            resolved[open] = rest == 0 ? throw Errors.AnySize(shape, wanted!) : Count(shape) / rest;
        }

        Check(resolved);
        return Count(resolved) == Count(shape) ? resolved : throw Errors.ReshapeCount(shape, wanted!);
    }

    /// <summary>The shape that both broadcast to: sizes are equal, or one of them is 1 or missing in front.</summary>
    public static long[] Broadcast(long[] a, long[] b)
    {
        var result = new long[Math.Max(a.Length, b.Length)];
        for (int back = 1; back <= result.Length; back++)
        {
            long first = back <= a.Length ? a[a.Length - back] : 1;
            long second = back <= b.Length ? b[b.Length - back] : 1;
            if (first != second && first != 1 && second != 1)
            {
                throw Errors.Broadcast(a, b);
            }

            result[result.Length - back] = first == 1 ? second : first;
        }

        return result;
    }

    /// <summary>Whether a tensor can be broadcast to a shape.</summary>
    public static bool GoesInto(long[] shape, long[] target)
    {
        for (int back = 1; back <= shape.Length; back++)
        {
            long size = shape[shape.Length - back];
            if (back > target.Length || (size != 1 && size != target[target.Length - back]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The strides of a tensor in a shape that it is broadcast to: 0 for repeated axes.</summary>
    public static long[] BroadcastStrides(long[] shape, long[] target)
    {
        long[] own = Strides(shape);
        var strides = new long[target.Length];
        for (int back = 1; back <= shape.Length; back++)
        {
            strides[target.Length - back] = shape[shape.Length - back] == 1 ? 0 : own[shape.Length - back];
        }

        return strides;
    }

    /// <summary>An axis counted from the front; negative ones count from the back.</summary>
    public static int Axis(long axis, int rank)
    {
        if (axis < -rank || axis >= rank)
        {
            throw Errors.Axis(axis, rank);
        }

        return (int)(axis < 0 ? axis + rank : axis);
    }
}
