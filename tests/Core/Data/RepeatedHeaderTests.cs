using System.Text;
using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Files that were put together repeat the names of their columns; they are no row.</summary>
public sealed class RepeatedHeaderTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("a,b\n1,2\na,b\n3,4\n", "line 3 repeats")]
    [InlineData("a,b\n1,2\n3,4\na,b", "line 4 repeats")]
    [InlineData("a;b\r\n1;2\r\na;b\r\n3;4\r\na;b\r\n", "2 lines repeat")]
    [InlineData("a\tb\n1\t2\n\"a\"\t\"b\"\n3\t4\n", "line 3 repeats")]
    [InlineData("\"a\",\"b\"\n1,2\n\n\"a\", \"b\" \n3,4\n", "line 4 repeats")]
    [InlineData("a,b\n1,2\n\uFEFFa,b\n3,4\n", "line 3 repeats")]
    [InlineData("\uFEFFa,b\n1,2\n\uFEFFa,b\n3,4\n", "line 3 repeats")]
    [InlineData("a  b\n1 2\na  b\n3 4\n", "line 3 repeats")]
    [InlineData("a,b\r1,2\ra,b\r3,4\r", "line 3 repeats")]
    [InlineData("a,b\n1,2\nA,B\n3,4\n", "line 3 repeats")]
    [InlineData("Size;Weight\n1;2\nSIZE;weight\n3;4\n", "line 3 repeats")]
    [InlineData("NAME,AGE\n1,2\n3,4\nname,age\n", "line 4 repeats")]
    [InlineData("a\tb\n1\t2\n\"A\"\t\"b\"\n3\t4\n", "line 3 repeats")]
    [InlineData("Name,B\n1,2\n\uFEFFname,b\n3,4\n", "line 3 repeats")]
    public void A_header_between_numbers_is_left_out_with_its_line(string text, string note)
    {
        using LoadedDataset data = files.LoadText(text);
        Assert.Equal([1, 2, 3, 4], data.FeatureValues());
        Assert.Contains(note, Assert.Single(data.Description.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kind,x,y\nbig,1,no\nkind,x,y\nlow,2,yes\nbig,2,no\nlow,3,yes\n", "Auto")]
    [InlineData("kind,x,y\nbig,1,1.5\nkind,x,y\nlow,2,2.5\nbig,2,3.5\nlow,3,4.5\n", "Auto")]
    [InlineData("kind,x,y\nbig,1,1.5\nkind,x,y\nlow,2,2.5\nbig,2,3.5\nlow,3,4.5\n", "Regression")]
    public void It_is_no_category_and_no_class(string text, string name)
    {
        TargetTask task = Enum.Parse<TargetTask>(name);
        var options = new DatasetOptions { Label = ["y"], Task = task };
        using LoadedDataset data = files.LoadText(text, options);
        Assert.Equal(4, data.Description.Rows);
        Assert.Equal(["big", "low"], data.Description.CategoryNames["kind"]);
        Assert.DoesNotContain("y", data.Description.ClassNames);
        using LoadedDataset like = files.LoadText(text, new DatasetOptions
        {
            Label = ["y"],
            Task = task,
            Category = ["kind"],
            CategoryNames = new() { ["kind"] = ["low", "big"] },
        });
        Assert.Equal(4, like.Description.Rows);
    }

    [Fact]
    public void With_names_that_are_given_these_are_what_repeats()
    {
        using LoadedDataset data = files.LoadText("1,2\na,b\n3,4\n", new DatasetOptions { HeaderNames = ["a", "b"] });
        Assert.Equal([1, 2, 3, 4], data.FeatureValues());
        Assert.Contains("line 2 repeats", Assert.Single(data.Description.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fruit\napple\nfruit\npear\n", 3)] // one column of words
    [InlineData("a,b\na,c\nb,a\n", 2)]
    [InlineData("a,b\nx,b\na,y\n", 2)]
    [InlineData("a,b\na,bb\naa,b\n", 2)]
    [InlineData("a@,b\na`,b\nx,y\n", 2)] // no letters
    public void Other_rows_are_rows(string text, int rows)
    {
        using LoadedDataset data = files.LoadText(text);
        Assert.Equal(rows, data.Description.Rows);
        Assert.Empty(data.Description.Notes);
    }

    [Fact]
    public void It_is_found_wherever_blocks_are_cut()
    {
        var text = new StringBuilder();
        for (int part = 0; part < 40; part++)
        {
            text.Append("name,size\n").AppendJoin('\n', Enumerable.Range(0, 1 + (part % 7)).Select(i => $"n{i},{i}")).Append('\n');
        }

        byte[] content = Encoding.UTF8.GetBytes(text.ToString());
        foreach (int blockBytes in new[] { 16, 37, 100, 1 << 17 })
        {
            using var reader = new TableReader(SourceFile.Open(files.Write(content)), new DatasetOptions()) { BlockBytes = blockBytes };
            while (!reader.Advance(100_000))
            {
            }

            using LoadedDataset data = reader.Result;
            Assert.Equal(Enumerable.Range(0, 40).Sum(part => 1 + (part % 7)), data.Description.Rows);
            Assert.Contains("39 lines repeat (the first is line 3)", Assert.Single(data.Description.Notes), StringComparison.Ordinal);
        }
    }
}
