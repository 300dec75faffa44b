using CsCheck;
using NormTools.Core.Kernels;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class StridedTests
{
    [Fact]
    public void A_view_goes_into_another_view_and_nothing_else_changes()
    {
        Gen<long[]> shapes = Gen.Long[0, 40].Array[0, 2].SelectMany(last =>
            Gen.Long[1, 3].Array[0, 3].Select(first => first.Concat(last).ToArray()));
        Gen.Select(shapes, Gen.Int[0, 1 << 20]).Sample(
            (shape, seed) =>
            {
                System.Random random = new(seed);
                long[] from = Strides(shape, random, repeats: true);
                long[] to = Strides(shape, random, repeats: false);
                float[] source = [.. Enumerable.Range(1, Reach(shape, from)).Select(i => (float)i)];
                var result = new float[Reach(shape, to)];
                var expected = new float[result.Length];
                foreach (long[] index in Indices(shape))
                {
                    expected[At(index, to)] = source[At(index, from)];
                }

                Strided.Copy<float>(source, from, result, to, shape);
                Assert.Equal(expected, result);
            },
            iter: 600);
    }

    // The axes in any order, with gaps; or, in a source, repeated.
    private static long[] Strides(long[] shape, System.Random random, bool repeats)
    {
        int[] order = [.. Enumerable.Range(0, shape.Length)];
        random.Shuffle(order);
        var strides = new long[shape.Length];
        long step = random.Next(3) == 0 ? 2 : 1;
        foreach (int axis in random.Next(2) == 0 ? order : [.. Enumerable.Range(0, shape.Length).Reverse()])
        {
            strides[axis] = repeats && random.Next(4) == 0 ? 0 : step;
            step *= Math.Max(shape[axis], 1);
        }

        return strides;
    }

    private static int Reach(long[] shape, long[] strides) =>
        1 + (int)shape.Zip(strides, (size, stride) => Math.Max(size - 1, 0) * stride).Sum();

    private static long At(long[] index, long[] strides) => index.Zip(strides, (i, stride) => i * stride).Sum();

    private static IEnumerable<long[]> Indices(long[] shape)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        var index = new long[shape.Length];
        for (long i = 0; i < count; i++)
        {
            yield return index;
            Strided.Advance(index, shape);
        }
    }
}
