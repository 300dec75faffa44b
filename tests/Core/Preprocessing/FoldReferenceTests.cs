using System.Text.Json;
using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Folds against scikit-learn's splitters.</summary>
public sealed class FoldReferenceTests
{
    public static TheoryData<int> Folds =>
        FeatureCase.Numbers("KFold", "StratifiedKFold", "GroupKFold", "StratifiedGroupKFold", "LeaveOneOut");

    public static TheoryData<int> Times => FeatureCase.Numbers("TimeSeriesSplit");

    [Theory]
    [MemberData(nameof(Folds))]
    public void Folds_without_a_draw_are_scikit_learns(int number)
    {
        FeatureCase @case = new(number);
        int rows = @case["samples"]!.Value.GetInt32();
        int folds = @case.Argument("n_splits")?.GetInt32() ?? rows;
        FoldKind kind = @case.Op switch
        {
            "StratifiedKFold" => FoldKind.Stratified,
            "GroupKFold" => FoldKind.Grouped,
            "StratifiedGroupKFold" => FoldKind.StratifiedGrouped,
            _ => FoldKind.Plain,
        };
        long[] fold = new long[rows];
        void Divide() => FoldSplit.Divide(kind, folds, null, Labels(@case, "y"), Labels(@case, "groups"), fold);
        if (@case["error"] is not null)
        {
            Assert.Equal("TooManyFolds", Assert.Throws<CoreException>(Divide).Id);
            return;
        }

        Divide();
        JsonElement[] expected = [.. @case["folds"]!.Value.EnumerateArray()];
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(Rows(expected[i], "test"), Enumerable.Range(0, rows).Where(row => fold[row] == i));
            Assert.Equal(Rows(expected[i], "train"), Enumerable.Range(0, rows).Where(row => fold[row] != i));
        }
    }

    [Theory]
    [MemberData(nameof(Times))]
    public void Folds_in_the_order_of_time_are_scikit_learns(int number)
    {
        FeatureCase @case = new(number);
        int folds = @case.Argument("n_splits")!.Value.GetInt32();
        var bounds = new long[folds * 4];
        void Divide() => TimeFolds.Divide(
            @case["samples"]!.Value.GetInt32(),
            folds,
            @case.Argument("gap")?.GetInt64() ?? 0,
            @case.Argument("test_size")?.GetInt64() ?? 0,
            @case.Argument("max_train_size")?.GetInt64() ?? 0,
            bounds);
        if (@case["error"] is not null)
        {
            Assert.Equal("TooManyFolds", Assert.Throws<CoreException>(Divide).Id);
            return;
        }

        Divide();
        JsonElement[] expected = [.. @case["folds"]!.Value.EnumerateArray()];
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(Rows(expected[i], "train"), Between(bounds[i * 4], bounds[(i * 4) + 1]));
            Assert.Equal(Rows(expected[i], "test"), Between(bounds[(i * 4) + 2], bounds[(i * 4) + 3]));
        }
    }

    [Fact]
    public void A_draw_permutes_the_rows_and_keeps_the_sizes_and_the_shares()
    {
        long[] classes = [.. Enumerable.Range(0, 60).Select(i => (long)(i % 3))];
        long[] fold = new long[60];
        FoldSplit.Divide(FoldKind.Stratified, 5, new NormTools.Core.Random.Generator(1), classes, [], fold);
        Assert.All(Enumerable.Range(0, 5), i =>
        {
            int[] test = [.. Enumerable.Range(0, 60).Where(row => fold[row] == i)];
            Assert.Equal(12, test.Length);
            Assert.Equal([4, 4, 4], Enumerable.Range(0, 3).Select(label => test.Count(row => classes[row] == label)));
        });
        long[] plain = new long[60];
        FoldSplit.Divide(FoldKind.Stratified, 5, null, classes, [], plain);
        Assert.NotEqual(plain, fold);
    }

    private static IEnumerable<int> Between(long first, long end) => Enumerable.Range((int)first, (int)(end - first));

    private static int[] Rows(JsonElement fold, string part) => [.. fold.GetProperty(part).EnumerateArray().Select(row => row.GetInt32())];

    // Texts are numbered in their order.
    private static long[] Labels(FeatureCase @case, string name)
    {
        if (@case[name] is not JsonElement labels)
        {
            return [];
        }

        FeatureTable table = FeatureCase.Table(labels);
        string[]? texts = table.Texts[0];
        string[]? sorted = texts?.Order(StringComparer.Ordinal).ToArray();
        return [.. table.Values.Select(value => texts is null ? (long)value : Array.IndexOf(sorted!, texts[(int)value]))];
    }
}
