using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>What cannot be read is refused with the line, the text and what to do.</summary>
public sealed class DataWayOutTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("a,b\n1,1e39\n", "line 2, column 'b': '1e39'", "-MissingMarker with it makes a gap of it")]
    [InlineData("a,b\n1,5,2\n", "line 2: 3 fields", "a comma of it is a decimal mark, as in 1,5")]
    [InlineData("a,b\n1,5,2,5\n3,5,4,5\n", "line 2: 4 fields", "such numbers have to stand in quotes")]
    [InlineData("a,b\n1,2\n3,-4,5\n", "line 3: 3 fields", "semicolons between its columns; then -Decimal ','")]
    [InlineData("name,x\nAnn,1,5\n", "line 2: 3 fields", "decimal mark")]
    [InlineData("name,x\n\"Ann\",12,75\n", "line 2: 3 fields", "decimal mark")]
    [InlineData("a,b\n1,\"open\n2,3\n", "line 2", "stands twice")]
    [InlineData("a,b\n1,\0\n", "line 2", "-Encoding names it")]
    [InlineData("mpg,cyl\nMazda,21,6\nDatsun,22.8,4\n", "line 2", "-SkipLine 1 and -Header with 3 names")]
    [InlineData("a,b\n1,2\nSource: a bank\n", "line 3", "If the table ends before it: -SkipLast 1")]
    [InlineData("a,b\n1,2\n#DIV/0!,3\n4,5\n", "line 3, column 'a': '#DIV/0!'", "-MissingMarker '#DIV/0!' makes gaps of that text")]
    [InlineData("a,b\n1,2\nit's,3\n4,5\n", "line 3, column 'a': 'it's'", "-MissingMarker 'it''s' makes gaps of that text")]
    [InlineData("id,g,x\n1,A,1\n2,B,2\n3,C,4\nTotal,,7\n", "line 5, column 'id': 'Total'", "-SkipLast 1 leaves the last line out")]
    [InlineData("a,b\n1,..\n2,..\n3,5\n", "line 4, column 'b': '5'", "-MissingMarker '..' makes gaps of that text")]
    [InlineData("a,b\n1,.\n2,--\n3,.\n4,5\n", "line 5, column 'b': '5'", "-MissingMarker '.', '--' makes gaps of the texts")]
    [InlineData("a,b\n1.0D+03,1\n2.5D-01,2\n", "line 2, column 'a': '1.0D+03'", "the number 1.0E+03 in another writing")]
    [InlineData("a,b\n1D+3,1\n2D+4,2\n", "line 2, column 'a': '1D+3'", "the number 1E+3 in another writing")]
    [InlineData("a,b\n\uFF11\uFF12,1\n\uFF13,2\n", "line 2, column 'a'", "the number 12 in another writing")]
    [InlineData("a,b\n\u0661\u0662\u066B\u0665,1\n\u0663,2\n", "line 2, column 'a'", "the number 12.5 in another writing")]
    [InlineData("a,b\n\u0967\u0968,1\n\u0969,2\n", "line 2, column 'a'", "the number 12 in another writing")]
    [InlineData("a,b\n5,1\n+ 6,2\n", "line 3, column 'a': '+ 6'", "the number +6: Import-Csv")]
    [InlineData("a,b\n- 7.5,1\n- 8,2\n", "line 2, column 'a': '- 7.5'", "the number -7.5: Import-Csv")]
    [InlineData("a,b\n1.5,1\n\u20133,2\n", "line 3, column 'a'", "the number -3 in another writing")]
    public void The_error_names_the_place_and_the_way_out(string text, string place, string wayOut)
    {
        string message = files.Refuse(text).Message;
        Assert.Contains(place, message, StringComparison.Ordinal);
        Assert.Contains(wayOut, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n12D3,1\n4D1,2\n")]
    [InlineData("a,b\nD1,1\nE2,2\n")]
    [InlineData("a,b\n10\u201320,1\n20\u201330,2\n")]
    [InlineData("a,b\n\u2460,1\n\u00bd,2\n")]
    public void Texts_with_digits_are_texts(string text)
    {
        using LoadedDataset data = files.LoadText(text);
        Assert.Equal(["a"], data.Description.CategoryNames.Keys);
    }

    [Theory]
    [InlineData("a:b\n1:2\n3:4\n", ':')]
    [InlineData("sep=,\na;b\n1;2\n3;4\n", ';')]
    [InlineData("a^b^c\nx^2^3\ny^5^6\n", '^')]
    [InlineData("mpg cyl\nMazda 21 6\nDatsun 22.8 4\n", ' ')]
    [InlineData("a~b\n1~x\n", '~')]
    public void One_column_whose_lines_hold_a_separator_is_pointed_out(string text, char mark)
    {
        using LoadedDataset data = files.LoadText(text);
        Assert.Contains($"-Delimiter '{mark}'", Assert.Single(data.Description.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name\nAnn Lee\nBo Day\n")]
    [InlineData("when\n10:30\n11:45\n")]
    [InlineData("a\n1\n2\n")]
    public void One_column_of_texts_is_one(string text)
    {
        using LoadedDataset data = files.LoadText(text);
        Assert.DoesNotContain(data.Description.Notes, note => note.Contains("-Delimiter", StringComparison.Ordinal));
    }
}
