using System.Text;
using CsCheck;
using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

public sealed class DataTableTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("x[1]", "x[1]")]
    [InlineData("X[1]", "x[1]")]
    [InlineData("x`[1`]", "x[1]")]
    [InlineData("x[12]", "x1")]
    [InlineData("x[0-2]", "x1")]
    [InlineData("[a-z]?[1`]]*", "x[1]")]
    [InlineData("x*", "x*")]
    [InlineData("x**", "x[1] x1 x*")]
    [InlineData("x`*", "x*")]
    [InlineData("*1*]", "x[1]")]
    [InlineData("?1", "x1")]
    [InlineData("*", "x[1] x1 x* y")]
    public void A_column_is_chosen_by_its_name_before_by_a_pattern(string pattern, string expected)
    {
        using LoadedDataset data = files.LoadText("x[1],x1,x*,y\n1,2,3,4\n", new() { Property = [pattern] });
        Assert.Equal(expected, string.Join(' ', data.Description.FeatureNames));
    }

    [Theory]
    [InlineData("x[1")]
    [InlineData("x[]")]
    [InlineData("x[2-9]")]
    [InlineData("?")]
    [InlineData("x?")]
    public void A_pattern_that_no_column_is_like_is_refused(string pattern) =>
        Assert.Equal("ColumnNotFound", files.Refuse("x[1],x1y\n1,2\n", new() { Property = [pattern] }).Id);

    [Fact]
    public void A_table_becomes_rows_of_features_and_classes()
    {
        using LoadedDataset data = files.LoadText("a,b,kind\n1,2.5,x\n-3,4e2,y\n0.1,7,x\n", new() { Label = ["kind"] });
        Assert.Equal([1f, 2.5f, -3f, 400f, 0.1f, 7f], data.FeatureValues());
        Assert.Equal([0, 1, 0], data.Classes());
        Assert.Equal(["x", "y"], data.Description.ClassNames);
        Assert.Equal(["a", "b"], data.Description.FeatureNames);
        Assert.Equal([2], data.Description.FeatureShape);
        Assert.Equal(3, data.Description.Rows);
        Assert.Equal("Classification", data.Description.Task);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n")]
    [InlineData("a,b\r\n1,2\r\n3,4\r\n")]
    [InlineData("a,b\r1,2\r3,4")]
    [InlineData("a,b\n1,2\n3,4")]
    [InlineData("\uFEFFa,b\n1,2\n3,4\n")]
    [InlineData("\n\na,b\n\n1,2\r\n\r\n3,4\n\n")]
    [InlineData("a;b\n1;2\n3;4\n")]
    [InlineData("a\tb\n1\t2\n3\t4\n")]
    [InlineData("\"a\",\"b\"\n\"1\",\"2\"\n\"3\",\"4\"\n")]
    [InlineData(" a , b \n 1 ,\t2\n+3,4 \n")]
    [InlineData("#TYPE System.Object\na,b\n1,2\n3,4\n")]
    public void Line_ends_separators_quotes_spaces_and_a_byte_order_mark_change_nothing(string text)
    {
        using LoadedDataset data = files.LoadText(text);
        Assert.Equal([1f, 2f, 3f, 4f], data.FeatureValues());
        Assert.Equal(["a", "b"], data.Description.FeatureNames);
    }

    [Fact]
    public void Quoted_text_may_hold_separators_line_breaks_and_quotes()
    {
        using LoadedDataset data = files.LoadText(
            "\"a,b\",kind\n1,\"x, \"\"y\"\"\"\n2,\"two\r\nlines\"\n3,\"\"\"\"\n", new() { Label = ["kind"] });
        Assert.Equal(["a,b"], data.Description.FeatureNames);
        Assert.Equal(["\"", "two\r\nlines", "x, \"y\""], data.Description.ClassNames);
        Assert.Equal([2, 1, 0], data.Classes());
    }

    [Fact]
    public void A_delimiter_that_is_given_is_taken()
    {
        using LoadedDataset data = files.LoadText("a,b,c;k\n1;2\n", new() { Delimiter = ';' });
        Assert.Equal(["a,b,c", "k"], data.Description.FeatureNames);
    }

    [Fact]
    public void Without_a_header_the_columns_are_numbered()
    {
        using LoadedDataset data = files.LoadText("1,2,x\n3,4,y\n", new() { Header = false, Label = ["Column3"] });
        Assert.Equal(["Column1", "Column2"], data.Description.FeatureNames);
        Assert.Equal([1f, 2f, 3f, 4f], data.FeatureValues());
    }

    [Fact]
    public void A_column_without_a_name_is_named_by_its_place()
    {
        using LoadedDataset data = files.LoadText(",a\n0,1\n");
        Assert.Equal(["Column1", "a"], data.Description.FeatureNames);
    }

    [Fact]
    public void Columns_are_chosen_by_patterns_in_their_order()
    {
        using LoadedDataset data = files.LoadText(
            "id,petal1,sepal1,petal2,y\n9,1,2,3,4\n",
            new() { Label = ["Y"], Property = ["sepal*", "petal?"], ExcludeProperty = ["*2"] });
        Assert.Equal(["sepal1", "petal1"], data.Description.FeatureNames);
        Assert.Equal([2f, 1f], data.FeatureValues());
    }

    [Theory]
    [InlineData(true, true, new[] { "c", "a" }, new[] { 2f, 1f })]
    [InlineData(true, false, new[] { "a", "c" }, new[] { 1f, 2f })]
    [InlineData(false, true, new[] { "Column1", "Column2" }, new[] { 1f, 2f })]
    public void Columns_are_like_others_by_name_where_both_sides_have_names(
        bool header, bool named, string[] names, float[] values)
    {
        DatasetOptions options = new() { Header = header, Like = ["c", "a"], LikeIsNamed = named };
        using LoadedDataset data = files.LoadText(header ? "a,c\n1,2\n" : "1,2\n", options);
        Assert.Equal(names, data.Description.FeatureNames);
        Assert.Equal(values, data.FeatureValues());
    }

    [Fact]
    public void A_name_that_is_written_in_another_case_is_taken_unless_one_is_written_so()
    {
        DatasetOptions options = new() { Like = ["a"], LikeIsNamed = true };
        using LoadedDataset data = files.LoadText("A\n1\n", options);
        Assert.Equal([1f], data.FeatureValues());
        Assert.Contains("have A, which", files.Refuse("A,a\n1,2\n", options).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_columns_are_encoded_on_request_in_sorted_order()
    {
        using LoadedDataset data = files.LoadText("size,v\nm,1\nl,2\nm,3\n10,4\n9,5\n", new() { Category = ["size"] });
        Assert.Equal(["9", "10", "l", "m"], data.Description.CategoryNames["size"]);
        Assert.Equal([3f, 1, 2, 2, 3, 3, 1, 4, 0, 5], data.FeatureValues());
    }

    [Fact]
    public void Known_names_keep_their_numbers_in_a_second_file()
    {
        DatasetOptions options = new()
        {
            Label = ["y"],
            ClassNames = ["c", "a", "b"],
            CategoryNames = new() { ["size"] = ["s", "l"] },
        };
        using LoadedDataset data = files.LoadText("size,y\nl,b\ns,b\n", options);
        Assert.Equal([1f, 0f], data.FeatureValues());
        Assert.Equal([2, 2], data.Classes());
        Assert.Equal(["c", "a", "b"], data.Description.ClassNames);
        CoreException failure = files.Refuse("size,y\nl,b\ns,d\n", options);
        Assert.Equal("UnknownCategory", failure.Id);
        Assert.Contains("line 3", failure.Message);
        Assert.Equal("UnknownCategory", files.Refuse("size,y\nl,b\nm,b\n", options).Id);
    }

    [Fact]
    public void Gzip_is_known_by_its_first_bytes()
    {
        using LoadedDataset data = DataFiles.Load(files.WriteGzip(Encoding.UTF8.GetBytes("a,b\n1,2\n")));
        Assert.Equal([1f, 2f], data.FeatureValues());
    }

    [Fact]
    public void Reading_in_slices_gives_the_same_table()
    {
        string path = files.Write("a,b\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"{i},{2 * i}\n")));
        using DatasetReader reader = DatasetReader.Open(path, new DatasetOptions());
        int slices = 1;
        double progress = 0;
        for (; !reader.Advance(0); slices++)
        {
            Assert.True(reader.Progress >= progress);
            progress = reader.Progress;
        }

        Assert.True(slices > 100, $"{slices} slices");
        Assert.Equal(
            Enumerable.Range(0, 5000).SelectMany(i => new float[] { i, 2 * i }), reader.Result.FeatureValues());
    }

    [Fact]
    public void More_rows_than_one_chunk_holds_stay_in_order()
    {
        const int rows = 300_000;
        var text = new StringBuilder("a,b,c,d\n");
        for (int i = 0; i < rows; i++)
        {
            text.Append(i).Append(",1,2,").Append(i % 7).Append('\n');
        }

        using LoadedDataset data = files.LoadText(text.ToString(), new() { Label = ["d"] });
        float[] values = data.FeatureValues();
        Assert.All(Enumerable.Range(0, rows), i => Assert.True(values[3 * i] == i && values[(3 * i) + 2] == 2));
        Assert.Equal(Enumerable.Range(0, rows).Select(i => (long)i % 7), data.Classes());
    }

    [Fact]
    public void Any_table_that_is_written_by_the_rules_is_read_back()
    {
        Gen<string> field = Gen.String[Gen.Char["a,\"\n\r \u00E9;"], 1, 6].Select(text => "x" + text + "x");
        Gen<string> separators = Gen.OneOf(Gen.Const(","), Gen.Const(";"), Gen.Const("\t"));
        Gen<string> lineEnds = Gen.OneOf(Gen.Const("\n"), Gen.Const("\r\n"), Gen.Const("\r"));
        Gen.Select(field.Array[1, 40], separators, lineEnds).Sample((names, separator, lineEnd) =>
        {
            var text = new StringBuilder($"v{separator}\"name\"{lineEnd}");
            for (int i = 0; i < names.Length; i++)
            {
                text.Append(i).Append(separator);
                text.Append('"').Append(names[i].Replace("\"", "\"\"")).Append('"').Append(lineEnd);
            }

            var options = new DatasetOptions { Label = ["name"], Task = TargetTask.Classification };
            using LoadedDataset data = files.LoadText(text.ToString(), options);
            Assert.Equal(names, data.Classes().Select(number => data.Description.ClassNames[number]));
        }, iter: 200);
    }
}
