using System.Text;
using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Separators at the end of lines, behind which no line holds anything: they are no column.</summary>
public sealed class TrailingSeparatorTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("1,2,\n3,4,\n")]
    [InlineData("1,2,\n3,4,")]
    [InlineData("1;2;\r\n3;4;\r\n")]
    [InlineData("1\t2\t\t\n3\t4\t\t\n")]
    [InlineData("1,2, \r3,4,\t\r")]
    [InlineData("1|2|\n\n3|4|\n")]
    [InlineData("1,2,\n3,4\n")]
    [InlineData("1,2,\n3,4,,\n")]
    [InlineData("1,2\n3,4,\n")]
    public void Without_a_header_they_make_no_column(string text)
    {
        using LoadedDataset data = files.LoadText(text, new() { Header = false });
        Assert.Equal(["Column1", "Column2"], data.Description.FeatureNames);
        Assert.Equal([1f, 2f, 3f, 4f], data.FeatureValues());
        Assert.Empty(data.Description.Notes);
    }

    [Theory]
    [InlineData("a,b,\n1,2,\n3,4,\n")]
    [InlineData("a,b,\n1,2\n3,4,\n")]
    [InlineData("a,b\n1,2,\n3,4,\n")]
    [InlineData("a;b;;;\n1;2;;;\n3;4;;;\n")]
    [InlineData("a;b;;;\n1;2;\n3;4;;;;;;\n")]
    public void Below_a_header_they_make_no_column(string text)
    {
        using LoadedDataset data = files.LoadText(text);
        Assert.Equal(["a", "b"], data.Description.FeatureNames);
        Assert.Equal([1f, 2f, 3f, 4f], data.FeatureValues());
    }

    [Theory]
    [InlineData("1,2,\n3,4,5\n", false, "Column1 Column2 Column3")]
    [InlineData("1,,\n,,\n3,4,5\n", false, "Column1 Column2 Column3")]
    [InlineData("1,2,,\n3,4,5,\n", false, "Column1 Column2 Column3")]
    [InlineData("a,b,,\n1,2,,\n3,4,5,\n", true, "a b Column3")]
    [InlineData("a,b,c\n1,2,\n3,4,\n", true, "a b c")]
    [InlineData("1,\n", false, "Column1")]
    public void What_holds_something_in_any_line_or_has_a_name_is_a_column(string text, bool hasHeader, string expected)
    {
        using LoadedDataset data = files.LoadText(text, new() { Header = hasHeader });
        Assert.Equal(expected, string.Join(' ', data.Description.FeatureNames));
    }

    [Fact]
    public void A_value_far_below_is_refused_with_the_names_that_make_it_one()
    {
        string text = new StringBuilder().Insert(0, "1,2,\n", 100_000).Append("3,4,5\n").ToString();
        CoreException failure = files.Refuse(text, new() { Header = false });
        Assert.Equal("RaggedLine", failure.Id);
        Assert.Contains("line 100001: 3 fields", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-Header with 3 names", failure.Message, StringComparison.Ordinal);
        using LoadedDataset data = files.LoadText(text, new() { HeaderNames = ["a", "b", "c"] });
        Assert.Equal([3f, 4f, 5f], data.FeatureValues()[^3..]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Names_may_count_them_or_not(int names)
    {
        using LoadedDataset data = files.LoadText("1,2,\n3,4,\n", new() { HeaderNames = [.. "abc"[..names].Select(name => $"{name}")] });
        Assert.Equal(names, data.Description.FeatureNames.Length);
        Assert.Equal(
            "HeaderMismatch", files.Refuse("1,2,\n3,4,\n", new() { HeaderNames = ["a", "b", "c", "d"] }).Id);
    }
}
