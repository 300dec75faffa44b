using NormTools.Native;

namespace NormTools;

/// <summary>Draws the training rows of each round of a decomposition.</summary>
internal static class SampleDraw
{
    /// <summary>Rows with replacement (Efron's bootstrap), as New-RandomTensor Integer draws them from the seed.</summary>
    public static long[] Bootstrap(long rows, long size, ulong seed)
    {
        using Tensor drawn = Tensor.Uninitialized(DType.Int64, new[] { size });
        new RandomGenerator(seed).Use(stream => NativeMethods.RandomIntegers(stream, 0, rows, drawn.Handle, drawn.Count));
        return (long[])drawn.ToArray();
    }

    /// <summary>Rows of its own for each round: the pieces of one permutation.</summary>
    public static long[][] Fresh(long rows, long size, int rounds, ulong seed)
    {
        using Tensor drawn = Tensor.Uninitialized(DType.Int64, new[] { rows });
        new RandomGenerator(seed).Use(stream => NativeMethods.RandomPermutation(stream, drawn.Handle, drawn.Count));
        var order = (long[])drawn.ToArray();
        return Enumerable.Range(0, rounds).Select(round =>
        {
            var own = new long[size];
            Array.Copy(order, round * size, own, 0, size);
            return own;
        }).ToArray();
    }
}
