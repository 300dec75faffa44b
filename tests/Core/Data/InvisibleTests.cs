using System.Text;
using NormTools.Core.Data;
using Xunit;

namespace NormTools.Core.Tests;

/// <summary>Characters that nobody sees make no other name and no other category, and bytes that are no letters are told.</summary>
public sealed class InvisibleTests : IDisposable
{
    private readonly DataFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("a\u200b,b,y", "a")]
    [InlineData("\ufeffa,b,y", "a")]
    [InlineData("\ufeff\ufeffa,b,y", "a")]
    [InlineData("\ufeff\"\ufeffa\",b,y", "a")]
    [InlineData("\u00a0a\u00a0,b,y", "a")]
    [InlineData("first\u00a0name,b,y", "first name")]
    [InlineData("na\u00adme\u200e,b,y", "name")]
    public void A_name_is_what_is_seen(string header, string name)
    {
        using LoadedDataset data = files.LoadText(header + "\n1,2,u\n3,4,v\n", new DatasetOptions { Label = ["y"], Property = [name, "b"] });
        Assert.Equal([name, "b"], data.Description.FeatureNames);
    }

    [Theory]
    [InlineData("Rome\u200b")]
    [InlineData("\ufeffRome")]
    [InlineData("Rome\u00a0")]
    [InlineData("\u200eRome")]
    [InlineData("\u202fRome \u00a0")]
    public void A_text_is_what_is_seen(string text)
    {
        string table = $"town,y\nRome,Rome\n{text},{text}\nOslo,Oslo\nOslo,Oslo\n";
        using LoadedDataset data = files.LoadText(table, new DatasetOptions { Label = ["y"] });
        Assert.Equal(["Oslo", "Rome"], data.Description.CategoryNames["town"]);
        Assert.Equal(["Oslo", "Rome"], data.Description.ClassNames);
    }

    [Theory]
    [InlineData("n\u0081me,b\nx,1\ny,2\n")]
    [InlineData("name,b\n\u008dx,1\ny,2\n")]
    [InlineData("name,b\nx\u008fx,1\ny,2\n")]
    [InlineData("name,b\nx,1\n\u0090y,2\n")]
    [InlineData("name,b\nx,1\ny\u009d,2\n")]
    public void Bytes_that_Windows_1252_does_not_have_are_told(string text)
    {
        string path = files.Write(Encoding.Latin1.GetBytes(text));
        using LoadedDataset data = DataFiles.Load(path);
        Assert.Contains("-Encoding", Assert.Single(data.Description.Notes), StringComparison.Ordinal);
        using LoadedDataset plain = DataFiles.Load(files.Write(Encoding.Latin1.GetBytes(text.Replace('\u0081', '\u00e4').Replace('\u008d', '\u00e4').Replace('\u008f', '\u00e4').Replace('\u0090', '\u00e4').Replace('\u009d', '\u00e4'))));
        Assert.Empty(plain.Description.Notes);
    }
}
