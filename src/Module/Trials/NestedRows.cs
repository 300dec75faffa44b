using NormTools.Native;

namespace NormTools;

/// <summary>An order of rows whose every beginning is a sample of them: the smaller ones are part of the larger ones, and each
/// has the shares of the classes, to a row.</summary>
internal static class NestedRows
{
    /// <param name="data">The rows; those of classes are stratified.</param>
    /// <param name="seed">Of the permutation that New-RandomTensor draws from it.</param>
    public static long[] Order(Dataset data, ulong seed)
    {
        using Tensor permutation = Tensor.Uninitialized(DType.Int64, new[] { data.Count });
        new RandomGenerator(seed).Use(stream => NativeMethods.RandomPermutation(stream, permutation.Handle, permutation.Count));
        var drawn = (long[])permutation.ToArray();
        if (!data.IsClassification)
        {
            return drawn;
        }

        var classes = (long[])data.Target!.ToArray();
        var size = new Dictionary<long, long>();
        foreach (long label in StopFlag.Each(classes))
        {
            size[label] = (size.TryGetValue(label, out long count) ? count : 0) + 1;
        }

        // The i-th of m rows of a class stands at (i + 1/2) / m of the way; rows at one place stay as drawn.
        var seen = new Dictionary<long, long>();
        var places = new double[drawn.Length];
        for (int i = 0; i < drawn.Length; i++)
        {
            long label = classes[drawn[i]];
            long before = seen.TryGetValue(label, out long count) ? count : 0;
            places[i] = (before + 0.5) / size[label];
            seen[label] = before + 1;
        }

        return StopFlag.Rows(drawn.Length).OrderBy(i => places[i]).Select(i => drawn[i]).ToArray();
    }
}
