using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class DataTargetTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Whole_numbers_that_repeat_are_classes_in_numeric_order()
    {
        using LoadedDataset data = Labels("10", "9", "9.0", "10", "-1", "-1");
        Assert.Equal(["-1", "9", "10"], data.Description.ClassNames);
        Assert.Equal([2, 1, 1, 2, 0, 0], data.Classes());
    }

    [Fact]
    public void Whole_numbers_that_hardly_repeat_are_for_regression()
    {
        using LoadedDataset data = Labels("10", "9", "8", "10");
        Assert.Equal("Regression", data.Description.Task);
        Assert.Equal([10f, 9f, 8f, 10f], data.Values());
        Assert.Empty(data.Description.ClassNames);
    }

    [Theory]
    [InlineData(100, "Classification")]
    [InlineData(101, "Regression")]
    public void A_hundred_whole_numbers_are_the_most_that_make_classes(int distinct, string task)
    {
        using LoadedDataset data = Labels([.. Enumerable.Range(0, 1000).Select(i => $"{i % distinct}")]);
        Assert.Equal(task, data.Description.Task);
    }

    [Fact]
    public void A_fraction_makes_a_regression()
    {
        using LoadedDataset data = Labels("1", "1", "1", "1.5");
        Assert.Equal([1f, 1f, 1f, 1.5f], data.Values());
    }

    [Fact]
    public void The_caller_decides_before_the_rule()
    {
        using LoadedDataset numbers = LabelsAs(TargetTask.Regression, "1", "1", "0", "0");
        Assert.Equal([1f, 1f, 0f, 0f], numbers.Values());
        using LoadedDataset classes = LabelsAs(TargetTask.Classification, "2.5", "1.5", "7", "x");
        Assert.Equal(["1.5", "2.5", "7", "x"], classes.Description.ClassNames);
        Assert.Equal([1, 0, 2, 3], classes.Classes());
    }

    [Fact]
    public void Text_among_whole_numbers_comes_after_them()
    {
        using LoadedDataset data = Labels("b", "2", "B", "1", "b");
        Assert.Equal(["1", "2", "B", "b"], data.Description.ClassNames);
        Assert.Equal([3, 1, 2, 0, 3], data.Classes());
    }

    [Fact]
    public void Text_among_fractions_is_refused_with_its_line()
    {
        CoreException failure = Assert.Throws<CoreException>(() => Labels("1.5", "2.5", "oops"));
        Assert.Equal("MixedLabel", failure.Id);
        Assert.Contains("line 4, column 'y': 'oops'", failure.Message);
        Assert.Contains("line 2, column 'y': 'oops'", Assert.Throws<CoreException>(() => Labels("oops", "2.5")).Message);
    }

    [Theory]
    [InlineData("1.5", "n.d.", "2.5", "lost")]
    [InlineData("n.d.", "1.5", "2.5", "lost")]
    [InlineData("n.d.", "lost", "2.5", "1", "7")]
    [InlineData("1", "n.d.", "2", "lost", "0.5")]
    [InlineData("n.d.", "lost", "n.d.", "lost", "0.5")]
    public void All_texts_among_fractions_are_named_at_once(params string[] labels)
    {
        CoreException failure = Assert.Throws<CoreException>(() => Labels(labels));
        Assert.Equal("MixedLabel", failure.Id);
        Assert.Contains("('n.d.', 'lost'; the first at", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-MissingMarker 'n.d.', 'lost' -MissingValue DropUnlabelled leaves such rows out", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_refused_where_regression_was_asked_for()
    {
        CoreException failure = Assert.Throws<CoreException>(() => LabelsAs(TargetTask.Regression, "1", "x"));
        Assert.Equal("TextInNumberColumn", failure.Id);
        Assert.Contains("line 3, column 'y': 'x'", failure.Message);
    }

    [Fact]
    public void Several_label_columns_are_the_outputs_of_a_regression()
    {
        using LoadedDataset data = files.LoadText("u,a,v\n1,0,2\n3,0,4\n", new() { Label = ["v", "u"] });
        Assert.Equal([2f, 1f, 4f, 3f], data.Values());
        Assert.Equal(["v", "u"], data.Description.TargetNames);
        Assert.Equal(["a"], data.Description.FeatureNames);
    }

    [Fact]
    public void Classes_cannot_come_from_several_columns()
    {
        Assert.Equal("SeveralClassLabels", files.Refuse(
            "u,a,v\n1,0,2\n", new() { Label = ["v", "u"], Task = TargetTask.Classification }).Id);
        Assert.Equal("TextInNumberColumn", files.Refuse("u,a,v\n1,0,x\n", new() { Label = ["v", "u"] }).Id);
    }

    [Fact]
    public void One_class_is_a_dataset()
    {
        using LoadedDataset data = Labels("x", "x");
        Assert.Equal(["x"], data.Description.ClassNames);
    }

    [Fact]
    public void Without_a_label_there_are_no_targets()
    {
        using LoadedDataset data = files.LoadText("a,b\n1,2\n");
        Assert.Equal("None", data.Description.Task);
        Assert.Equal("NothingToTake", Assert.Throws<CoreException>(() => Take(data, 1)).Id);
    }

    [Fact]
    public unsafe void A_block_that_is_taken_is_the_callers()
    {
        LoadedDataset data = Labels("x", "y");
        var features = (float*)data.Take(0);
        data.Dispose();
        Assert.Equal(1f, features[1]);
        Memory.NativePool.Return(features);
        Assert.Equal("NothingToTake", Assert.Throws<CoreException>(() => Take(data, 0)).Id);
    }

    [Fact]
    public void More_classes_than_a_network_can_have_are_refused()
    {
        IEnumerable<string> rows = Enumerable.Range(0, Categories.MaxCount + 1).Select(i => $"0,c{i}");
        CoreException failure = files.Refuse("a,y\n" + string.Join('\n', rows), new() { Label = ["y"] });
        Assert.Equal("TooManyCategories", failure.Id);
        Assert.Contains($"line {Categories.MaxCount + 2}", failure.Message);
    }

    private static unsafe void Take(LoadedDataset data, int part) => data.Take(part);

    private LoadedDataset Labels(params string[] labels) => LabelsAs(TargetTask.Auto, labels);

    private LoadedDataset LabelsAs(TargetTask task, params string[] labels) =>
        files.LoadText(
            "a,y\n"
                + string.Concat(labels.Select((label, i) => $"{i},{label}\n")), new() { Label = ["y"], Task = task });
}
