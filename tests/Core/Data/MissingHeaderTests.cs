using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>A file without a header: its first row is not taken for names without a word.</summary>
public sealed class MissingHeaderTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("Ann,34,u\nBob,35,v\nCid,29,u\nDan,41,v\n", "'34' stands above numbers")]
    [InlineData("34;Ann;x\n35;Bob;y\n29;Cid;z\n", "'34' stands above numbers")]
    [InlineData("red,big\nblue,low\nred,low\nblue,big\nblue,low\n", "'red' stands below as well")]
    [InlineData("x\t7\ty\nx\t8\tz\nu\t9\ty\n", "'7' stands above numbers")]
    [InlineData("\"Ann\",\"12\"\n\"Bob\",\"13\"\n\"Cid\",\"14\"\n", "'12' stands above numbers")]
    [InlineData("Ann 12 u\nBob 13 v\nCid 14 u\n", "'12' stands above numbers")]
    public void A_first_line_that_is_likely_a_row_is_pointed_out(string text, string reason)
    {
        using LoadedDataset data = files.LoadText(text);
        Assert.Contains(data.Description.Notes, note => note.Contains($"seems to be a row ({reason}): perhaps the file has no header, which -NoHeader or -Header says", StringComparison.Ordinal));
        Assert.Contains(reason, files.Refuse(text, new DatasetOptions { Label = ["target"] }).Message, StringComparison.Ordinal);
        using LoadedDataset told = files.LoadText(text, new DatasetOptions { Header = false });
        Assert.DoesNotContain(told.Description.Notes, note => note.Contains("header", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("name,2019,2020\nA,1,2\nB,3,4\nC,5,6\n")]
    [InlineData("name,0\nA,1\nB,3\nC,5\n")]
    [InlineData(",0,1,2\n0,7,8,9\n1,5,6,7\n2,1,1,2\n")]
    [InlineData("country,350,355,360\nA,1,2,3\nB,3,4,5\nC,5,6,7\n")]
    [InlineData("kind,x\nkind,1\nsort,2\nsort,3\n")]
    [InlineData("kind,town\nbig,Rome\nlow,Oslo\nbig,Oslo\n")]
    [InlineData("id,34\n1,5\n2,6\n3,7\n")]
    public void A_header_is_a_header(string text)
    {
        using LoadedDataset data = files.LoadText(text);
        Assert.DoesNotContain(data.Description.Notes, note => note.Contains("header", StringComparison.Ordinal));
    }
}
