using System.Text.Json;
using CsCheck;
using NormTools.Core.Data;
using NormTools.Core.Random;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class DataSplitTests
{
    [Fact]
    public void A_plain_split_is_the_permutation_of_the_seed()
    {
        foreach (JsonElement expected in ReferenceCases.Load("random").Where(
            c => c.GetProperty("draw").GetString() == "randperm"))
        {
            long[] permutation = expected.GetProperty("result").Integers();
            var result = new long[permutation.Length];
            RowSplit.Divide([result.Length], new Generator(expected.GetProperty("seed").GetUInt64()), [], result);
            Assert.Equal(permutation, result);
        }
    }

    [Theory]
    [InlineData(1797, new[] { 0.7, 0.1, 0.2 }, new long[] { 1258, 180, 359 })]
    [InlineData(10, new[] { 1 - 0.9, 0.9 }, new long[] { 1, 9 })]
    [InlineData(10, new[] { 0.5, 0.25, 0.25 }, new long[] { 6, 2, 2 })]
    [InlineData(2, new[] { 0.4, 0.3, 0.3 }, new long[] { 1, 1, 0 })]
    public void Fractions_become_counts_as_random_split_counts(int rows, double[] fractions, long[] counts) =>
        Assert.Equal(counts, RowSplit.Counts(rows, fractions));

    [Fact]
    public void Parts_that_do_not_add_up_are_refused()
    {
        Assert.Equal("CountMismatch", Refuse([5, 6], []).Id);
        Assert.Equal("NegativeCount", Refuse([11, -1], []).Id);
        Assert.Equal("ClassOutOfRange", Refuse([5, 5], [0, 0, 1, 1, -1, -1, 2, 2, 3, 3]).Id);
        Assert.Equal("ClassTooSmall", Refuse([5, 5], [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]).Id);
    }

    [Fact]
    public void Equal_classes_are_shared_equally()
    {
        long[] classes = [.. Enumerable.Range(0, 100).Select(i => (long)i % 10)];
        var result = new long[100];
        RowSplit.Divide([70, 10, 20], new Generator(1), classes, result);
        Assert.Equal(Enumerable.Repeat(7, 10), Tally(result.AsSpan(0, 70), classes));
        Assert.Equal(Enumerable.Repeat(1, 10), Tally(result.AsSpan(70, 10), classes));
        Assert.Equal(Enumerable.Repeat(2, 10), Tally(result.AsSpan(80, 20), classes));
    }

    [Fact]
    public void A_stratified_split_has_every_row_once_and_every_share_near_its_due()
    {
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 4], Gen.UInt).SelectMany((classCount, parts, seed) => Gen.Select(
            Gen.Int[2, 40].Array[classCount],
            Gen.Double[0.01, 1].Array[parts],
            Gen.Const(seed))).Sample((sizes, weights, seed) =>
        {
            long[] classes = [.. sizes.SelectMany((size, number) => Enumerable.Repeat((long)number, size))];
            long[] counts = RowSplit.Counts(classes.Length, [.. weights.Select(weight => weight / weights.Sum())]);
            var result = new long[classes.Length];
            RowSplit.Divide(counts, new Generator(seed), classes, result);
            Assert.Equal(Enumerable.Range(0, classes.Length).Select(i => (long)i), result.Order());
            int start = 0;
            foreach (long count in counts)
            {
                int[] tally = Tally(result.AsSpan(start, (int)count), classes);
                for (int number = 0; number < sizes.Length; number++)
                {
                    double due = sizes[number] * (double)count / classes.Length;
                    int share = number < tally.Length ? tally[number] : 0;
                    bool near = share > due - 1 && share < due + 2;
                    Assert.True(near, $"class {number}: {share} rows where {due} are due");
                }

                start += (int)count;
            }
        });
    }

    [Fact]
    public void Within_a_part_the_rows_are_in_the_order_of_the_permutation()
    {
        long[] classes = [.. Enumerable.Range(0, 60).Select(i => (long)i % 3)];
        var permutation = new long[60];
        new Generator(4).Permutation(permutation);
        var result = new long[60];
        RowSplit.Divide([40, 20], new Generator(4), classes, result);
        Assert.Equal(permutation.Where(row => result.Take(40).Contains(row)), result.Take(40));
        Assert.Equal(permutation.Where(row => result.Skip(40).Contains(row)), result.Skip(40));
    }

    private static int[] Tally(ReadOnlySpan<long> rows, long[] classes)
    {
        var tally = new int[classes.Max() + 1];
        foreach (long row in rows)
        {
            tally[classes[row]]++;
        }

        return tally;
    }

    private static CoreException Refuse(long[] counts, long[] classes) =>
        Assert.Throws<CoreException>(() => RowSplit.Divide(counts, new Generator(0), classes, new long[10]));
}
